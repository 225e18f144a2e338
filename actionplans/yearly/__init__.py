"""The year: annual plans and what is taken up into them, the days the law sets, and calendars."""
