"""What we keep: evidence, on this machine or in a database."""
