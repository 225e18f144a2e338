"""The finder: one box that finds whatever its reader may see, in all rooms at once."""
