"""The life of a unit beside its service: its own time limits, its meetings, complaints, agreements and allowances."""
