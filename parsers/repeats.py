"""Text that a page prints twice: a teaser before the whole, a lead that the body repeats, copies for phone and desk."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from parsers.boxes import Box
from parsers.folding import fold
from parsers.outline import Outline, is_item
from parsers.owners import Owners

_LEAST_WORDS = 6
"""A line of fewer words (`Training of officers`) may stand twice in one text."""
_LEAST_WORDS_OF_TEASER = 3
_ALIKE = len("a b c")
"""Lines that begin otherwise are no copies, and neither is a teaser."""
_ELLIPSIS = ("…", "...", "[...]", "[…]", "(...)", "(…)")
_ENDS = (".", "!", "?")
_LONG_LIST = 50
"""So many items that stand twice are a list, whatever follows them."""
_LINES_OF_COPY = 3
_START = attrgetter("start")


class _Line(NamedTuple):
    """The free leaves of one line, `outline.leaves[start:end]`, with their text folded."""

    start: int
    end: int
    text: str
    is_item: bool
    is_long: bool


def claim_repeats(outline: Outline, scope: Box, owners: Owners) -> None:
    """Claim what is printed a second time, so that the description has it once.

    Of two copies the one is kept that stands with more text around it, else the first; a teaser gives way to the whole.
    """
    runs = [run for owner, *run in owners.runs(scope) if owner is None and outline.has_words(*run)]
    texts = [fold(outline.text(*run)) for run in runs]
    if len({text[:_ALIKE] for text in texts}) == len(texts):
        return
    lines = [
        _Line(start, end, text, is_item(outline.leaves[start].box, text), len(text.split()) >= _LEAST_WORDS)
        for (start, end), text in zip(runs, texts, strict=True)
    ]
    for teaser in _teasers(lines):
        owners.claim_leaves(range(teaser.start, teaser.end), "repeated")
    lines = [line for line in lines if owners.of[line.start] is None]
    for first, second in _copies(lines):
        lesser = first if _company(outline, lines, first) < _company(outline, lines, second) else second
        owners.claim_leaves(range(lesser[0].start, lesser[-1].end), "repeated")


def _teasers(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines with which another, longer line begins: cut at an ellipsis, or a whole sentence."""
    texts = sorted({line.text for line in lines})
    for line in lines:
        cut = line.text.endswith(_ELLIPSIS)
        text = line.text.rstrip(" .…[]()") if cut else line.text
        if len(text.split()) < _LEAST_WORDS_OF_TEASER or not (cut or (line.is_long and text.endswith(_ENDS))):
            continue
        first = bisect_right(texts, text)
        if any(other.startswith(text) and other != line.text for other in texts[first : first + 2]):
            yield line


def _copies(lines: Sequence[_Line]) -> Iterator[tuple[Sequence[_Line], Sequence[_Line]]]:
    """The runs of lines that stand twice, without overlap."""
    places: dict[str, int] = {}
    index = 0
    while index < len(lines):
        place = places.get(lines[index].text)
        length = _common(lines, place, index) if place is not None else 0
        run = lines[index : index + length]
        is_whole = place == 0 and index == length and index + length == len(lines)
        if place is not None and (_is_copy(run) or (is_whole and (length > 1 or not run[0].is_item))):
            yield lines[place : place + length], run
            index += length
        else:
            places.setdefault(lines[index].text, index)
            index += 1


def _is_copy(run: Sequence[_Line]) -> bool:
    """Whether lines that stand twice are one text printed twice; the same item may stand in two lists."""
    return any(not line.is_item and (line.is_long or len(run) >= _LINES_OF_COPY) for line in run)


def _common(lines: Sequence[_Line], first: int, second: int) -> int:
    """How many lines from two places on are the same."""
    length = 0
    while second + length < len(lines) and first + length < second:
        if lines[first + length].text != lines[second + length].text:
            break
        length += 1
        if length == _LONG_LIST and all(line.is_item for line in lines[second : second + length]):
            break
    return length


def _company(outline: Outline, lines: Sequence[_Line], run: Sequence[_Line]) -> tuple[int, bool]:
    """How many lines stand in the smallest box around a run and something else or a run of several; no quote."""
    start, end = run[0].start, run[-1].end
    around = outline.leaves[start].box.ancestors()
    box = next((outer for outer in around if outer.end >= end and outer.breaks and _is_around(outer, run)), None)
    is_own = not outline.leaves[start].box.stands_in({"blockquote"})
    if box is None:
        return 0, is_own
    return bisect_left(lines, box.end, key=_START) - bisect_left(lines, box.start, key=_START), is_own


def _is_around(box: Box, run: Sequence[_Line]) -> bool:
    return (
        len(run) > 1 or (box.start, box.end) != (run[0].start, run[0].end) or box.tag in {"div", "section", "article"}
    )
