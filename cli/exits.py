"""Exit codes, fixed in DESIGN: a scheduled job acts on these alone."""

DONE = 0
OUR_BUG = 1
WRONG_USE = 2
REFUSED = 3
UNREACHABLE = 4
BLOCKED = 5
LOCKED = 6
STORAGE = 7
INTERRUPTED = 130


class WrongUseError(Exception):
    """The command was asked for something that cannot be: bad input, a missing file, an impossible value."""
