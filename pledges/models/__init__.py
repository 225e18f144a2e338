"""One noun a file."""

from .licence import Licence
from .media import Media
from .pledge import Pledge
from .upload import Upload

__all__ = ["Licence", "Media", "Pledge", "Upload"]
