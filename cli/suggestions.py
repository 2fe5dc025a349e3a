"""What somebody may have meant who named something that is not there."""

import difflib
from collections.abc import Iterable

SHOWN = 5
"""How many names that come near are named."""


def suggest(name: str, known: Iterable[str], *, most: int = SHOWN) -> str:
    """Give `; did you mean A, B?` with the known names that come nearest, or nothing; case does not count."""
    spellings = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), spellings, n=most, cutoff=0.6)
    return f"; did you mean {', '.join(spellings[one] for one in near)}?" if near else ""
