"""Policies, who is covered on which day, and incidents with their claims."""
