"""Finding plans that others can learn from."""
