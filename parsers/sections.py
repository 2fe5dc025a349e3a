"""Which heading governs what, and so whose it is: the project's, another one's, or the site's.

The facts of a page may have company that looks just like them: teasers of related projects, search facets, upcoming
events, `IOM in numbers: Coverage 171 countries`. What a part of the page belongs to is read off the page as a reader
does: from the heading above it. One pass down the page notes the nearest heading before every box, and what stands
under a heading of somebody else. Facts parted by headings (`Timeline`, `Funding`) are written alike.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap, takewhile

from parsers.boxes import ARTICLES, Attributes, Box, Signature
from parsers.fields import TELLING_FIELDS, is_valid_for_any
from parsers.folding import remember
from parsers.labels import recognise
from parsers.layout import HEADING_TAGS
from parsers.outline import Outline
from parsers.page import Page, project_path, stands_alone
from parsers.title import CHROME_TAGS, TITLE_WORDS, Title
from parsers.values import Pair
from parsers.vocabulary import is_boilerplate

APART, LINKED = "it stands apart", "a link to"
LEAST_TELLING = 2

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
        headings, links: the outermost heading, and link, that a box is or wraps; `<h3>` counts before `<summary>`.
    """

    related: dict[Box, str] = field(default_factory=dict)
    over: dict[Box, Heading | None] = field(default_factory=dict)
    headings: dict[Box, Box] = field(default_factory=dict)
    links: dict[Box, Box] = field(default_factory=dict)


_Government = tuple[int, str | None]
"""The rank of the last heading among siblings, and why what follows is somebody else's; None where it is not."""


def find_sections(page: Page, title: Title) -> Sections:
    """Find what each heading governs."""
    found, titles = _find_wrapped(page.outline), set(title.boxes)
    titled = {box for one in titles for box in (*one.walk(), *one.ancestors())}
    pending: list[tuple[Box, Heading | None]] = [(page.outline.root, None)]
    for parent, inherited in pending:  # grows as it goes
        governs: _Government = (_MINOR, None)
        nearest = inherited
        for box in parent.children:
            if box.start == box.end:
                continue
            found.over[box] = above = nearest
            heads = box in found.headings
            if heads or box in titles:
                nearest = _nearest(page.outline, box, found.headings, titles, nearest)
            if box in titled:
                governs = (1, None)
            elif box.tag in CHROME_TAGS and box.tag != "aside" and not _is_content(box):
                found.related[box] = f"it stands in <{box.tag}>"
                continue
            elif (heads or box.breaks or box in found.links) and box.end - box.start <= _HEADING_LEAVES:
                governs = _govern(page, box, found, governs, holds_title=parent in titled)
            if governs[1]:
                found.related[box] = governs[1]
            elif box.children:
                pending += ((box, _above(above, _RANKS[box.tag]) if box.tag in _RANKS else above),)
    return found


def _find_wrapped(outline: Outline) -> Sections:
    found = Sections()
    for inner in outline.root.row:
        if inner.start == inner.end or (inner.tag not in _RANKS and inner.tag != "a"):
            continue
        wrapped, ranked = (found.links, False) if inner.tag == "a" else (found.headings, _RANKS[inner.tag] < _MINOR)
        box: Box | None = inner
        while box is not None and box.start == inner.start and box.end == inner.end:
            if box in wrapped and not (ranked and _RANKS[wrapped[box].tag] == _MINOR):
                break
            wrapped[box] = inner
            box = box.parent
    return found


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


def _govern(page: Page, box: Box, found: Sections, before: _Government, *, holds_title: bool) -> _Government:
    """Let a box that is a heading, or the link of one, take over what follows; every other box changes nothing."""
    text = page.outline.text_of(box)
    if recognise(text):
        return before
    rank = _RANKS[found.headings[box].tag] if box in found.headings else _MINOR
    heads = rank < _MINOR
    if (heads or box.breaks) and _leads_to_others(text):
        return min(rank, _SECTION_RANK), f"it stands under {text!r}"
    if box in found.links and (heads or not holds_title) and len(text.split()) >= _LINK_WORDS:
        target = project_path(page, found.links[box])
        if target is not None and stands_alone(page.outline, found.links[box]):
            return min(rank, before[0]), f"it stands under {text!r}, {'linked to' if heads else LINKED} {target}"
    return (rank, None) if heads and rank <= before[0] else before


@remember  # asked of every line of every page
def _leads_to_others(text: str) -> bool:
    return is_boilerplate("related", text)


def find_menus(outline: Outline, pairs: Sequence[Pair]) -> dict[Box, str]:
    """Find the lists of links in which a label's words occur by chance: all words are links, and no value fits."""
    menus: dict[Box, str] = {}
    for pair in [pair for pair in pairs if outline.leaves[pair.label.start].linked]:
        menu = [*takewhile(outline.is_linked, outline.leaves[pair.label.start].box.with_ancestors())][-1]
        inside = [other for other in pairs if menu.contains(other.cell)]
        links = sum(inner.tag == "a" for inner in menu.walk())
        if links >= _LEAST_LINKS * max(len(inside), 1) and not any(is_plausible(outline, other) for other in inside):
            menus[menu] = "it stands in a list of links"
    return menus


def is_plausible(outline: Outline, pair: Pair) -> bool:
    """Whether a label's value is one that its field can have."""
    text = outline.text(pair.boxes[0].start, pair.boxes[-1].end) if pair.boxes else ""
    return is_valid_for_any(pair.label.match.fields, text)


def count_told(outline: Outline, pairs: Iterable[Pair]) -> int:
    """How many fields that hardly any page but a project's prints have a value among these labels."""
    own = [pair for pair in pairs if not TELLING_FIELDS.isdisjoint(pair.label.match.fields)]
    return len({pair.label.match.fields for pair in own if is_plausible(outline, pair)})


def reason_of(box: Box, related: Mapping[Box, str]) -> str | None:
    """The reason why a box lies in a part that belongs to others, or None where it does not."""
    outer: Box | None = box  # asked of every label and hint: a loop, for it calls nothing
    while outer is not None and outer not in related:
        outer = outer.parent
    return related[outer] if outer is not None else None


def label_signature(outline: Outline, pair: Pair) -> Signature:
    """How a label looks."""
    return outline.signature_of(outline.leaves[pair.label.start].box, pair.label.end)


def find_apart(outline: Outline, sections: Sections, pairs: Sequence[Pair]) -> tuple[dict[Pair, str], list[Box]]:
    """Find the labels that are none of the project's, each with the reason, and the boxes of what stands with them.

    A few labels under a heading of their own, written otherwise than the facts or outside of the main content, must
    not fill the gaps of the project's facts.
    """
    over = [sections.over[outline.leaves[pair.label.start].box] for pair in pairs]
    groups: dict[Box | None, list[Pair]] = {}
    for heading, pair in zip(over, pairs, strict=True) if len(set(over)) > 1 else ():
        groups.setdefault(heading.box if heading and not heading.ends else None, []).append(pair)
    if len(groups) < 2:
        return {}, []
    told = {box: count_told(outline, group) for box, group in groups.items()}
    places = {box: 2 if box is None else len(outline.text_of(box).split()) < TITLE_WORDS for box in groups}
    main = max(groups, key=lambda box: (told[box] >= LEAST_TELLING, places[box], told[box], len(groups[box])))
    around = [*groups[main][len(groups[main]) // 2].cell.ancestors()]
    content = next((box for box in reversed(around) if box.tag in CONTENT_TAGS), outline.root)
    looks = {
        box: {(pair.rule.partition(":")[2], label_signature(outline, pair)) for pair in group}
        for box, group in groups.items()
    }
    reasons: dict[Pair, str] = {}
    others: list[Box] = []
    for box, group in groups.items():
        if box is None or box is main:
            continue
        facts = [one for one in groups if one is not box and (one is main or told[one] >= LEAST_TELLING)]
        belongs = content.contains(group[0].cell) and any(looks[box] & looks[one] for one in facts)
        name = outline.text_of(box)
        if told[box] >= LEAST_TELLING:
            belongs = belongs or len(name.split()) < TITLE_WORDS
        elif len(group) <= LEAST_TELLING and any(pair.boxes for pair in group):
            belongs = belongs and any(is_plausible(outline, pair) for pair in group)
        if not belongs:
            reasons.update(dict.fromkeys(group, f"{APART}, under {name!r}"))
            others += _under(sections, box, group[-1])
    return reasons, others


def _under(sections: Sections, heading: Box, last: Pair) -> list[Box]:
    """A heading, those just before it, and all that follows up to a label and its value."""
    around = next(box for box in heading.ancestors() if box.start <= last.label.start < box.end)
    first, end = heading, last.boxes[-1].end if last.boxes else last.label.end
    for box in reversed([box for box in around.children if not box.is_empty and box.end <= heading.start]):
        if box not in sections.headings or box.tag == "h1":
            break
        first = box
    return [box for box in around.children if first.start < box.end and box.start < end]
