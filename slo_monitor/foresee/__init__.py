"""Foresight: what a sheet could say, from what was seen."""
