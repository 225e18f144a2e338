"""Volunteers: who is registered, her record book, card and photo, and how she is found."""
