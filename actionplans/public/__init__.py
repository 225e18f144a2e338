"""What everybody may read of the plans, and the way back to the sentence typed at a table."""
