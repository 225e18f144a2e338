"""The proof-reader: what numbers a text says, and whether those that follow from others really do."""
