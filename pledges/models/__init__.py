"""One noun a file."""

from .dialogue import Dialogue, DialogueSession
from .licence import Licence
from .media import Media
from .pledge import Pledge
from .survey import SurveyAsk
from .upload import Upload

__all__ = ["Dialogue", "DialogueSession", "Licence", "Media", "Pledge", "SurveyAsk", "Upload"]
