"""One look over the raw markup, before a parser builds anything: is it safe to parse, and is it all there?

The tree builder of HTML does unbounded work on hostile input: formatting elements that are never closed are built
anew in every block (4,000 times `<p><b class=xN>`, 71 kB, cost lexbor 12 s and 3.2 GB), and deep nesting and tags
with ten thousands of attributes are quadratic. This pass is linear. It keeps the two lists that the standard has
("stack of open elements", "list of active formatting elements") closely enough to count what the tree builder would
make, and to see whether a page ends where its author ended it. What stands inside an attribute's value costs nothing
and is never counted: a logo's `path d`, JSON in `data-…`, `srcset`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice, takewhile

from parsers.boxes import BLOCKS
from parsers.model import ExcessError
from parsers.tags import FORMATTING, RAW_TEXT, TOKEN, VOID, Span, list_tags

MOST_CHARACTERS = 8_000_000
MOST_REBUILT = 50_000
_DEEPEST = 250
MOST_TAGS = 10_000
"""Of 153 real pages of other sites the largest, of 1.8 MB, has 8,800; a page of the Fund has fewer than 3,000."""
MOST_ATTRIBUTES = 1_000

_FORMATTING_TAGS = {tag: name for name in FORMATTING for tag in (name, f"/{name}")}
_END_OPTIONAL = frozenset(
    "html head body p li dt dd tr td th thead tbody tfoot caption colgroup option optgroup rt rp".split()  # noqa: SIM905
)

_PARAGRAPH = frozenset({"p"})
_NO_PARAGRAPHS = BLOCKS - _PARAGRAPH | {"button"}
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup", "select"})
_NEVER_EMPTY = BLOCKS | FORMATTING
"""Elements that `<div/>` opens as `<div>` does; drawings and formulas have others, which it closes."""
_TABLE_ONLY = frozenset({"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"})
"""Elements whose tags count for nothing outside of a table."""
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_ENDS: dict[str, tuple[tuple[frozenset[str], ...], frozenset[str]]] = {
    "li": ((frozenset({"li"}),), frozenset({"ul", "ol", "menu"})),
    "dt": ((frozenset({"dt", "dd"}),), frozenset({"dl"})),
    "dd": ((frozenset({"dt", "dd"}),), frozenset({"dl"})),
    "td": ((frozenset({"td", "th"}),), frozenset({"table"})),
    "th": ((frozenset({"td", "th"}),), frozenset({"table"})),
    "tr": ((frozenset({"tr"}),), frozenset({"table"})),
    **dict.fromkeys(_SECTIONS, ((_SECTIONS, frozenset({"tr"})), frozenset({"table"}))),
    "option": ((frozenset({"option"}),), frozenset({"select", "datalist"})),
}
"""Start tag: the open elements it ends, and the elements it does not reach out of."""
_MARKERS = frozenset({"td", "th", "caption", "object", "template", "marquee", "applet"})
"""Elements that keep what is unclosed within from going on after them."""
_TABLE = frozenset({"table"})

# `href="x>y"`, `hidden`, `d=M0,0`: one attribute, whatever stands in its value
_ATTRIBUTE = re.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s"'>][^\s>]*+)?+)?+""")
_MOST_PLAIN_CHARACTERS = 400_000
_MOST_PLAIN_PIECES = 10_000


@dataclass(slots=True, eq=False)
class _Element:
    """A start tag that was met; `is_open` until it or what holds it is closed."""

    name: str
    attributes: str
    is_open: bool = True


@dataclass(slots=True)
class _OpenElements:
    """The open elements, and the formatting elements that are built anew after a block that held them was closed.

    In `formatting`, None stands where a table's cell or the like began: nothing before it goes on within.
    """

    open: list[_Element] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    formatting: list[_Element | None] = field(default_factory=list)
    rebuilt: int = 0

    def push(self, name: str, attributes: str) -> None:
        """Open an element."""
        element = _Element(name, attributes)
        self._put(element)
        if name in FORMATTING:
            self._activate(element)
        elif name in _MARKERS:
            self.formatting.append(None)

    def _put(self, element: _Element) -> None:
        element.is_open = True
        self.open.append(element)
        self.names[element.name] += 1
        if len(self.open) > _DEEPEST:
            raise ExcessError(f"elements nest more than {_DEEPEST} deep")

    def _activate(self, element: _Element) -> None:
        """Of equal formatting elements three are kept, the last ones."""
        equal = [
            other
            for other in self._active()
            if other.name == element.name and other.attributes == element.attributes and other is not element
        ]
        if len(equal) > 2:  # the standard's "Noah's Ark clause"
            self.formatting.remove(equal[-1])
        self.formatting.append(element)

    def _active(self) -> Iterator[_Element]:
        """The formatting elements since the last marker, the innermost first."""
        for element in reversed(self.formatting):
            if element is None:
                return
            yield element

    def rebuild(self) -> None:
        """Open anew what a text or an inline element finds closed by a block around it."""
        waiting = list(takewhile(lambda element: not element.is_open, self._active()))
        self.rebuilt += len(waiting)
        if self.rebuilt > MOST_REBUILT:
            raise ExcessError("formatting elements that are never closed")
        for element in reversed(waiting):
            self._put(element)

    def end(self, names: AbstractSet[str], barriers: AbstractSet[str]) -> None:
        """Close the innermost open element of one of these names, unless a barrier lies above it."""
        if not any(self.names[name] for name in names):
            return
        for index in range(len(self.open) - 1, -1, -1):
            name = self.open[index].name
            if name in names:
                self._close(index)
                return
            if name in barriers:
                return

    def end_formatting(self, name: str) -> None:
        """Close a formatting element; the blocks within stay open, and are given copies of it."""
        element = next((element for element in self._active() if element.name == name), None)
        if element is None:
            self.end({name}, _TABLE)
            return
        self.formatting.remove(element)
        if not element.is_open:
            return
        index = self.open.index(element)
        blocks = sum(inner.name in BLOCKS for inner in self.open[index + 1 :])
        if not blocks:
            self._close(index)
            return
        self.rebuilt += len(self.open) - index
        self.names[name] -= 1
        del self.open[index]

    def _close(self, index: int) -> None:
        """Close an element and all within; unclosed formatting goes on after it, unless it is a cell or the like."""
        for element in self.open[index:]:
            element.is_open = False
            self.names[element.name] -= 1
            if element.name in _MARKERS:
                at = next((i for i in range(len(self.formatting) - 1, -1, -1) if self.formatting[i] is None), 0)
                del self.formatting[at:]
        del self.open[index:]


@dataclass(slots=True)
class Markup:
    """What the pass saw.

    Attributes:
        ends_document: whether `</body>` or `</html>` is there.
        cut: what the page ends within, e.g. `<main>` or `a tag`; None where nothing is cut.
        menus: the spans of the insides of menus that need not be parsed.
    """

    ends_document: bool
    cut: str | None
    menus: Sequence[Span] = ()


def inspect(text: str) -> Markup:
    """Look over a page's markup.

    Raises:
        ExcessError: there is more of something than any real page has, and parsing it may cost without bound.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExcessError(f"more than {MOST_CHARACTERS} characters")
    names, menus = list_tags(text) if len(text) <= _MOST_PLAIN_CHARACTERS else ((), ())
    return Markup(ends_document=True, cut=None, menus=menus) if _is_plain(names) else _inspect_closely(text)


def _inspect_closely(text: str) -> Markup:
    stack, tags, ends_document, elements, position = _OpenElements(), Counter[str](), False, 0, 0
    cut: str | None = None
    while match := TOKEN.search(text, position):
        if match.start() > position and not (stack.open and stack.open[-1].name in _TABLE_PARTS):
            stack.rebuild()
        position = match.end()
        name = (match["name"] or "").lower()
        if (match["comment_end"] or match["bogus_end"] or match["end"] or "") == "":
            cut = f"the tag <{name[:20]}" if name else "a comment"
        elif match["slash"]:
            ends_document |= name in {"body", "html"}
            tags[f"/{name}"] += 1
            if name in FORMATTING:
                stack.end_formatting(name)
            else:
                stack.end({name}, _TABLE if name not in {"table", "body", "html"} else frozenset())
        elif name:
            elements += 1
            tags[name] += 1
            _check_tag(match["attributes"], elements)
            position, cut = _open(stack, text, name, match["attributes"], position)
    if cut is None and tags["body"] + tags["html"] and not re.search(r"</[^<>]+>\s*\Z|-->\s*\Z", text[-200:]):
        cut = "running text"
    return Markup(ends_document, cut or _unclosed(stack, tags))


def _is_plain(names: Sequence[str]) -> bool:
    """Whether counts alone tell that a page is cheap to parse and ends where it should; most pages are.

    No tag has more formatting elements built anew than are open before it.
    """
    if len(names) > _MOST_PLAIN_PIECES or not names or names[-1].lower() not in {"/body", "/html"}:
        return False
    distinct = {*names}
    if " ".join(distinct).islower():
        opened = sum(map(names.count, distinct & FORMATTING - {"a"}))  # of `<a>` only one is open at a time
        if len(names) * (opened + 1) <= MOST_REBUILT:
            return True
    return _count_rebuilt(" ".join(names).lower().split(" ")) <= MOST_REBUILT


def _count_rebuilt(names: Sequence[str]) -> int:
    """At most how many formatting elements are built anew: for each tag, as many as have begun and not ended."""
    rebuilt = total = before = 0
    unclosed = dict.fromkeys(FORMATTING, 0)
    for at, name in [(at, name) for at, name in enumerate(names) if name in _FORMATTING_TAGS]:
        rebuilt += total * (at - before)
        before = at
        element = _FORMATTING_TAGS[name]
        step = 1 if name == element else -1 if unclosed[element] else 0
        unclosed[element] += step
        total += step
    return rebuilt + total * (len(names) - before)


def _check_tag(attributes: str, elements: int) -> None:
    if _has_many(attributes):
        raise ExcessError(f"a tag with more than {MOST_ATTRIBUTES} attributes")
    if elements > MOST_TAGS:
        raise ExcessError(f"more than {MOST_TAGS} elements")


def _has_many(attributes: str) -> bool:
    return len(attributes) > 2 * MOST_ATTRIBUTES and any(
        True for _ in islice(_ATTRIBUTE.finditer(attributes), MOST_ATTRIBUTES, None)
    )


def _open(stack: _OpenElements, text: str, name: str, attributes: str, position: int) -> tuple[int, str | None]:
    """Take in a start tag; give where to go on, and what is cut."""
    if name in RAW_TEXT:
        end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(text, position)
        return (end.start(), None) if end else (len(text), f"<{name}>")
    if name in BLOCKS:
        stack.end(_PARAGRAPH, _NO_PARAGRAPHS)
    elif name not in _END_OPTIONAL:
        if name in {"a", "nobr"}:
            stack.end_formatting(name)
        stack.rebuild()
    ended, barriers = _ENDS.get(name, ((), frozenset()))
    for names in ended:
        stack.end(names, barriers)
    if name in _TABLE_ONLY and not stack.names["table"]:
        return position, None
    if name not in VOID and not (attributes.endswith("/") and name not in _NEVER_EMPTY):
        stack.push(name, attributes)
    return position, None


def _unclosed(stack: _OpenElements, tags: Counter[str]) -> str | None:
    """The innermost element left open that its author would have closed.

    `</p>` and `</li>` may be left out; one that is missing where the page has all others is missing by accident.
    """
    names = [element.name for element in stack.open if not element.attributes.endswith("/")]
    left = Counter(names)
    for name in reversed(names):
        if name not in _END_OPTIONAL or (
            name not in {"html", "body"} and 0 < tags[f"/{name}"] == tags[name] - left[name]
        ):
            return f"<{name}>"
    return None
