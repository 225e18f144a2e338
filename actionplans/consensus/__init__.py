"""From ideas to promises: kept, merged, voted on, adopted and signed."""
