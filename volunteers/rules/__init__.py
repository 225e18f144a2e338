"""The rules of law and handbook: data with source and date, and pure functions over frozen facts. Knows no database."""
