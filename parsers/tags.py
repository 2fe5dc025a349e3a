"""The tags of a page's source, before anything is parsed; a menu that pages have in common is looked at once.

Most of a page is its menus, and most pages of a site have the same. A menu that was met before, to the letter, need
not be parsed again where it is *closed*: each of its elements is ended within it, in order, and none does anything to
what stands around. Then the page without the menu's inside has the same elements elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from parsers.boxes import BLOCKS, HEADINGS
from parsers.folding import keep_in, remember

FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})

# `<!-- … -->`, `<!DOCTYPE html>`, `</p>`, `<a href="x>y" hidden>`; each also where the page ends within it
TOKEN = re.compile(
    r"""<!--.*?(?P<comment_end>--!?>|\Z)|<[!?][^>]*+(?P<bogus_end>>|\Z)"""
    r"""|<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?P<attributes>(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)?+|[^=>]++)*+)(?P<end>>|\Z)""",
    re.DOTALL,
)
# ` href="x>y" hidden>`: the rest of a tag with no more than 30 values; what is longer is no plain page's
_REST = r"""(?:[^=>]{0,80}+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)?+){0,30}+[^=>]{0,80}+(?:>|\Z)"""
_WITH_TEXT = "|".join(rf"(?i:{name})(?=[\s/>]){_REST}.*?(?=</(?i:{name})[\s/>]|\Z)" for name in sorted(RAW_TEXT))
# `<script …>…</script`, `</p>`, `<a href="x>y" hidden>`, `<!-- … -->`: group 1 is slash and name of a tag alone. A tag
# that is longer than `_REST` swallows the page, which then ends in no end tag.
_PIECE = re.compile(
    rf"<(?:(?=(?i:[instx]))(?:{_WITH_TEXT})"
    rf"|(/?[a-zA-Z][^\s/>]*+){_REST}|!--.*?(?:--!?>|\Z)|[!?][^>]*+(?:>|\Z)|/?[a-zA-Z].*)",
    re.DOTALL,
)

Span = tuple[int, int]

_LEAST_CHARACTERS = 2_000
"""A smaller menu is parsed as fast as it is compared."""
_SPELLED = re.compile(r'<nav(?:\s[^<>"\']*(?:"[^"<>]*"[^<>"\']*)*)?>')
_PARTED = FORMATTING | {
    "button", "caption", "foreignobject", "frameset", "math", "noscript", "object", "option", "plaintext", "select",
    "svg", "table", "template",
}  # fmt: skip
"""Elements that do something to a menu within them."""
_STEPS = {f"{slash}{tag}": (tag, step) for tag in _PARTED for slash, step in (("", 1), ("/", -1))}
_CONTAINERS = frozenset({"div", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "section", "ul"})
_MENU_TAGS = _CONTAINERS | {
    "a", "b", "br", "button", "em", "i", "img", "input", "label", "small", "span", "strong", "svg",
}  # fmt: skip
_ITEMS = frozenset({"li", "ol", "ul"})
_DRAWN = frozenset({"circle", "g", "line", "path", "polygon", "polyline", "rect", "use"})
_NO_BLOCKS = HEADINGS | {"p"}
_NOT_IN_ITSELF = FORMATTING | {"button", "label", "svg"}
_MET: dict[int, bool] = {}
keep_in(_MET)


def list_tags(text: str) -> tuple[list[str], list[Span]]:
    """Give the names of a page's tags, `/p` for an end tag, and the insides of its menus that need not be parsed.

    Comments, and elements that hold text alone, are empty names.
    """
    names: list[str] = []
    outside: Counter[str] = Counter()
    menus: list[Span] = []
    position = 0
    for start, end in _find_menus(text):
        if inside := _inside_of_known(text[start:end]):
            before = _PIECE.findall(text[position:start])
            if not _is_apart(text[position:start], before, outside):
                break
            names += (*before, *inside)
            menus.append((start, end))
            position = end
    return names + _PIECE.findall(text[position:]), menus


def without(text: str, spans: Sequence[Span]) -> str:
    """Give a text without some spans, in reading order."""
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _find_menus(text: str) -> Iterator[Span]:
    """Find the inside of each large `<nav>` outside of the main content, where a menu may hold sentences."""
    content, behind = text.find("<main"), text.rfind("</main>")
    at = text.find("<nav") if content >= 0 else -1
    while at >= 0 and (end := text.find("</nav>", at)) >= 0:
        start = text.find(">", at) + 1
        outside = at < content or behind < at
        if outside and end - start >= _LEAST_CHARACTERS and _SPELLED.fullmatch(text, at, start):
            yield start, end
        at = text.find("<nav", end)


def _inside_of_known(inside: str) -> Sequence[str]:
    """Give the names of a menu's tags, none where it was not met before or is not closed."""
    key = hash(inside)
    if key in _MET:
        return _names_of_closed(inside)
    _MET[key] = True  # the first page with it is read as it is: the menu may be this page's alone
    return ()


@remember
def _names_of_closed(inside: str) -> Sequence[str]:
    """Give the names of a menu's tags, none where not every element ends within it, in order, and keeps to itself."""
    open_tags: list[str] = []
    count = named = 0
    for match in TOKEN.finditer(inside):
        count += 1
        name, drawn = match["name"] or "", "svg" in open_tags
        named += name != ""
        if name and match["slash"] and match["end"]:
            if not open_tags or open_tags.pop() != name:
                return ()
        elif name and match["end"] and _keeps_to_itself(name, open_tags, drawn=drawn):
            if not (name in VOID or (drawn and match["attributes"].endswith("/"))):
                open_tags.append(name)
        elif not match["comment_end"]:
            return ()
    names = tuple(_PIECE.findall(inside))
    whole = not open_tags and count == inside.count("<") == len(names) and names.count("") == count - named
    return names if whole else ()


def _keeps_to_itself(name: str, open_tags: Sequence[str], *, drawn: bool) -> bool:
    """Whether an element ends no other by beginning where it does."""
    if drawn or name not in _MENU_TAGS:
        return drawn and name in _DRAWN
    if name == "li" and next((outer for outer in reversed(open_tags) if outer in _ITEMS), "") == "li":
        return False
    if name in BLOCKS and not _NO_BLOCKS.isdisjoint(open_tags):
        return False
    return name not in _NOT_IN_ITSELF or name not in open_tags


def _is_apart(text: str, names: Sequence[str], outside: Counter[str]) -> bool:
    """Whether what stands before a menu ends in its tag, and leaves nothing open that does something to it.

    Args:
        text: what stands between the menu before and this one.
        names: its tags.
        outside: how many there are of each, and of those before the other menus; grows.
    """
    menus = outside["nav"] + text.count("<nav")
    outside.update(names)
    if not names or names[-1] != "nav" or outside["nav"] != menus or not " ".join(outside).islower():
        return False
    depths = dict.fromkeys(_PARTED, 0)
    for tag, step in [_STEPS[name] for name in names if name in _STEPS]:
        depths[tag] += step
        if depths[tag] < 0:
            return False
    return not any(depths.values())
