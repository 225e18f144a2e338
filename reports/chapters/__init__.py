"""What association staff write into the national report beside its figures."""
