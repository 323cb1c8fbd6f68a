"""Frozen nouns, standard library only: what every other layer talks about."""
