"""Pairs of a label and a text: a table on a terminal, else one line for each, neither padded, wrapped nor cut."""

import sys
from collections.abc import Iterable
from io import StringIO

from cli.terminal import draws, printable, write_out


def print_sheet(pairs: Iterable[tuple[str, str]]) -> bool:
    """Print pairs on stdout; a label that is empty or the same as before stands on a terminal once.

    Returns:
        False where the reader has gone away (`| head`).
    """
    if not sys.stdout.isatty():
        return write_out("".join(f"{label}: {printable(text)}\n" if label else "\n" for label, text in pairs))
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold" if draws() else "", no_wrap=True)
    table.add_column(overflow="fold")
    before = None
    for label, text in pairs:
        table.add_row("" if label == before else label, printable(text))
        before = label
    screen, paper = Console(), StringIO()
    console = Console(file=paper, width=screen.width, force_terminal=screen.is_terminal, highlight=False, markup=False)
    console.print(table)
    return write_out(paper.getvalue())
