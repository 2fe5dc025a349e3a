"""Lines of text for people on stdout."""

from collections.abc import Iterable

from cli.terminal import printable, write_out


def print_lines(lines: Iterable[str]) -> bool:
    """Print lines, what a page could do to a terminal escaped; False where the reader has gone away (`| head`)."""
    return all(write_out(printable(line) + "\n") for line in lines)
