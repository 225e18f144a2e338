"""How a body is read: JSON whose text every database and every answer can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class FiniteParser(JSONParser):
    """JSON that is not nested without end."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The parsed body.

        Raises:
            ParseError: no JSON, or nested deeper than can be read.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as endless:
            raise ParseError from endless


class WholeTextParser(JSONParser):
    """JSON without halves of surrogate pairs, which no text can be written with."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The parsed body.

        Raises:
            ParseError: no JSON, or text that is no text.
        """
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError) as half:
            raise ParseError from half
        return data
