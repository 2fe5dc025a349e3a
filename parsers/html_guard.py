"""One look over the raw markup, before a parser builds anything: is it safe to parse, and is it all there?

The tree builder of HTML does unbounded work on hostile input: formatting elements that are never closed are built
anew in every block (4,000 times `<p><b class=xN>`, 71 kB, cost lexbor 12 s and 3.2 GB), and deep nesting and tags
with ten thousands of attributes are quadratic. This pass is linear. Counts of tags settle most pages; the others are
read tag by tag. What stands inside an attribute's value costs nothing and is never counted: a logo's `path d`, JSON
in `data-…`, `srcset`.

Most of a page is its menus. Outside of the main content the inside of a large menu is not parsed where it is *closed*:
each of its elements is ended within it, in order, and none does anything to what stands around. The page without it has
the same elements elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from parsers.boxes import BLOCKS, HEADINGS, LISTS
from parsers.folding import keep_in, remember
from parsers.model import ExcessError

MOST_CHARACTERS = 8_000_000
MOST_REBUILT = 200_000
"""90 MB of lexbor's memory; of 4,000 real pages of other sites the worst comes to an eighth."""
MOST_TAGS = 10_000
"""Of 153 real pages of other sites the largest, of 1.8 MB, has 8,800; a page of the Fund has fewer than 3,000."""
MOST_ATTRIBUTES = 1_000
_DEEPEST = 250
_MOST_PLAIN_CHARACTERS = 400_000

_FORMATTING = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_RAW_TEXT = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}

# `<!-- … -->`, `<!DOCTYPE html>`, `</p>`, `<a href="x>y" hidden>`; each also where the page ends within it
_TAG = re.compile(
    r"""<!--.*?(?P<comment_end>--!?>|\Z)|<[!?][^>]*+(?P<bogus_end>>|\Z)"""
    r"""|<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?P<attributes>(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)?+|[^=>]++)*+)(?P<end>>|\Z)""",
    re.DOTALL,
)
# ` href="x>y" hidden>`: the rest of a tag with no more than 30 values; what is longer is no plain page's
_REST = r"""(?:[^=>]{0,80}+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)?+){0,30}+[^=>]{0,80}+(?:>|\Z)"""
_WITH_TEXT = "|".join(rf"(?i:{name})(?=[\s/>]){_REST}.*?(?=</(?i:{name})[\s/>]|\Z)" for name in sorted(_RAW_TEXT))
# `<script …>…</script`, `</p>`, `<a href="x>y" hidden>`, `<!-- … -->`: group 1 is slash and name of a tag alone. A tag
# that is longer than `_REST` swallows the page, which then ends in no end tag.
_PIECE = re.compile(
    rf"<(?:(?=(?i:[instx]))(?:{_WITH_TEXT})"
    rf"|(/?[a-zA-Z][^\s/>]*+){_REST}|!--.*?(?:--!?>|\Z)|[!?][^>]*+(?:>|\Z)|/?[a-zA-Z].*)",
    re.DOTALL,
)
# `href="x>y"`, `hidden`, `d=M0,0`: one attribute, whatever stands in its value
_ATTRIBUTE = re.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s"'>][^\s>]*+)?+)?+""")


def inspect(text: str) -> tuple[str | None, str]:
    """Look over a page's markup.

    Returns:
        What the page ends within, e.g. `<main>` or `a tag`, None where it has its end or nothing is cut; and the page
        without the insides of menus that need not be parsed.

    Raises:
        ExcessError: there is more of something than any real page has, and parsing it may cost without bound.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExcessError(f"more than {MOST_CHARACTERS} characters")
    if len(text) > _MOST_PLAIN_CHARACTERS:
        return _find_cut(text), text
    left = _leave_out_menus(text)
    names = _list_tags(left)
    if len(left) < len(text) and not _are_apart(left, names):
        left, names = text, _list_tags(text)
    return None if _is_plain(names) else _find_cut(left), left


def _list_tags(text: str) -> list[str]:
    """Give the names of a page's tags, `/p` for an end tag; comments and elements that hold text alone are empty."""
    names = _PIECE.findall(text)
    return names if " ".join({*names}).islower() else [name.lower() for name in names]


def _is_plain(names: Sequence[str]) -> bool:
    """Whether counts alone tell that a page is cheap to parse and ends where it should; most pages are.

    No tag has more formatting elements built anew than are begun before it; of `<a>` only one is open at a time.
    """
    begun = sum(map(names.count, _FORMATTING.intersection(names) - {"a"}))
    ends = {"/body", "/html"}.intersection(names[-1:])
    return bool(ends) and len(names) <= MOST_TAGS and len(names) * (begun + 1) <= MOST_REBUILT


_BARRIERS = {"applet", "caption", "marquee", "math", "object", "select", "svg", "table", "td", "template", "th"}
"""Elements within which the end of a formatting element that began before them may end nothing."""


@dataclass(slots=True)
class _Formatting:
    """At least the standard's "list of active formatting elements"; of equal ones no more than three are built anew."""

    ended_here: dict[str, list[str]] = field(default_factory=dict)
    active: Counter[str] = field(default_factory=Counter)
    count: int = 0
    rebuilt: int = 0

    def begin(self, name: str, tag: str) -> None:
        """Take in a start tag."""
        if name in _BARRIERS:
            self.ended_here.clear()
        elif name in _FORMATTING:
            if name == "a":  # one link ends another, whatever its target
                self.end(name)
                tag = name
            self.ended_here.setdefault(name, []).append(tag)
            self.active[tag] += 1
            self.count += self.active[tag] <= 3

    def end(self, name: str) -> None:
        """Take in an end tag."""
        if tags := self.ended_here.get(name):
            tag = tags.pop()
            self.count -= self.active[tag] <= 3
            self.active[tag] -= 1

    def rebuild(self) -> None:
        """Count what is built anew, at most, before the next tag."""
        self.rebuilt += self.count
        if self.rebuilt > MOST_REBUILT:
            raise ExcessError("formatting elements that are never closed")


_SECTIONS = {"thead", "tbody", "tfoot"}
_NO_PARAGRAPHS = BLOCKS - {"p"} | {"button"}
_ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "option": ({"option"}, {"select", "datalist"}),
    **dict.fromkeys(("dt", "dd"), ({"dt", "dd"}, {"dl"})),
    **dict.fromkeys(("td", "th"), ({"td", "th"}, {"table"})),
    "tr": ({"tr"}, {"table"}),
    **dict.fromkeys(_SECTIONS, (_SECTIONS, {"table"})),
}
"""Start tag: the open elements of which it ends one, and the elements it does not reach out of."""
_END_OPTIONAL = {"html", "head", "body", "p", "caption", "colgroup", "optgroup", "rt", "rp", *_ENDS}


def _find_cut(text: str) -> str | None:
    """Read a page tag by tag; give what it ends within, None where it has its end or nothing is cut."""
    formatting, stack, tags, elements, position = _Formatting(), list[str](), Counter[str](), 0, 0
    cut: str | None = None
    while match := _TAG.search(text, position):
        position = match.end()
        name = (match["name"] or "").lower()
        formatting.rebuild()
        if not (match["comment_end"] or match["bogus_end"] or match["end"]):
            cut = f"the tag <{name[:20]}" if name else "a comment"
        elif match["slash"]:
            tags[f"/{name}"] += 1
            formatting.end(name)
            _end(stack, {name}, {"table"} if name not in {"table", "body", "html"} else set())
        elif name:
            tags[name] += 1
            elements += 1
            _check(match["attributes"], elements)
            formatting.begin(name, match[0])
            if name not in _RAW_TEXT:
                _begin(stack, name, match["attributes"])
            elif end := re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(text, position):
                position = end.start()
            else:
                position, cut = len(text), f"<{name}>"
    if tags["/body"] + tags["/html"]:
        return None
    if cut is None and tags["body"] + tags["html"] and not re.search(r"</[^<>]+>\s*\Z|-->\s*\Z", text[-200:]):
        cut = "running text"
    return cut or _unclosed(stack, tags)


def _check(attributes: str, elements: int) -> None:
    if len(attributes) > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(attributes)) > MOST_ATTRIBUTES:
        raise ExcessError(f"a tag with more than {MOST_ATTRIBUTES} attributes")
    if elements > MOST_TAGS:
        raise ExcessError(f"more than {MOST_TAGS} elements")


def _begin(stack: list[str], name: str, attributes: str) -> None:
    """Open an element, and end those that its start tag ends."""
    if name in BLOCKS:
        _end(stack, {"p"}, _NO_PARAGRAPHS)
    if name in _ENDS:
        _end(stack, *_ENDS[name])
    if name not in _VOID and not attributes.endswith("/"):
        stack.append(name)
        if len(stack) > _DEEPEST:
            raise ExcessError(f"elements nest more than {_DEEPEST} deep")


def _end(stack: list[str], names: AbstractSet[str], barriers: AbstractSet[str]) -> None:
    """Close the innermost of some elements with all within, unless a barrier lies above it."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] in names:
            del stack[index:]
        elif stack[index] not in barriers:
            continue
        return


def _unclosed(stack: Sequence[str], tags: Counter[str]) -> str | None:
    """The innermost element left open that its author would have closed.

    `</p>` and `</li>` may be left out; one that is missing where the page has all others is missing by accident.
    """
    left = Counter(stack)
    for name in reversed(stack):
        is_missed = name not in {"html", "body"} and 0 < tags[f"/{name}"] == tags[name] - left[name]
        if name not in _END_OPTIONAL or is_missed:
            return f"<{name}>"
    return None


_LEAST_CHARACTERS = 2_000  # a smaller menu is parsed as fast as it is compared
_VALUES = r'(?:\s[^<>"\']*(?:"[^"<>]*"[^<>"\']*)*)?'
# `<a href="/x" hidden>`, `</a>`, `<path d="M0,0"/>`: name and values in double quotes, and nothing else
_PLAIN_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)({_VALUES})>")
# `<nav class="menu">`, `<main>`
_REGION = re.compile(rf"<(main|nav|select){_VALUES}>")
_INSIDE = {
    "nav": {"a", "b", "br", "button", "div", "em", "h2", "h3", "h4", "h5", "h6", "i", "img", "input", "label", "li",
            "ol", "p", "section", "small", "span", "strong", "svg", "ul"},
    "select": {"option"},
}  # fmt: skip
"""Menus, and the elements that may stand in them."""
_DRAWN = {"circle", "g", "line", "path", "polygon", "polyline", "rect", "use"}
_NOT_IN_ITSELF = _FORMATTING | {"button", "label", "option", "svg"}
_PARTED = _FORMATTING | {"button", "math", "object", "option", "select", "svg", "table", "template"}
"""Elements that do something to a menu within them."""
_STEPS = {f"{slash}{tag}": (tag, step) for tag in _PARTED for slash, step in (("", 1), ("/", -1))} | {"nav": ("nav", 0)}
_MET: dict[int, tuple[str, bool]] = {}
"""By its length, which costs less than a hash: a menu that was met, and whether it is closed."""
keep_in(_MET)


def _leave_out_menus(text: str) -> str:
    """Give a page without the insides of large closed menus, but for those within the main content: they hold text."""
    parts, kept, position, has_main = list[str](), 0, 0, False
    while position >= 0 and (tag := _REGION.search(text, position)):
        kind, start = tag[1], tag.end()
        position = text.rfind("</main>", start) if kind == "main" else text.find(f"</{kind}>", start)
        has_main |= kind == "main"
        if kind != "main" and position - start >= _LEAST_CHARACTERS:
            met = _MET.get(position - start)
            if met is None or not text.startswith(met[0], start):
                inside = text[start:position]
                met = _MET[len(inside)] = inside, _is_closed(inside, _INSIDE[kind])
            if met[1]:
                parts.append(text[kept:start])
                kept = position
    return "".join((*parts, text[kept:])) if has_main else text


def _is_closed(inside: str, allowed: AbstractSet[str]) -> bool:
    """Whether every element of a menu ends within it, in order, and keeps to itself."""
    stack: list[str] = []
    tags = _PLAIN_TAG.findall(inside)
    for slash, name, attributes in tags:
        drawn = "svg" in stack
        _check(attributes, len(tags) // 2)
        if slash:
            if not stack or stack.pop() != name:
                return False
        elif name not in (_DRAWN if drawn else allowed) or _ends_another(name, tuple(stack)):
            return False
        elif name not in _VOID and not (drawn and attributes.endswith("/")):
            stack.append(name)
    return not stack and len(tags) == inside.count("<")


@remember  # menus have few paths
def _ends_another(name: str, stack: tuple[str, ...]) -> bool:
    """Whether an element may end another one by beginning where it does."""
    is_in_item = name == "li" and next((outer for outer in reversed(stack) if outer in LISTS | {"li"}), "") == "li"
    is_in_line = name in BLOCKS and not {"p", *HEADINGS}.isdisjoint(stack)
    return is_in_item or is_in_line or (name in _NOT_IN_ITSELF and name in stack)


def _are_apart(left: str, names: Sequence[str]) -> bool:
    """Whether menus that were left out of a page stood in nothing that does something to them.

    Each is an empty element among the names of all tags; if all `<nav` are tags, none stands in a comment or a value.
    """
    depths = dict.fromkeys(_PARTED | {"nav"}, 0)
    for name in [name for name in names if name in _STEPS]:
        tag, step = _STEPS[name]
        if name in _INSIDE and any(depths.values()):
            return False
        depths[tag] += step
        if depths[tag] < 0:
            return False
    return all(names.count(kind) == left.count(f"<{kind}") for kind in _INSIDE)
