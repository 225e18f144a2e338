"""How the API reads what programs send: JSON, of its texts only what can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.api.parsing import WholeTextParser
from foundation.taiwan.unseen import written


class SeenTextParser(WholeTextParser):
    """The house's JSON without characters that nobody sees, as the pages' forms are read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The parsed body.

        Raises:
            ParseError: no JSON, or text that is no text.
        """
        return _seen(super().parse(stream, media_type, parser_context))


def _seen(data: Any) -> Any:
    if isinstance(data, str):
        return data if "\0" in data else written(data)  # NUL is refused, with a sentence about its field
    if isinstance(data, list):
        return [_seen(one) for one in data]
    return {key: _seen(value) for key, value in data.items()} if isinstance(data, dict) else data
