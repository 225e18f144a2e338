"""Proposals for awards: windows of a year, candidates and their papers, review and decision, committee, ceremony."""
