"""Paper: blank and filled sheets with their codes, photos of them, keying them in, and what a workshop leaves."""
