"""The story of one pass: read, judge, tell; the only reader of the clock."""
