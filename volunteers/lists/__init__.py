"""Lists as units keep them: kept sealed, understood, taken in once."""
