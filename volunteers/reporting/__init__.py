"""Results reports: opened by themselves, filled from the ledger, reviewed, locked, and summed up to the nation."""
