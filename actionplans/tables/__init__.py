"""The room at work, as its tables, its wall and its projector show it."""
