"""Exit codes, as the contract names them; see the docstring of this folder."""

OK = 0
FOUND = 1
USAGE = 2
UNREADABLE = 3
INTERRUPTED = 130
