"""From elements to boxes and leaves: what begins a line, what no reader sees, where blanks count.

As in CSS, inline content beside blocks or `<br>` gets an anonymous box of its own, a *line*.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from selectolax.lexbor import LexborNode

from parsers.boxes import Box, Gap, Leaf, Outline
from parsers.description import INVISIBLE
from parsers.elements import BLOCKS, UNSEEN, has_hiding_class, is_hidden, trails
from parsers.folding import fold
from parsers.vocabulary import read_table

DEEPEST = 200
"""Elements within elements; pages of a CMS stay below 60."""

HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6", "caption", "legend", "summary", "figcaption"})
"""Elements that head what follows within the page."""

_BLANKS = re.compile(r"\s+")
# A button's words are read like any others: the labels of an accordion are buttons.
_UNSEEN = UNSEEN - {"button"} | {"del", "s", "strike"}


_CHROME = frozenset({"nav", "footer", "dialog"})
_CONTENT = frozenset({"article", "main", "section"})


class TooDeepError(Exception):
    """The page nests its elements deeper than `DEEPEST`."""


@lru_cache(maxsize=10_000)
def clean(text: str) -> str:
    """Give text as it is read: no invisible characters, blanks of any kind and number as one, ends trimmed."""
    return _BLANKS.sub(" ", INVISIBLE.sub("", text)).strip()


def lay_out(body: LexborNode, cut: Callable[[str], Iterable[str]], *, chrome: bool = False) -> Outline:
    """Make the boxes of a page's body.

    Args:
        body: the element.
        cut: divides the text of one node into leaves; joined they are the text again.
        chrome: whether menus, dialogs and the site's footer are laid out too: most of a page, and no project's.
            Without, each is an empty box.

    Raises:
        TooDeepError: elements nest deeper than `DEEPEST`.
    """
    builder = _Builder(cut, chrome)
    root = builder.build(body, None, 0)
    return Outline(root, builder.leaves)


@dataclass(slots=True)
class _Builder:
    cut: Callable[[str], Iterable[str]]
    chrome: bool
    leaves: list[Leaf] = field(default_factory=list)
    gap: Gap = "\n"
    links: int = 0
    headings: int = 0

    def build(self, node: LexborNode, parent: Box | None, depth: int) -> Box:
        """Make the box of an element and all within."""
        if depth > DEEPEST:
            raise TooDeepError
        tag = node.tag or ""
        box = Box("element", node, tag, parent, len(self.leaves), 0, breaks=tag in BLOCKS)
        self.links += tag == "a"
        self.headings += tag in HEADING_TAGS
        if tag in BLOCKS:
            self.gap = "\n"
        groups: list[list[Box]] = [[]]
        child = node.child
        while child is not None:
            self._add(child, box, groups, depth)
            child = child.next
        if tag in BLOCKS:
            self.gap = "\n"
        self.links -= tag == "a"
        self.headings -= tag in HEADING_TAGS
        box.end = len(self.leaves)
        box.breaks = box.breaks or len(groups) > 1
        box.children = _with_lines(box, groups)
        return box

    def _add(self, node: LexborNode, box: Box, groups: list[list[Box]], depth: int) -> None:
        """Add a child to the last group of inline boxes, or as a group of its own where it breaks the line."""
        if node.is_text_node:
            for index, line in enumerate(_lines_of(node, box)):
                if index:
                    self._break(groups)
                for piece in self.cut(line):
                    groups[-1].extend(self._write(piece, node, box))
        elif node.is_element_node and node.tag in {"br", "hr"}:
            self._break(groups)
        elif node.tag == "input":
            groups[-1].extend(self._write(_shown_value(node), node, box))
        elif node.is_element_node and not _is_unread(node):
            if not self.chrome and node.tag in _CHROME and _is_chrome(node, box):
                self.gap = "\n"
                groups.extend(
                    ([Box("element", node, node.tag, box, len(self.leaves), len(self.leaves), breaks=True)], [])
                )
                return
            child = self.build(node, box, depth + 1)
            if child.breaks:
                groups.extend(([child], []))
            else:
                groups[-1].append(child)

    def _break(self, groups: list[list[Box]]) -> None:
        self.gap = "\n"
        groups.append([])

    def _write(self, raw: str, node: LexborNode, parent: Box) -> Iterator[Box]:
        text = clean(raw)
        if raw[:1].isspace():
            self.gap = self.gap or " "
        if text:
            index = len(self.leaves)
            box = Box("text", node, "", parent, index, index + 1)
            self.leaves.append(Leaf(text, self.gap, box, self.links > 0, self.headings > 0))
            self.gap = " " if raw[-1:].isspace() else ""
            yield box


def _shown_value(node: LexborNode) -> str:
    """What a control shows that nobody can change: a value, not a question."""
    attributes = node.attributes
    fixed = "readonly" in attributes or "disabled" in attributes
    shown = (attributes.get("type") or "text").lower() in {"text", "number", "date", "month", "email", "url"}
    return attributes.get("value") or "" if fixed and shown and not is_hidden(node) else ""


def _lines_of(node: LexborNode, box: Box) -> Sequence[str]:
    """The text of a node, cut at line ends where these count."""
    text = INVISIBLE.sub("", node.text_content or "")
    preformatted = "\n" in text and (box.tag == "pre" or any(outer.tag == "pre" for outer in box.ancestors()))
    return text.split("\n") if preformatted else (text,)


def _with_lines(box: Box, groups: list[list[Box]]) -> list[Box]:
    """Put each group of several inline boxes into a line, unless the element is that line."""
    filled = [group for group in groups if group]
    if len(filled) <= 1:
        return filled[0] if filled else []
    return [group[0] if len(group) == 1 else _line(box, group) for group in filled]


def _line(parent: Box, group: list[Box]) -> Box:
    line = Box("line", group[0].node, "", parent, group[0].start, group[-1].end, breaks=True, children=group)
    for child in group:
        child.parent = line
    return line


def _is_unread(node: LexborNode) -> bool:
    """Whether no reader takes the element's text for the page's. Screen readers are readers, yet not of notes.

    A hidden label stands before its value; hidden text at the end of a text (`Zambia (opens in a new window)`) or for
    ears what is there for eyes, a button (`Copy`), an anchor (`#`), a link on (`See all`), a footnote's mark and what
    is struck out are none of the text.
    """
    if node.tag in _UNSEEN or is_hidden(node):
        return True
    if node.tag == "sup":
        return node.css_first('a[href^="#"]') is not None
    if node.tag == "button" or (node.tag == "a" and _leads_on(node)):
        return trails(node)
    return has_hiding_class(node) and _repeats_or_notes(node)


def _is_chrome(node: LexborNode, parent: Box) -> bool:
    """Whether an element is a menu, a dialog or the site's footer; not an article's footer, nor what has a title."""
    if node.tag == "footer" and any(outer.tag in _CONTENT for outer in parent.with_ancestors()):
        return False
    return node.css_first("h1") is None


def _leads_on(link: LexborNode) -> bool:
    text, target = fold(link.text() or "").strip(" :»›>…."), link.attributes.get("href") or ""
    return text in _links_on() or target.startswith("#")


def _repeats_or_notes(node: LexborNode) -> bool:
    before = node.prev
    if before is None or before.is_text_node:
        return before is not None and trails(node)
    return before.is_element_node and clean(before.text() or "") == clean(node.text() or "")


@cache
def _links_on() -> frozenset[str]:
    return frozenset(fold(row["phrase"]) for row in read_table("signs.csv") if row["sign"] == "link")
