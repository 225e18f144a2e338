"""Evaluating volunteers (考核): scales, rounds, two raters, the talk, the result, and asking to look again."""
