"""Where a text that a parser gave stands on the page, whatever blanks and elements stand between its letters."""

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parsers.layout import INVISIBLE
from parsers.visibility import sight_of


@dataclass(frozen=True, slots=True)
class Span:
    """A named part of one text node: characters `start` to `end`, end exclusive."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The visible letters of an element without any blanks, each with its place.

    Attributes:
        text: the letters.
        nodes: the text nodes they come from.
        places: for every letter, the number of its node and its index there.
    """

    text: str
    nodes: tuple[LexborNode, ...]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, element: LexborNode) -> "Letters":
        """Collect the letters of an element."""
        nodes = tuple(node for node in element.traverse(include_text=True) if _is_read(node))
        found = [
            (character, (number, index))
            for number, node in enumerate(nodes)
            for index, character in enumerate(node.text_content or "")
            if _counts(character)
        ]
        return cls("".join(character for character, _ in found), nodes, tuple(place for _, place in found))

    def find(self, text: str, after: int) -> int:
        """Find a text at or behind a letter; -1 where it is not, and for a text without letters."""
        wanted = _letters_of(text)
        return self.text.find(wanted, after) if wanted else -1

    def spans(self, found: int, text: str, name: str) -> Iterator[tuple[int, Span]]:
        """Yield the parts of text nodes that a text found at `found` covers, with the number of each node."""
        places = self.places[found : found + len(_letters_of(text))]
        for number in sorted({node for node, _ in places}):
            indexes = [index for node, index in places if node == number]
            yield number, Span(indexes[0], indexes[-1] + 1, name)


def _is_read(node: LexborNode) -> bool:
    if not node.is_text_node:
        return False
    outer = node.parent
    while outer is not None and sight_of(outer, outer.tag or "", outer.attributes) in {"shown", "heard"}:
        outer = outer.parent
    return outer is None


def _letters_of(text: str) -> str:
    return "".join(character for character in text if _counts(character))


def _counts(character: str) -> bool:
    return not character.isspace() and not INVISIBLE.fullmatch(character)
