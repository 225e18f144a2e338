"""Template tags of action plans."""
