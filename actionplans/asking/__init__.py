"""The forms as data: what is asked, in which words, and how a wording changes without changing what is meant."""
