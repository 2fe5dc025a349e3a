"""Lines of text for people on stdout."""

import os
import sys
from collections.abc import Iterable

from cli.terminal import printable


def print_lines(lines: Iterable[str]) -> bool:
    """Print lines, what a page could do to a terminal escaped; False where the reader has gone away (`| head`)."""
    try:
        for line in lines:
            sys.stdout.write(printable(line) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True
