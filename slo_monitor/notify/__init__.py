"""Telling people: what is news to which channel, in words, through a teller."""
