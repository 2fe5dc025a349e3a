"""Execute the notebooks in place, so that what they show is what they compute: `python notebooks/execute.py`.

`--check` writes nothing and ends with 1 where a notebook shows other words than it computes. Days and times, which each
run has of its own, and pictures, which each machine draws a little differently, are not compared.
"""

import argparse
import difflib
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent
MOST_LINES = 20
# A day or time as tables print it: "2026-11-24", "2026-11-24 03:15:00+00:00"
_TIME = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:]{8}(?:\+00:00|Z)?)?")
# The name that pandas gives each styled table anew: "T_0b1f3", and the address of an object
_OWN = re.compile(r"T_[0-9a-f]{5}")


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run every cell in a fresh kernel and return the notebook with what it gave.

    Args:
        notebook: as read by nbformat.
        folder: in which the kernel runs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    client = NotebookClient(notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(folder)}})
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}  # without the version of whoever ran it
    return notebook


def words(notebook: NotebookNode) -> list[str]:
    """What the cells of a notebook show as text, without days and times."""
    shown = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            text = (
                output.get("text") or data.get("text/html") or ("" if "image/png" in data else data.get("text/plain"))
            )
            shown.append(_OWN.sub("T", _TIME.sub("DAY", text or "")))
    return shown


def differences(before: list[str], now: list[str]) -> list[str]:
    """The first lines that differ, as a patch marks them."""
    one, other = ("\n".join(shown).splitlines() for shown in (before, now))
    lines = difflib.unified_diff(one, other, "stored", "computed", n=0, lineterm="")
    return [line[:200] for line in lines][:MOST_LINES]


def main() -> int:
    """Execute those named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(HERE.glob("*.ipynb")))
    parser.add_argument("--beside", type=Path, default=HERE.parent / "output", help="the folder of releases")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    given = parser.parse_args()
    room = given.beside.parent / HERE.name  # where `../output` is that folder
    room.mkdir(exist_ok=True)
    differing = 0
    for path in given.notebooks:
        before = nbformat.read(path, as_version=4)
        executed = execute(nbformat.read(path, as_version=4), room)
        is_same = words(before) == words(executed)
        differing += not is_same
        print(f"{path.name}: {'as it was' if is_same else 'differs'}", file=sys.stderr)  # noqa: T201 - a script
        for line in differences(words(before), words(executed)):
            print(f"  {line}", file=sys.stderr)  # noqa: T201 - as above
        if not given.check:
            path.write_text(nbformat.writes(executed, indent=1) + "\n", encoding="utf-8", newline="\n")
    return int(given.check and differing > 0)


if __name__ == "__main__":
    sys.exit(main())
