"""Counties, people, and the roles they hold."""

from .county import County
from .disclosure import Disclosure
from .membership import Membership
from .organisation import Organisation
from .user import User

__all__ = ["County", "Disclosure", "Membership", "Organisation", "User"]
