"""Everything that comes in as a sheet: read safely, understood row by row, answered with reasons and cures."""
