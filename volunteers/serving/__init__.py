"""Hours: the ledger, how its lines are judged, approved and summed."""
