"""Recruiting: openings, people who apply, who is found for what, and who hears of it."""
