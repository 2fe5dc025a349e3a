"""Parts of the page with a heading of their own, in which labels stand that are not about the project.

`Upcoming events: Start Date 12 June`, `IOM in numbers: Coverage 171 countries`, `Revision history`: a few labels under
a heading of their own, written otherwise than the facts or outside of the main content, must not fill the gaps of the
project's facts. The facts may be parted by headings too (`Timeline`, `Funding`); then the parts are written alike.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.boxes import Box, Outline
from parsers.labels import recognise
from parsers.layout import HEADING_TAGS
from parsers.looks import Look
from parsers.page import Page
from parsers.pair import Pair
from parsers.raw import LABELLED_FIELDS
from parsers.scope import is_plausible, is_sign
from parsers.title import Title

APART = "it stands apart"
LEAST_TELLING = 2
TELLING_FIELDS = frozenset(LABELLED_FIELDS) - {"start_date", "end_date", "year", "coverage"}
"""Facts whose labels other pages of such a site hardly print; events and calls have dates as well."""
TITLE_WORDS = 4
"""A heading of so many words may be another project's title."""

_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_MINOR = 7
"""The rank of `<caption>`, `<legend>` and `<summary>`."""
_NO_RANK = 8
_CONTENT_TAGS = frozenset({"main", "article"})


@dataclass(frozen=True)
class Part:
    """Labels under one heading; None where they stand under none but the title."""

    outline: Outline
    heading: Box | None
    pairs: tuple[Pair, ...]

    @cached_property
    def name(self) -> str:
        """The text of its heading."""
        return self.outline.text_of(self.heading) if self.heading else ""

    @cached_property
    def telling(self) -> int:
        """How many fields it tells that are hardly printed but of projects."""
        fields = (pair.label.match.fields for pair in self.pairs if is_plausible(self.outline, pair))
        return len({own for own in fields if TELLING_FIELDS & set(own)})

    @property
    def is_full(self) -> bool:
        """Whether it tells enough to be the facts of a project by itself."""
        return self.telling >= LEAST_TELLING

    @property
    def is_nonsense(self) -> bool:
        """Whether its few labels have values that no such field has."""
        valued = [pair for pair in self.pairs if pair.boxes]
        return (
            bool(valued)
            and len(self.pairs) <= LEAST_TELLING
            and not any(is_plausible(self.outline, pair) for pair in valued)
        )

    @property
    def trust(self) -> tuple[bool, int, int, int]:
        """How far what it tells, its place and its size speak for its being the facts of the page's project."""
        titled = len(self.name.split()) >= TITLE_WORDS
        return self.is_full, (0 if titled else 1 if self.heading else 2), self.telling, len(self.pairs)

    @property
    def reason(self) -> str:
        """Why it is none of the project's, where it is not."""
        return f"{APART}, under {self.name!r}"

    def boxes(self) -> list[Box]:
        """Its heading, those just before it, and all that follows up to its last label and value."""
        last = self.pairs[-1]
        end = last.boxes[-1].end if last.boxes else last.label.end
        if self.heading is None:
            return []
        label, first = last.label.start, self.heading
        around = next(box for box in self.heading.ancestors() if box.start <= label < box.end)
        for box in reversed([box for box in around.children if not box.is_empty and box.end <= first.start]):
            if _as_heading(box) is None or box.tag == "h1":
                break
            first = box
        return [box for box in around.children if first.start < box.end and box.start < end]

    def is_like(self, other: "Part") -> bool:
        """Whether it is written as another part is."""
        return not self.looks.isdisjoint(other.looks)

    @cached_property
    def looks(self) -> frozenset[tuple[str, Look]]:
        """How its labels are written: the element that holds label and value, and the look of the label."""
        leaves = self.outline.leaves
        return frozenset(
            (pair.rule.partition(":")[2], self.outline.look_of(leaves[pair.label.start].box, pair.label.end))
            for pair in self.pairs
        )


def find_apart(page: Page, title: Title, pairs: Sequence[Pair]) -> list[Part]:
    """Find the parts with labels that are none of the project's."""
    parts = _parts(page.outline, title, pairs)
    main = max(parts, key=lambda part: part.trust, default=None)
    if main is None:
        return []
    facts = [part for part in parts if part is main or part.is_full]
    content = _content(main)
    return [part for part in parts if part is not main and part.heading and not _belongs(part, facts, content)]


def _belongs(part: Part, facts: Sequence[Part], content: Box | None) -> bool:
    """Whether a part is one of the project's: written as its facts are, in the same content, or full of facts."""
    outside = content is not None and not content.contains(part.pairs[0].cell)
    alike = any(part.is_like(other) for other in facts if other is not part)
    if part.is_full:
        return (alike and not outside) or len(part.name.split()) < TITLE_WORDS
    return alike and not outside and not part.is_nonsense


def _content(part: Part) -> Box | None:
    """The main content around most labels of a part."""
    first = part.pairs[len(part.pairs) // 2].cell
    return next((box for box in reversed(list(first.ancestors())) if box.tag in _CONTENT_TAGS), None)


def _parts(outline: Outline, title: Title, pairs: Sequence[Pair]) -> list[Part]:
    """Group the labels by the headings that govern them."""
    groups: dict[Box | None, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(_heading_over(outline, title.boxes, pair), []).append(pair)
    return [Part(outline, heading, tuple(group)) for heading, group in groups.items()]


def _heading_over(outline: Outline, titles: Container[Box], pair: Pair) -> Box | None:
    """The nearest heading before a label that ranks above it and is no label, title or heading of the facts."""
    label = outline.leaves[pair.label.start].box
    rank = next((_rank(outer) for outer in label.with_ancestors() if _rank(outer) < _NO_RANK), _NO_RANK)
    for before in _before(label):
        heading = _as_heading(before)
        if before in titles or (heading is not None and heading in titles):
            return None
        if heading is None or _rank(heading) >= rank:
            continue
        text = outline.text_of(heading)
        if recognise(text):
            continue
        if is_sign("facts", text) or is_sign("description", text):
            return None
        return heading
    return None


def _before(box: Box) -> Iterator[Box]:
    """The siblings before a box, the nearest first, and then those before the boxes around it."""
    for outer in box.with_ancestors():
        siblings = outer.parent.children if outer.parent else []
        at = next((index for index, sibling in enumerate(siblings) if sibling is outer), 0)
        yield from reversed(siblings[:at])


def _as_heading(box: Box) -> Box | None:
    """The heading that a box is or wraps."""
    while box.tag not in HEADING_TAGS | {"h1"} and len(box.children) == 1:
        box = box.children[0]
    return box if _rank(box) < _NO_RANK and not box.is_empty else None


def _rank(box: Box) -> int:
    return _RANKS.get(box.tag, _MINOR if box.tag in HEADING_TAGS else _NO_RANK)
