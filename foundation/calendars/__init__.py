"""Calendars that leave the house as iCalendar: their writer, and the secret addresses at which programs read them."""
