"""Programmes, workshops, groups, participants, and the room on the day."""

from .group import Group, Participant, Seat
from .programme import AgendaBlock, BlockKind, Form, Programme
from .room import Receipt, Room, Word
from .workshop import AgendaItem, Workshop

__all__ = [
    "AgendaBlock",
    "AgendaItem",
    "BlockKind",
    "Form",
    "Group",
    "Participant",
    "Programme",
    "Receipt",
    "Room",
    "Seat",
    "Word",
    "Workshop",
]
