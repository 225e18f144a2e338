"""Training sessions, who goes to them, what they prove, and who lacks what."""
