"""Certificates that anybody can verify, and honour cards: issuing, signing, printing, looking up, revoking."""
