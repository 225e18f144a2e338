"""A box of several lines whose length is what its writer counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class Lines(forms.Textarea):
    """A `Textarea` in which a line break is one character.

    Browsers count it as one and send it as two: a text that filled its box was refused for being too long.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """What was typed."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value
