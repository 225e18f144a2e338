"""Editions of the national report: frozen, published, compared, looked up and corrected."""
