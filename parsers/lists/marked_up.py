"""Lists in true markup: `<ul>`, `<ol>` and their items."""

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.description import Block
from parsers.lists.markers import Marker
from parsers.lists.sentences import Prose
from parsers.lists.spans import Entry, Enumeration, Fault, finish, is_empty, trim
from parsers.numerals import may_follow


@dataclass(slots=True)
class _Open:
    """A list whose items are still coming in.

    Attributes:
        marker: of its last item.
        block: index of the last block that belongs to it.
    """

    enumeration: Enumeration
    depth: int
    marker: str
    block: int


def read_lists(prose: Prose, blocks: Sequence[Block]) -> list[Enumeration]:
    """Make a list of each `<ul>` and `<ol>`, and one of those that go on with each other.

    An item is the text of its `<li>` up to a list nested in it, which is a list of its own.
    """
    lists: list[_Open] = []
    by_id: dict[int | None, _Open] = {}
    by_depth: dict[int, _Open] = {}
    for index, block in enumerate(blocks):
        one = by_id.get(block.list_id)
        if block.kind == "item":
            if one is None:
                one = _earlier_part(by_depth, blocks, index)
            if one is None:
                one = _Open(Enumeration([]), block.depth, "", index)
                lists.append(one)
            by_id[block.list_id] = by_depth[block.depth] = one
            one.marker = block.marker or "-"
            one.enumeration.entries.append(Entry(one.marker, block.start, block.start, block.end))
        elif one is not None and one.block == index - 1:
            one.enumeration.entries[-1] = one.enumeration.entries[-1]._replace(end=block.end)
        else:
            continue
        one.block = index
    return [finished for one in lists if (finished := _finish(prose, one.enumeration)).entries]


def _earlier_part(by_depth: dict[int, _Open], blocks: Sequence[Block], index: int) -> _Open | None:
    """The list that a new list element goes on with: right before it, or its numbers count on (`start`)."""
    block = blocks[index]
    one = by_depth.get(block.depth)
    if one is None or block.marker is None or (block.marker == "-") != (one.marker == "-"):
        return None
    counts_on = block.marker != "-" and may_follow(one.marker.rstrip("."), block.marker.rstrip("."))
    adjacent = all(between.depth > block.depth for between in blocks[one.block + 1 : index])
    if not counts_on and not adjacent:
        return None
    if not counts_on and block.marker != "-":
        words = f"{block.marker!r} comes after {one.marker!r}"
        one.enumeration.faults.append(Fault("numbering_restarts", words))
    return one


def _finish(prose: Prose, enumeration: Enumeration) -> Enumeration:
    entries, faults = finish(prose, enumeration.entries)
    return Enumeration([entry for entry in entries if not is_empty(prose, entry)], enumeration.faults + faults)


def take_markers(prose: Prose, lists: Sequence[Enumeration], markers: Sequence[Marker]) -> set[Marker]:
    """Give each `<li>` the marker that is typed at its beginning: `<li>a) a survey</li>`.

    Returns:
        The markers that were taken.
    """
    typed = {marker.start: marker for marker in markers}
    taken: set[Marker] = set()
    for enumeration in lists:
        for position, entry in enumerate(enumeration.entries):
            marker = typed.get(entry.opens)
            if marker is None:
                continue
            shorter = Entry(marker.printed, entry.opens, min(marker.end, entry.end), entry.end, marker.kind)
            trimmed = trim(prose, shorter)[0]
            if not is_empty(prose, trimmed):
                enumeration.entries[position] = trimmed
                taken.add(marker)
    return taken
