"""Counties, people, and the roles they hold."""

from .county import County
from .disclosure import Disclosure
from .membership import Membership
from .organisation import Organisation
from .token import ApiToken
from .user import User

__all__ = ["ApiToken", "County", "Disclosure", "Membership", "Organisation", "User"]
