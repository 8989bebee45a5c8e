"""Votes counted again: what the published numbers give, against what was declared."""
