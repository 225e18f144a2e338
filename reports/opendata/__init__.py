"""Open data: what a settled year may tell everybody, with small cells hidden, as files with their dictionary."""
