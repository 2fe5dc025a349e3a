"""One look over the raw markup, before a parser builds anything: is it safe to parse, and is it all there?

The tree builder of HTML does unbounded work on hostile input: formatting elements that are never closed are built
anew in every block (4,000 times `<p><b class=xN>`, 71 kB, cost lexbor 12 s and 3.2 GB), and deep nesting and tags
with ten thousands of attributes are quadratic. This pass is linear. It follows the open elements closely enough to
count what the tree builder would make, and to see whether a page ends where its author ended it.
"""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import itemgetter

from parsers.elements import BLOCKS

MOST_CHARACTERS = 8_000_000
MOST_ELEMENTS = 400_000
MOST_ATTRIBUTES = 1_000
MOST_REBUILT = 50_000
DEEPEST = 250

_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_END_OPTIONAL = frozenset(
    "html head body p li dt dd tr td th thead tbody tfoot caption colgroup option optgroup rt rp".split()  # noqa: SIM905
)
_MARKERS = frozenset({"td", "th", "caption", "object", "template", "marquee", "applet"})
"""Elements that keep what is unclosed within from going on after them."""

_PARAGRAPH = frozenset({"p"})
_NO_PARAGRAPHS = BLOCKS - _PARAGRAPH | {"button"}
_TABLE = frozenset({"table"})
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
    "a": ((frozenset({"a"}),), frozenset({"td", "th", "body"})),
}
"""Start tag: the open elements it ends, and the elements it does not reach out of."""

# `<!-- … -->`, `<!DOCTYPE html>`, `</p>`, `<a href="x>y" hidden>`; each also where the page ends within it
_TOKEN = re.compile(
    r"""<!--.*?(?P<comment_end>--!?>|\Z)|<[!?][^>]*+(?P<bogus_end>>|\Z)"""
    r"""|<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?P<attributes>(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)?+|[^=>]++)*+)(?P<end>>|\Z)""",
    re.DOTALL,
)


# `<script …>…</script`, `<!-- … -->`, `</p>`, `<a href="x>y" hidden>`: what _TOKEN and the search for the ends of raw
# text find, in one go; group 2 is slash and name, group 3 the attributes.
_PIECE = re.compile(
    r"""<!--.*?(?:--!?>|\Z)|<[!?][^>]*+(?:>|\Z)"""
    r"""|<(script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])ATTRIBUTES>.*?(?=</\1[\s/>]|\Z)"""
    r"""|<(/?[a-z][^\s/>]*+)(ATTRIBUTES)(?:>|\Z)""".replace(
        "ATTRIBUTES", r"""(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)?+|[^=>]++)*+"""
    ),
    re.DOTALL | re.IGNORECASE,
)
_MOST_PLAIN_CHARACTERS = 400_000
_MOST_PLAIN_PIECES = 10_000


class ExcessError(Exception):
    """The page would cost the parser more than any page of the site; the message says what there is too much of."""


@dataclass(slots=True)
class Markup:
    """What the pass saw.

    Attributes:
        ends_document: whether `</body>` or `</html>` is there.
        cut: what the page ends within, e.g. `<main>` or `a tag`; None where nothing is cut.
    """

    ends_document: bool
    cut: str | None


@dataclass(slots=True)
class _Stack:
    """The open elements, and the formatting elements that wait to be built anew."""

    open: list[tuple[str, str]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    rebuilt: int = 0

    def push(self, name: str, attributes: str) -> None:
        """Open an element."""
        self.open.append((name, attributes))
        self.names[name] += 1
        if len(self.open) > DEEPEST:
            raise ExcessError(f"elements nest more than {DEEPEST} deep")

    def end(self, names: AbstractSet[str], barriers: AbstractSet[str]) -> None:
        """Close the innermost open element of one of these names, unless a barrier lies above it."""
        if not any(self.names[name] for name in names):
            return
        for index in range(len(self.open) - 1, -1, -1):
            name = self.open[index][0]
            if name in names:
                self._close(index)
                return
            if name in barriers:
                return

    def _close(self, index: int) -> None:
        """Close an element and all within; unclosed formatting goes on after it."""
        name = self.open[index][0]
        within = self.open[index + 1 :]
        self.names.subtract(element[0] for element in self.open[index:])
        del self.open[index:]
        if name in _MARKERS:
            return
        seen: Counter[tuple[str, str]] = Counter()
        for element in within:
            seen[element] += 1
            if element[0] in _FORMATTING and seen[element] <= 3:  # of equal ones only three are built anew
                self.rebuilt += 1
                self.push(*element)
        if self.rebuilt > MOST_REBUILT:
            raise ExcessError("formatting elements that are never closed")


def inspect(text: str) -> Markup:
    """Look over a page's markup.

    Raises:
        ExcessError: there is more of something than any real page has, and parsing it may cost without bound.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExcessError(f"more than {MOST_CHARACTERS} characters")
    if is_plain(text):
        return Markup(ends_document=True, cut=None)
    stack, tags, ends_document, elements, position = _Stack(), Counter[str](), False, 0, 0
    cut: str | None = None
    while match := _TOKEN.search(text, position):
        position = match.end()
        name = (match["name"] or "").lower()
        if (match["comment_end"] or match["bogus_end"] or match["end"] or "") == "":
            cut = f"the tag <{name[:20]}" if name else "a comment"
        elif match["slash"]:
            ends_document |= name in {"body", "html"}
            tags[f"/{name}"] += 1
            stack.end({name}, _TABLE if name not in {"table", "body", "html"} else frozenset())
        elif name:
            elements += 1
            tags[name] += 1
            _check_tag(match["attributes"], elements)
            position, cut = _open(stack, text, name, match["attributes"], position)
    if cut is None and tags["body"] + tags["html"] and not re.search(r"</[^<>]+>\s*\Z|-->\s*\Z", text[-200:]):
        cut = "running text"
    return Markup(ends_document, cut or _unclosed(stack, tags))


def is_plain(text: str) -> bool:
    """Whether counts alone tell that a page is cheap to parse and ends where it should; most pages are.

    Unclosed formatting elements are built anew at most once for each end tag; `<a>` ends the one before it.
    """
    if len(text) > _MOST_PLAIN_CHARACTERS:
        return False
    pieces = _PIECE.findall(text)
    if len(pieces) > _MOST_PLAIN_PIECES or not pieces or pieces[-1][1].lower() not in {"/body", "/html"}:
        return False
    counts = Counter(map(itemgetter(1), pieces))
    loose = sum(count for name, count in counts.items() if name.lower() in _FORMATTING and name not in {"a", "A"})
    ends = sum(count for name, count in counts.items() if name.startswith("/"))
    return loose * ends <= MOST_REBUILT and max(map(len, map(itemgetter(2), pieces))) <= 2 * MOST_ATTRIBUTES


def _check_tag(attributes: str, elements: int) -> None:
    if len(attributes) > 2 * MOST_ATTRIBUTES and len(attributes.split()) > MOST_ATTRIBUTES:
        raise ExcessError(f"a tag with more than {MOST_ATTRIBUTES} attributes")
    if elements > MOST_ELEMENTS:
        raise ExcessError(f"more than {MOST_ELEMENTS} elements")


def _open(stack: _Stack, text: str, name: str, attributes: str, position: int) -> tuple[int, str | None]:
    """Take in a start tag; give where to go on, and what is cut."""
    if name in _RAW_TEXT:
        end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(text, position)
        return (end.start(), None) if end else (len(text), f"<{name}>")
    if name in BLOCKS:
        stack.end(_PARAGRAPH, _NO_PARAGRAPHS)
    ended, barriers = _ENDS.get(name, ((), frozenset()))
    for names in ended:
        stack.end(names, barriers)
    if name not in _VOID and not attributes.endswith("/"):
        stack.push(name, attributes)
    return position, None


def _unclosed(stack: _Stack, tags: Counter[str]) -> str | None:
    """The innermost element left open that its author would have closed.

    `</p>` and `</li>` may be left out; one that is missing where the page has all others is missing by accident.
    """
    left = Counter(name for name, _ in stack.open)
    for name, _ in reversed(stack.open):
        if name not in _END_OPTIONAL or (
            name not in {"html", "body"} and 0 < tags[f"/{name}"] == tags[name] - left[name]
        ):
            return f"<{name}>"
    return None
