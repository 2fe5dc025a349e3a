"""Projects IDs and Prima IDs."""

import re
import unicodedata
from collections.abc import Sequence

from dataset.values.typed import Typed, doubt, has_odd_figures, lost, quote
from parsers.fields import PRIMA_ID, PROJECT_ID
from parsers.model import Issue

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def read_project_id(field: str, texts: Sequence[str]) -> Typed:
    """Read the Fund's own identifier; see `_read`."""
    return _read(field, " ".join(texts), PROJECT_ID)


def read_prima_id(field: str, texts: Sequence[str]) -> Typed:
    """Read the identifier of IOM's PRIMA system; see `_read`."""
    return _read(field, " ".join(texts), PRIMA_ID)


def _read(field: str, printed: str, shape: re.Pattern[str]) -> Typed:
    """Read an identifier that has its shape but for case, blanks, invisible characters and kinds of dashes.

    Nothing else is mended: a letter O for a zero, a missing point or a second identifier is a lost value.
    """
    plain = unicodedata.normalize("NFKC", printed.translate(_DASHES))
    visible = "".join(character for character in plain if not character.isspace() and not _is_invisible(character))
    spelled = visible.upper()
    if not visible.isascii() or has_odd_figures(printed) or not shape.fullmatch(spelled):
        message = f"{quote(printed)} does not have the shape of this identifier"
        return lost(Issue("malformed_identifier", field, message, "error"))
    if spelled == printed.strip():
        return Typed(spelled)
    step = f"read {quote(printed)} as {spelled}: case, blanks and kinds of dashes do not count"
    return Typed(spelled, issues=doubt("respelled_identifier", field, step, "info"), steps=(step,))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf"
