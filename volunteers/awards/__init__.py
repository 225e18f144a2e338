"""Awards: what is known of people and teams, where they stand, and a whole county in one run."""
