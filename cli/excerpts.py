"""Two texts beside each other on one line: long ones cut to where they begin to differ."""

from itertools import takewhile

LONGEST = 70
BEFORE = 20
"""How much of what is the same is shown before the first difference."""


def excerpts(before: str | None, after: str | None) -> tuple[str, str]:
    """Give both texts for people: `null` for None, else quoted and at most about `LONGEST` characters long."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before or "", after or "", strict=False)))
    start = max(0, same - BEFORE) if max(len(before or ""), len(after or "")) > LONGEST else 0
    return _excerpt(before, start), _excerpt(after, start)


def _excerpt(text: str | None, start: int) -> str:
    if text is None:
        return "null"
    line = " ".join(text[start : start + LONGEST].split())
    return repr(f"{'…' if start else ''}{line}{'…' if len(text) > start + LONGEST else ''}")
