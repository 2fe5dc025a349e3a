"""A page as a small tree whose parts know what they are, so that a mutation can find the label of one field.

Roles never reach the bytes: a parser sees tags, attributes and text alone.
"""

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
INLINE = frozenset(
    {"", "a", "abbr", "b", "bdi", "br", "em", "i", "img", "input", "small", "span", "strong", "sup", "time", "u", "wbr"}
)
RAW_TEXT = frozenset({"script", "style"})
END_TAG_OPTIONAL = frozenset({"li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option"})
"""Elements whose end tag HTML lets a page leave out, whatever follows inside the same parent."""


@dataclass
class Node:
    """An element; with an empty tag, only its children are written; with the tag `!`, a comment.

    Attributes:
        role: what it is to a reader: `facts`, `fact`, `label`, `value`, `title`, `description`, `main`, `noise` …
        name: the field of a fact, label or value.
    """

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    role: str = ""
    name: str = ""

    def walk(self) -> Iterator["Node"]:
        ahead = [self]
        while ahead:
            node = ahead.pop()
            yield node
            ahead += [child for child in reversed(node.children) if isinstance(child, Node)]

    def copy(self) -> "Node":
        """Copy the whole tree below, much faster than `copy.deepcopy` does."""
        children = [child if isinstance(child, str) else child.copy() for child in self.children]
        return Node(self.tag, dict(self.attrs), children, self.role, self.name)

    def find(self, role: str, name: str = "") -> list["Node"]:
        return [node for node in self.walk() if node.role == role and name in ("", node.name)]

    def parent_of(self, wanted: "Node") -> "Node":
        for node in self.walk():
            if any(child is wanted for child in node.children):
                return node
        raise LookupError(f"{wanted.tag} {wanted.role} stands nowhere on the page")

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


Child = Node | str


def el(
    tag: str, /, *children: Child | list[Child], role: str = "", name: str = "", cls: str = "", **attrs: str
) -> Node:
    """Make an element; `data_x` becomes `data-x` and `for_` becomes `for`."""
    flat: list[Child] = []
    for child in children:
        if isinstance(child, list):
            flat.extend(child)
        else:
            flat.append(child)
    named = ({"class": cls} if cls else {}) | {key.rstrip("_").replace("_", "-"): text for key, text in attrs.items()}
    return Node(tag, named, flat, role, name)


def bag(*children: Child | list[Child], role: str = "", name: str = "") -> Node:
    """Group nodes without an element of their own."""
    return el("", *children, role=role, name=name)


@dataclass(frozen=True)
class Ink:
    """How a tree is written down.

    Attributes:
        minified: no white space between tags.
        omit_end_tags: leave out the end tags that HTML lets a page leave out.
        upper_tags: `<DIV>`.
        quote: the quotation mark of attributes.
        escape: how text becomes markup (entities).
        newline: what ends a line.
        before: what stands before `<html>`.
        slash_void: `<br />`, as XHTML writes it.
    """

    minified: bool = False
    omit_end_tags: bool = False
    upper_tags: bool = False
    quote: str = '"'
    escape: Callable[[str], str] = lambda text: html.escape(text, quote=False)
    newline: str = "\n"
    reverse_attributes: bool = False
    before: str = "<!DOCTYPE html>"
    slash_void: bool = False


def write(node: Node, ink: Ink) -> str:
    """Write a tree as HTML. White space is added only around blocks, where a reader cannot see it."""
    pieces = [ink.before]
    _write(node, ink, 0, pieces.append)
    return "".join(pieces)


def _write(node: Node, ink: Ink, depth: int, put: Callable[[str], None], *, may_stay_open: bool = False) -> None:
    if node.tag == "!":
        put(f"<!-- {node.text()} -->")
        return
    block = node.tag not in INLINE
    if block and not ink.minified:
        put(ink.newline + "  " * min(depth, 12))
    if node.tag:
        put(_start(node, ink))
    if node.tag in VOID:
        return
    for child, following in zip_longest(node.children, node.children[1:]):
        if isinstance(child, Node):
            _write(child, ink, depth + 1, put, may_stay_open=ink.omit_end_tags and _closes(child, following, node))
        else:
            put(child if node.tag in RAW_TEXT else ink.escape(child))
    if node.tag and not may_stay_open:
        if block and not ink.minified and any(isinstance(c, Node) and c.tag not in INLINE for c in node.children):
            put(ink.newline + "  " * min(depth, 12))
        put(f"</{_case(node.tag, ink)}>")


def _closes(node: Node, following: Child | None, parent: Node) -> bool:
    """Say whether HTML lets a page leave out the node's end tag here."""
    if node.tag != "p":
        return node.tag in END_TAG_OPTIONAL
    if following is None:
        return parent.tag in {"div", "section", "article", "main", "aside", "li", "td", "dd"}
    return isinstance(following, Node) and following.tag in {
        "p",
        "div",
        "section",
        "ul",
        "ol",
        "dl",
        "table",
        "h3",
        "h4",
    }


def _start(node: Node, ink: Ink) -> str:
    pairs = list(node.attrs.items())
    if ink.reverse_attributes:
        pairs.reverse()
    attributes = "".join(
        f" {key}={ink.quote}{html.escape(text, quote=True)}{ink.quote}" if text else f" {key}" for key, text in pairs
    )
    slash = " /" if ink.slash_void and node.tag in VOID else ""
    return f"<{_case(node.tag, ink)}{attributes}{slash}>"


def _case(tag: str, ink: Ink) -> str:
    return tag.upper() if ink.upper_tags else tag
