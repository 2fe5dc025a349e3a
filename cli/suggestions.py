"""What somebody may have meant who named something that is not there."""

import difflib
import re
from collections.abc import Iterable

SHOWN = 5
"""How many names that come near are named."""
SHORTEST_BEGINNING = 4
"""How many letters a beginning has by which a name is found."""
# Typer's complaint of a choice, such as "Value error, 'corn' is not one of 'cron', 'systemd'."
_CHOICE = re.compile(r"Value error, (?P<complaint>'(?P<name>.*)' is not one of (?P<known>'.*'))\.")


def suggest(name: str, known: Iterable[str], *, most: int = SHOWN) -> str:
    """Give `; did you mean A, B?` with the known names that come nearest, or nothing; case does not count.

    Where none is near as a whole, those come near that begin so: keys made of a page's address are long.
    """
    spellings = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), spellings, n=most, cutoff=0.6)
    if not near and len(name) >= SHORTEST_BEGINNING:
        near = [one for one in spellings if one.startswith(name.casefold())][:most]
    return f"; did you mean {', '.join(spellings[one] for one in near)}?" if near else ""


def suggest_choice(message: str) -> str:
    """Complete Typer's complaint of a choice that there is not with what may have been meant; others stay."""

    def worded(match: re.Match[str]) -> str:
        return match["complaint"] + suggest(match["name"], re.findall("'(.*?)'", match["known"]))

    return _CHOICE.sub(worded, message)


def complete_fields() -> list[str]:
    """What a shell completes where a field is wanted."""
    from dataset.schema.selections import PAGE_FIELDS

    return list(PAGE_FIELDS)
