"""Which heading governs what, and so whose it is: the project's, another one's, or the site's.

The facts of a page may have company that looks just like them: teasers of related projects, search facets, upcoming
events, `IOM in numbers: Coverage 171 countries`. What a part of the page belongs to is read off the page as a reader
does: from the heading above it. One pass down the page notes the nearest heading before every box, and what stands
under a heading of somebody else. Facts parted by headings (`Timeline`, `Funding`) are written alike.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import starmap, takewhile
from operator import attrgetter

from parsers.boxes import ARTICLES, Attributes, Box, Signature
from parsers.cells import Pair
from parsers.fields import TELLING_FIELDS, is_valid_for_any
from parsers.labels import recognise
from parsers.layout import HEADING_TAGS
from parsers.outline import Outline
from parsers.page import Page, project_path, stands_alone
from parsers.title import CHROME_TAGS, Title
from parsers.vocabulary import is_boilerplate

APART, LINKED = "it stands apart", "a link to"
LEAST_TELLING = 2
TITLE_WORDS = 4
"""A heading of so many words may be another project's title."""

_MINOR = 7
"""The rank of `<caption>`, `<legend>` and `<summary>`."""
_RANKS = {**dict.fromkeys(HEADING_TAGS, _MINOR), **{f"h{rank}": rank for rank in range(1, 7)}}
_SECTION_RANK = 2
"""Assumed of a line such as `Related projects` that no heading element holds."""
_HEADING_LEAVES = 12
_LINK_WORDS = 3
"""A link of fewer words (`Read more`, `Français`) is not taken for another project's title."""
_LEAST_LINKS = 3
CONTENT_TAGS = frozenset({"main", "article"})


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """A heading, and the one before it; `ends` where what follows is the project's own: the title, `Project facts`."""

    box: Box
    rank: int
    ends: bool
    before: "Heading | None"


@dataclass(slots=True)
class Sections:
    """Whose the parts of a page are.

    Attributes:
        related: the outermost boxes that belong to something else than the page's project, each with the reason.
        over: the nearest heading before a box, or before what holds it; of what stands in a heading, the nearest that
            ranks above it. Not for boxes within `related`.
        headings: the heading that a box is or wraps.
    """

    related: dict[Box, str] = field(default_factory=dict)
    over: dict[Box, Heading | None] = field(default_factory=dict)
    headings: dict[Box, Box] = field(default_factory=dict)


_Government = tuple[int, str | None]
"""The rank of the last heading among siblings, and why what follows is somebody else's; None where it is not."""


def find_sections(page: Page, title: Title) -> Sections:
    """Find what each heading governs."""
    headings, links = _wrapped(page.outline)
    found, titles = Sections(headings=headings), set(title.boxes)
    titled = {box for one in titles for box in (*one.walk(), *one.ancestors())}
    pending: list[tuple[Box, Heading | None]] = [(page.outline.root, None)]
    for parent, inherited in pending:  # grows as it goes
        nearest = inherited
        governs: _Government = (_MINOR, None)
        for box in parent.children:
            if box.start == box.end:
                continue
            found.over[box] = above = nearest
            if box in headings or box in titles:
                nearest = _nearest(page.outline, box, headings, titles, nearest)
            if box in titled:
                governs = (1, None)
            elif box.tag in CHROME_TAGS and box.tag != "aside" and not _is_content(box):
                found.related[box] = f"it stands in <{box.tag}>"
                continue
            elif (box.breaks or box in headings or box in links) and box.end - box.start <= _HEADING_LEAVES:
                governs = _govern(page, box, headings, links, governs, holds_title=parent in titled)
            if governs[1]:
                found.related[box] = governs[1]
            elif box.children:
                pending += ((box, _above(above, _RANKS[box.tag]) if box.tag in _RANKS else above),)
    return found


def _wrapped(outline: Outline) -> tuple[dict[Box, Box], dict[Box, Box]]:
    """The outermost heading, and the outermost link, that each box is or wraps; `<h3>` counts before `<summary>`."""
    headings: dict[Box, Box] = {}
    links: dict[Box, Box] = {}
    for inner in outline.root.row:
        if inner.start == inner.end or (inner.tag not in _RANKS and inner.tag != "a"):
            continue
        wrapped, ranked = (links, False) if inner.tag == "a" else (headings, _RANKS[inner.tag] < _MINOR)
        box: Box | None = inner
        while box is not None and box.start == inner.start and box.end == inner.end:
            if box in wrapped and not (ranked and _RANKS[wrapped[box].tag] == _MINOR):
                break
            wrapped[box] = inner
            box = box.parent
    return headings, links


def _nearest(
    outline: Outline, box: Box, headings: Mapping[Box, Box], titles: Container[Box], before: Heading | None
) -> Heading | None:
    """The nearest heading behind a box that is a heading or a title; labels head nothing."""
    if box in titles or headings[box] in titles:
        return Heading(box, 0, ends=True, before=before)
    heading, text = headings[box], outline.text_of(box)
    if recognise(text):
        return before
    own = is_boilerplate("facts", text) or is_boilerplate("description", text)
    return Heading(heading, _RANKS[heading.tag], ends=own, before=before)


def _above(heading: Heading | None, rank: int) -> Heading | None:
    """The nearest heading that ranks above one."""
    while heading is not None and heading.rank >= rank:
        heading = heading.before
    return heading


def _is_content(box: Box) -> bool:
    """Whether it is the footer of an article and not of the site, or a form in which nothing can be entered."""
    if box.tag == "form":
        return not any(starmap(_takes_entries, box.elements()))
    return box.tag == "footer" and box.stands_in(ARTICLES)


def _takes_entries(tag: str, attributes: Attributes) -> bool:
    if tag == "input":
        return (attributes.get("type") or "").lower() != "hidden" and "readonly" not in attributes
    return tag in {"select", "textarea"}


def _govern(
    page: Page,
    box: Box,
    headings: Mapping[Box, Box],
    links: Mapping[Box, Box],
    before: _Government,
    *,
    holds_title: bool,
) -> _Government:
    """Let a box that is a heading, or the link of one, take over what follows; every other box changes nothing."""
    text = page.outline.text_of(box)
    if recognise(text):
        return before
    rank = _RANKS[headings[box].tag] if box in headings else _MINOR
    heads = rank < _MINOR
    if (heads or box.breaks) and is_boilerplate("related", text):
        return min(rank, _SECTION_RANK), f"it stands under {text!r}"
    if box in links and (heads or not holds_title) and len(text.split()) >= _LINK_WORDS:
        target = project_path(page, links[box])
        if target is not None and stands_alone(page.outline, links[box]):
            return min(rank, before[0]), f"it stands under {text!r}, {'linked to' if heads else LINKED} {target}"
    return (rank, None) if heads and rank <= before[0] else before


def find_menus(outline: Outline, pairs: Sequence[Pair], plausible: Container[Pair]) -> dict[Box, str]:
    """Find the lists of links in which a label's words occur by chance: all words are links, and no value fits."""
    menus: dict[Box, str] = {}
    for pair in pairs:
        leaf = outline.leaves[pair.label.start]
        linked = list(takewhile(outline.is_linked, leaf.box.ancestors())) if leaf.linked else []
        if not linked or linked[-1] in menus:
            continue
        menu = linked[-1]
        inside = [other for other in pairs if menu.contains(other.cell)]
        links = sum(inner.tag == "a" for inner in menu.walk())
        if links >= _LEAST_LINKS * max(len(inside), 1) and not any(other in plausible for other in inside):
            menus[menu] = "it stands in a list of links"
    return menus


def is_plausible(outline: Outline, pair: Pair) -> bool:
    """Whether a label's value is one that its field can have."""
    text = outline.text(pair.boxes[0].start, pair.boxes[-1].end) if pair.boxes else ""
    return is_valid_for_any(pair.label.match.fields, text)


def count_told(pairs: Iterable[Pair], plausible: Container[Pair]) -> int:
    """How many fields that hardly any page but a project's prints have a value among these labels."""
    own = [pair.label.match.fields for pair in pairs if pair in plausible]
    return len({fields for fields in own if not TELLING_FIELDS.isdisjoint(fields)})


def reason_of(box: Box, related: Mapping[Box, str]) -> str | None:
    """The reason why a box lies in a part that belongs to others, or None where it does not."""
    outer: Box | None = box  # asked of every label and hint: a loop, for it calls nothing
    while outer is not None and outer not in related:
        outer = outer.parent
    return related[outer] if outer is not None else None


@dataclass(frozen=True)
class Part:
    """Labels under one heading; None where they stand under none but the title."""

    outline: Outline
    sections: Sections
    heading: Box | None
    pairs: tuple[Pair, ...]
    plausible: Container[Pair]

    @cached_property
    def name(self) -> str:
        """The text of its heading."""
        return self.outline.text_of(self.heading) if self.heading else ""

    @cached_property
    def telling(self) -> int:
        """How many fields it tells that are hardly printed but of projects."""
        return count_told(self.pairs, self.plausible)

    @property
    def is_full(self) -> bool:
        """Whether it tells enough to be the facts of a project by itself."""
        return self.telling >= LEAST_TELLING

    @property
    def is_nonsense(self) -> bool:
        """Whether its few labels have values that no such field has."""
        few = len(self.pairs) <= LEAST_TELLING and any(pair.boxes for pair in self.pairs)
        return few and not any(pair in self.plausible for pair in self.pairs)

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
        if self.heading is None:
            return []
        last, first = self.pairs[-1], self.heading
        label, end = last.label.start, last.boxes[-1].end if last.boxes else last.label.end
        around = next(box for box in self.heading.ancestors() if box.start <= label < box.end)
        for box in reversed([box for box in around.children if not box.is_empty and box.end <= first.start]):
            if box not in self.sections.headings or box.tag == "h1":
                break
            first = box
        return [box for box in around.children if first.start < box.end and box.start < end]

    @cached_property
    def signatures(self) -> frozenset[tuple[str, Signature]]:
        """How its labels are written: the element that holds label and value, and the look of the label."""
        return frozenset((pair.rule.partition(":")[2], label_signature(self.outline, pair)) for pair in self.pairs)


def label_signature(outline: Outline, pair: Pair) -> Signature:
    """How a label looks."""
    return outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end)


def find_apart(outline: Outline, sections: Sections, pairs: Sequence[Pair], plausible: Container[Pair]) -> list[Part]:
    """Find the parts with labels that are none of the project's.

    A few labels under a heading of their own, written otherwise than the facts or outside of the main content, must
    not fill the gaps of the project's facts.
    """
    over = [sections.over[outline.leaves[pair.label.start].box] for pair in pairs]
    if len(set(over)) < 2:
        return []
    groups: dict[Box | None, list[Pair]] = {}
    for heading, pair in zip(over, pairs, strict=True):
        groups.setdefault(heading.box if heading and not heading.ends else None, []).append(pair)
    if len(groups) == 1:
        return []
    parts = [Part(outline, sections, box, tuple(group), plausible) for box, group in groups.items()]
    main = max(parts, key=attrgetter("trust"))
    facts, content = [part for part in parts if part is main or part.is_full], _content(main)
    return [part for part in parts if part is not main and part.heading and not _belongs(part, facts, content)]


def _belongs(part: Part, facts: Sequence[Part], content: Box | None) -> bool:
    """Whether a part is one of the project's: written as its facts are, in the same content, or full of facts."""
    outside = content is not None and not content.contains(part.pairs[0].cell)
    alike = any(not part.signatures.isdisjoint(other.signatures) for other in facts if other is not part)
    if part.is_full:
        return (alike and not outside) or len(part.name.split()) < TITLE_WORDS
    return alike and not outside and not part.is_nonsense


def _content(part: Part) -> Box | None:
    """The main content around most labels of a part."""
    first = part.pairs[len(part.pairs) // 2].cell
    return next((box for box in reversed([*first.ancestors()]) if box.tag in CONTENT_TAGS), None)
