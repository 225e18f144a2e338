"""Two entries of one person: suggested, made one, and taken apart again."""
