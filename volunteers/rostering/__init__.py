"""Rosters and events: duties, swaps, absence, and signing in and out."""
