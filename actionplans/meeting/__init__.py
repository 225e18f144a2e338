"""Liaison meetings (聯繫會報): agenda, rulings, minutes."""
