"""Programmes, workshops, groups and participants."""

from .group import Group, Participant, Seat
from .programme import AgendaBlock, BlockKind, Form, Programme
from .workshop import AgendaItem, Workshop

__all__ = ["AgendaBlock", "AgendaItem", "BlockKind", "Form", "Group", "Participant", "Programme", "Seat", "Workshop"]
