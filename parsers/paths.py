"""CSS paths to elements, for people who want to see where a value stood."""

from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.boxes import Box


def css_path(node: LexborNode) -> str:
    """Give a CSS path to an element (to its parent for a text), e.g. `body > main > dl > dd:nth-of-type(2)`."""
    element: LexborNode | None = node if node.is_element_node else node.parent
    steps: list[str] = []
    while element is not None and element.is_element_node and element.tag != "html":
        steps.append(_step(element))
        element = element.parent
    return " > ".join(reversed(steps))


def path_to(box: Box) -> str:
    """Give the CSS path to the element of a box (to the one around it for a text or a line of texts)."""
    while box.kind == "line":
        box = box.children[0]
    if box.kind == "text" and box.node.is_element_node:  # what an `<input>` shows
        return css_path(box.node)
    steps: list[str] = []
    outer: Box | None = box
    while outer is not None:
        if outer.kind == "element" and outer.tag != "html":
            several = outer.peers and outer.peers[outer.tag] > 1
            steps += (f"{outer.tag}:nth-of-type({outer.nth})" if several else outer.tag,)
        outer = outer.parent
    return " > ".join(reversed(steps))


def _step(node: LexborNode) -> str:
    before, after = _count(node, "prev"), _count(node, "next")
    return f"{node.tag}:nth-of-type({before + 1})" if before or after else f"{node.tag}"


def _count(node: LexborNode, direction: Literal["prev", "next"]) -> int:
    """Count the siblings of the same name on one side."""
    count, sibling = 0, getattr(node, direction)
    while sibling is not None:
        count += sibling.is_element_node and sibling.tag == node.tag
        sibling = getattr(sibling, direction)
    return count
