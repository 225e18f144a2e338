"""Dashboards (總覽): what needs somebody, how far it is, where it lacks, with the rows behind every figure."""
