"""The open elements of a page as the tree builder of the standard would have them, closely enough to count its work.

Kept are the two lists that the standard has: the "stack of open elements" and the "list of active formatting elements".
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import takewhile

from parsers.elements import BLOCKS
from parsers.model import ExcessError
from parsers.tags import FORMATTING

MOST_REBUILT = 50_000
DEEPEST = 250

MARKERS = frozenset({"td", "th", "caption", "object", "template", "marquee", "applet"})
"""Elements that keep what is unclosed within from going on after them."""
TABLE = frozenset({"table"})


@dataclass(slots=True, eq=False)
class Element:
    """A start tag that was met; `is_open` until it or what holds it is closed."""

    name: str
    attributes: str
    is_open: bool = True


@dataclass(slots=True)
class OpenElements:
    """The open elements, and the formatting elements that are built anew after a block that held them was closed.

    In `formatting`, None stands where a table's cell or the like began: nothing before it goes on within.
    """

    open: list[Element] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    formatting: list[Element | None] = field(default_factory=list)
    rebuilt: int = 0

    def push(self, name: str, attributes: str) -> None:
        """Open an element."""
        element = Element(name, attributes)
        self._put(element)
        if name in FORMATTING:
            self._activate(element)
        elif name in MARKERS:
            self.formatting.append(None)

    def _put(self, element: Element) -> None:
        element.is_open = True
        self.open.append(element)
        self.names[element.name] += 1
        if len(self.open) > DEEPEST:
            raise ExcessError(f"elements nest more than {DEEPEST} deep")

    def _activate(self, element: Element) -> None:
        """Of equal formatting elements three are kept, the last ones."""
        equal = [
            other
            for other in self._active()
            if other.name == element.name and other.attributes == element.attributes and other is not element
        ]
        if len(equal) > 2:  # the standard's "Noah's Ark clause"
            self.formatting.remove(equal[-1])
        self.formatting.append(element)

    def _active(self) -> Iterator[Element]:
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
            self.end({name}, TABLE)
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
            if element.name in MARKERS:
                at = next((i for i in range(len(self.formatting) - 1, -1, -1) if self.formatting[i] is None), 0)
                del self.formatting[at:]
        del self.open[index:]
