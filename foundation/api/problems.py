"""Refusals as the API raises them; `config.problems` turns every one into `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rest_framework import status
from rest_framework.exceptions import APIException


class WrongParameter(APIException):
    """Query parameters that cannot be used.

    Attributes:
        problems: a sentence for each parameter.
    """

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "wrong_parameter"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class Conflict(APIException):
    """The thing is not in a state for this; the sentences say why."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class InsufficientScope(APIException):
    """A token does not reach as far as this, though its owner does.

    Attributes:
        scope: what is lacking, as the description of the API names it.
        say: makes the sentence, in the language that is then active.
    """

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "insufficient_scope"

    def __init__(self, scope: str, say: Callable[[], str]) -> None:
        super().__init__(say())
        self.scope = scope
        self.say = say
