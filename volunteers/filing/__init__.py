"""Units, the offices in charge of them, and the plans they file (備案)."""
