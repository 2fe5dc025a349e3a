"""The description as a reader of the page sees it: the leaves that belong to it in, text and blocks out.

What counts as one line of text follows what a browser does: block elements and `<br>` begin a new line, inline
elements are glued to their neighbours, runs of white space shrink to one blank (`parsers/layout.py`). So do the markers
before an `<li>`: a bullet, or the next numeral of its `<ol>`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.boxes import BLOCKS, HEADINGS, LISTS, Box
from parsers.outline import Leaf, Outline

BlockKind = Literal["paragraph", "heading", "item"]

Numeral = tuple[str, int]
"""How an item is numbered, as the HTML `type` says, `""` for bullets; and its number."""
_Opening = tuple[BlockKind, Numeral | None, int, int | None]
"""Kind, numeral, depth and list of a block."""
_BETWEEN_CELLS = "\t"

# A letter with the accent as a character of its own, "e" + U+0301; a flood of accents is left as it is.
LOOSE_ACCENT = re.compile(r"[A-Za-z][\u0300-\u0303\u0308\u030a\u030c\u0327](?![\u0300-\u036f])")
# The opening quote of a text that has no closing one: `"The project will ...`.
LEADING_QUOTE = re.compile(r'\s*["\u201c]')


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the description; its text may hold line breaks, where the page has `<br>`.

    Attributes:
        kind: `item` is the first block of an `<li>`; a further block of the same `<li>` is a `paragraph`.
        marker: what the browser puts before an item: `-` in `<ul>`, `1.`, `a.`, `IV.` in `<ol>`; None elsewhere.
            Markers that are typed into the text stay in the text.
        depth: how many lists the block stands in; 0 outside of lists.
        list_id: number of the innermost list, from 1 in the order in which they begin; None outside of lists.
        start, end: character span in the description's text, end exclusive.
        numeral: of an item, how it is numbered (`1`, `a`, `A`, `i`, `I`; `""` for bullets), and its number.
    """

    kind: BlockKind
    text: str
    marker: str | None
    depth: int
    list_id: int | None
    start: int
    end: int
    numeral: Numeral | None = None


@dataclass(frozen=True, slots=True)
class Description:
    r"""The text of a description and the blocks it is made of.

    Attributes:
        text: the blocks' texts joined by `\n`; `""` where nothing is to be read.
        blocks: in reading order, none empty.
        stray_quote: whether a leading quotation mark without a partner (a known residue) was dropped.
    """

    text: str
    blocks: tuple[Block, ...]
    stray_quote: bool = False


def read_description(outline: Outline, chosen: Iterable[int]) -> Description:
    r"""Read the text of a description from the leaves that belong to it.

    Args:
        outline: the page.
        chosen: the indexes of the leaves, ascending.

    Returns:
        The text, `<br>` and block boundaries as `\n` (one, however many); a row of a table is one line, a tab between
        its cells, unless a cell holds several lines.
    """
    leaves = outline.leaves
    lists = _Lists()
    openings: list[_Opening] = []
    texts: list[list[str]] = []
    last = 0
    for index in chosen:
        leaf = leaves[index]
        if texts and leaf.block == leaves[last].block:
            gaps = {between.gap for between in leaves[last + 1 : index + 1]}
            texts[-1] += ("\n" if "\n" in gaps else " " if " " in gaps else "", leaf.text)
        elif texts and _in_one_row(outline, leaves[last], leaf):
            texts[-1] += (_BETWEEN_CELLS, leaf.text)
        else:
            openings += (lists.open(leaf.box),)
            texts += ([leaf.text],)
        last = index
    return _joined(openings, [LOOSE_ACCENT.sub(_compose, "".join(parts)) for parts in texts])


def _compose(cluster: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", cluster[0])


class _Lists:
    """The lists that a description has.

    Attributes:
        met: number and numerals of each list, by the box that holds its items.
        begun: the items of which something was read.
    """

    def __init__(self) -> None:
        self.met: dict[Box, tuple[int, dict[Box, Numeral]]] = {}
        self.begun: set[Box] = set()

    def open(self, box: Box) -> _Opening:
        """Say what the elements around the first text of a block make of it."""
        block = ""
        items: list[Box] = []
        lists: list[Box] = []
        outer = box.parent
        while outer is not None:
            if outer.tag == "li":
                items += (outer,)
            elif outer.tag in LISTS:
                lists += (outer,)
            block = block or (outer.tag if outer.tag in BLOCKS else "")
            outer = outer.parent
        if items and not lists and items[-1].parent is not None:
            lists = [items[-1].parent]  # `<li>` in no list shows as a bullet
        kind: BlockKind = "heading" if block in HEADINGS else "paragraph"
        if not lists:
            return kind, None, 0, None
        for one in reversed(lists):
            if one not in self.met:
                self.met[one] = len(self.met) + 1, dict(_numerals(one))
        number, numerals = self.met[lists[0]]
        numeral = numerals.get(items[0]) if items and items[0] not in self.begun else None
        self.begun.update(items)
        return "item" if numeral else kind, numeral, len(lists), number


def _in_one_row(outline: Outline, one: Leaf, other: Leaf) -> bool:
    """Whether two leaves stand in cells of one row of a table of which each holds one line."""
    row = next((outer for outer in one.box.ancestors() if outer.tag in {"tr", "table"}), None)
    if row is None or row.tag != "tr" or not row.start <= other.box.start < row.end:
        return False
    leaves = outline.leaves
    cells = [child for child in row.children if not child.is_empty]
    return "\n" not in [leaf.gap for cell in cells for leaf in leaves[cell.start + 1 : cell.end]]


_LIST_STYLES = {
    "disc": "", "circle": "", "square": "", "none": "", "decimal": "1", "lower-alpha": "a", "lower-latin": "a",
    "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
"""CSS `list-style-type` to the HTML `type` with the same numerals, `""` for bullets."""
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _numerals(top: Box) -> Iterator[tuple[Box, Numeral]]:
    """The items of a list as a browser numbers them, those of lists within left out."""
    style, value, step = _numbering(top)
    pending = list(reversed(top.children))
    while pending:
        box = pending.pop()
        if box.tag == "li":
            value = _integer(box.attributes.get("value"), value)
            yield box, (style, value)
            value += step
        if box.tag not in LISTS:
            pending.extend(reversed(box.children))


def _numbering(top: Box) -> tuple[str, int, int]:
    """The HTML `type` of a list's numerals, `""` for bullets; the first number, and the step to the next."""
    attributes = top.attributes
    style = (attributes.get("type") or "1") if top.tag == "ol" else ""
    css = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]+)", attributes.get("style") or "")
    if css:
        style = _LIST_STYLES.get(css[1], style)
    if "reversed" in attributes:
        count = next((box.peers["li"] for box in top.children if box.tag == "li"), 0)
        return style, _integer(attributes.get("start"), count), -1
    return style, _integer(attributes.get("start"), 1), 1


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*[+-]?[0-9]{1,6}\s*", text) else otherwise


def _marker(style: str, value: int) -> str:
    """`-` for a bullet; `3.`, `c.`, `IV.` as the style of the list has it, where there is such a numeral."""
    if not style:
        return "-"
    numeral = str(value)
    if style in {"a", "A"} and value > 0:
        numeral = _letters(value)
    elif style in {"i", "I"} and 0 < value < 4000:
        numeral = _roman(value)
    return f"{numeral.upper() if style.isupper() else numeral}."


def _letters(value: int) -> str:
    """`a` for 1, `z` for 26, `aa` for 27, as `<ol type=a>` counts; value from 1."""
    text = ""
    while value:
        value, digit = divmod(value - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def _roman(value: int) -> str:
    """`iv` for 4; value from 1 to 3999."""
    text = ""
    for size, numeral in _ROMAN:
        count, value = divmod(value, size)
        text += numeral * count
    return text


def read_letter(text: str) -> int:
    """1 for `a`; one small letter in, 1 to 26 out."""
    return ord(text) - ord("a") + 1


def read_roman(text: str) -> int | None:
    """4 for `iv`; None where small letters are no Roman number up to 39, the longest list expected."""
    return _ROMAN_VALUES.get(text)


_ROMAN_VALUES = {_roman(value): value for value in range(1, 40)}


def _joined(openings: Sequence[_Opening], texts: list[str]) -> Description:
    stray = bool(texts) and _has_stray_quote("\n".join(texts))
    if stray:
        texts[0] = LEADING_QUOTE.sub("", texts[0], count=1).lstrip()
    blocks: list[Block] = []
    start = 0
    for (kind, numeral, depth, list_id), text in zip(openings, texts, strict=True):
        if text:
            marker = _marker(*numeral) if numeral else None
            blocks.append(Block(kind, text, marker, depth, list_id, start, start + len(text), numeral))
            start += len(text) + 1
    return Description("\n".join(block.text for block in blocks), tuple(blocks), stray)


def _has_stray_quote(text: str) -> bool:
    """Whether the text begins with a quotation mark that nothing closes.

    The next mark of its kind decides: none, or one that opens another quotation (a blank before it and none
    behind), means that the first stands alone. `"Safe Borders" is ...` keeps its mark.
    """
    if text[0] == "\u201c":
        rest = re.search("[\u201c\u201d]", text[1:])
        return rest is None or rest[0] == "\u201c"
    if text[0] != '"':
        return False
    following = text.find('"', 1)
    if following == -1:
        return True
    before, behind = text[following - 1], text[following + 1 : following + 2]
    return (before.isspace() or before in "([") and bool(behind.strip())
