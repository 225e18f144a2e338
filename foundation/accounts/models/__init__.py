"""Counties, people, and the roles they hold."""

from .answered import AnsweredRequest
from .county import County
from .disclosure import Disclosure
from .kept_password import KeptPassword
from .membership import Membership
from .organisation import Organisation
from .outside_subject import OutsideSubject
from .passkey import Passkey
from .second_factor import SecondFactor
from .sign_in import SignIn
from .token import ApiToken
from .user import User

__all__ = [
    "AnsweredRequest",
    "ApiToken",
    "County",
    "Disclosure",
    "KeptPassword",
    "Membership",
    "Organisation",
    "OutsideSubject",
    "Passkey",
    "SecondFactor",
    "SignIn",
    "User",
]
