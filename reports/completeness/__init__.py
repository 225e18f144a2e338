"""Who lacks which step, and the letters about it."""
