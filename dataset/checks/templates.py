"""A second witness of where values stand: the template that many pages share.

The parsers find a fact by its label, or by its shape, on each page alone. Seen together, pages of one template hold
each field at one place, and their fields in one order. Where that holds on nearly all pages and one page differs, label
and place disagree: the value may be another's, from a box beside the facts or a sentence of the text. No value changes;
the field has an issue `template_disagrees`.

Places are compared as CSS paths without positions, `body > main > div > div`, for an absent field moves all behind it;
order is what positions tell.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from dataset.projects.pages import PageRecord
from dataset.values.observation import PageObservations
from parsers.fields import LABELLED_FIELDS
from parsers.model import Issue

MANY_PAGES = 20
"""Fewer pages are no witness."""
AGREEMENT = 0.95
"""Share of pages from which on a place, or the order of two fields, is that of the template."""
KNOWN_PLACES = 10_000
"""So many places of values are remembered, each taken apart once."""
WITHIN = 2
"""So many elements deeper in the same box a value may stand: one country in a link, several in the box of all."""

# The position in a step of a path such as "div:nth-of-type(2)".
_POSITION = re.compile(r":nth-of-type\(([0-9]+)\)")
Place = tuple[str, ...]
"""Names of elements from the outermost on, without positions."""


@dataclass(frozen=True, slots=True)
class Template:
    """A way in which pages are laid out.

    Attributes:
        layout: `current` or `legacy`.
        path: where most facts of its pages stand.
        pages: their addresses, sorted.
    """

    layout: str
    path: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a field stands on a page: the place of its value, and its position among all of that place."""

    place: Place
    position: tuple[int, ...]


_Stands = Mapping[str, _Stand]


def find_templates(records: Iterable[PageRecord]) -> list[Template]:
    """Group the project pages by where most of their facts stand; the template with the most pages first."""
    pages = {record.url: record.content for record in records if record.content is not None}
    groups = _grouped({url: content for url, content in pages.items() if content.observations})
    found = [Template(layout, " > ".join(place), tuple(sorted(stands))) for (layout, place), stands in groups.items()]
    return sorted(found, key=lambda one: (-len(one.pages), one.layout, one.path))


def find_disagreements(records: Iterable[PageRecord]) -> Iterator[tuple[str, Issue]]:
    """Yield address and finding for every field that stands elsewhere than the template has it."""
    pages = {record.url: record.content for record in records if record.content is not None}
    groups = _grouped({url: content for url, content in pages.items() if content.observations})
    for (layout, place), stands in sorted(groups.items()):
        witness = _witness(layout, place, groups)
        if witness is None:
            continue
        usual, order = _usual_places(witness), _usual_order(witness)
        alike = {id(page): page for page in stands.values()}
        found = {key: list(_disagreements(page, usual, order)) for key, page in alike.items()}
        for url, page in sorted(stands.items()):
            yield from ((url, issue) for issue in found[id(page)])


def _disagreements(
    page: _Stands, usual: Mapping[str, tuple[Place, int, int]], order: Mapping[tuple[str, str], tuple[int, int]]
) -> Iterator[Issue]:
    elsewhere = {name for name, one in page.items() if name in usual and not _agree(one.place, usual[name][0])}
    for name in sorted(elsewhere):
        yield _elsewhere(name, page[name], usual[name])
    for name, before in _out_of_order(page, order, elsewhere):
        yield _disordered(name, before)


_Groups = Mapping[tuple[str, Place], Mapping[str, _Stands]]


def _grouped(pages: Mapping[str, PageObservations]) -> _Groups:
    groups: dict[tuple[str, Place], dict[str, _Stands]] = defaultdict(dict)
    for url, content in pages.items():
        place, stands = _stands(tuple(_printed(content)))
        if place is not None:
            groups[content.layout or "", place][url] = stands
    return groups


def _printed(content: PageObservations) -> Iterator[tuple[str, str]]:
    """Yield where each field is that is printed; of several elements the first counts."""
    for name, seen in content.observations.items():
        if seen.where is not None and seen.status != "not_on_page":
            yield name, seen.where.partition(",")[0]


@lru_cache(maxsize=KNOWN_PLACES)  # most pages of a template are laid out as others are, and share what is made of them
def _stands(printed: tuple[tuple[str, str], ...]) -> tuple[Place | None, _Stands]:
    """The place of most facts of a page, and of every field that is printed."""
    stands = {name: _stand(where) for name, where in printed}
    places = Counter(stands[name].place for name in LABELLED_FIELDS if name in stands)
    return min(places, key=lambda one: (-places[one], one), default=None), stands


@lru_cache(maxsize=KNOWN_PLACES)  # the pages of a template have few places, and share what is made of them
def _stand(where: str) -> _Stand:
    steps = where.split(" > ")
    found = [_POSITION.search(step) for step in steps]
    position = tuple(int(match[1]) if match else 1 for match in found)
    return _Stand(tuple(_POSITION.sub("", step) for step in steps), position)


def _witness(layout: str, place: Place, groups: _Groups) -> Mapping[str, _Stands] | None:
    """The pages that bear witness for those of a group: themselves, or for a few odd ones nearly all of the layout."""
    if len(groups[layout, place]) >= MANY_PAGES:
        return groups[layout, place]
    of_layout = [stands for (other, _), stands in groups.items() if other == layout]
    largest = max(of_layout, key=len)
    is_nearly_all = len(largest) >= AGREEMENT * sum(map(len, of_layout))
    return largest if len(largest) >= MANY_PAGES and is_nearly_all else None


def _usual_places(witness: Mapping[str, _Stands]) -> dict[str, tuple[Place, int, int]]:
    """For each field that many pages print and nearly all at one place: that place, on how many pages, of how many."""
    places: dict[str, Counter[Place]] = defaultdict(Counter)
    for page in witness.values():
        for name, stand in page.items():
            places[name][stand.place] += 1
    usual = {}
    for name, counted in places.items():
        place = min(counted, key=lambda one: (-counted[one], one))
        agreeing = sum(count for other, count in counted.items() if _agree(other, place))
        if counted.total() >= MANY_PAGES and agreeing >= AGREEMENT * counted.total():
            usual[name] = (place, agreeing, counted.total())
    return usual


def _agree(one: Place, other: Place) -> bool:
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short and len(long) - len(short) <= WITHIN


def _usual_order(witness: Mapping[str, _Stands]) -> dict[tuple[str, str], tuple[int, int]]:
    """For each two facts that nearly always stand in one order, first and second: on how many pages, of how many."""
    before: Counter[tuple[str, str]] = Counter()
    for names, pages in Counter(tuple(_in_order(page)) for page in witness.values()).items():
        for pair in combinations(names, 2):
            before[pair] += pages
    both = {pair: count + before[pair[1], pair[0]] for pair, count in before.items()}
    return {
        pair: (count, both[pair])
        for pair, count in before.items()
        if both[pair] >= MANY_PAGES and count >= AGREEMENT * both[pair]
    }


def _in_order(page: _Stands) -> list[str]:
    """The facts of a page as they stand one after the other."""
    return sorted((name for name in LABELLED_FIELDS if name in page), key=lambda name: page[name].position)


def _out_of_order(
    page: _Stands, order: Mapping[tuple[str, str], tuple[int, int]], passed_over: set[str]
) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """Yield the fewest facts without which the others stand in order, each with one of these that shows it."""
    names = [name for name in _in_order(page) if name not in passed_over]
    longest: list[list[str]] = []
    nothing: list[str] = []
    for name in names:
        fitting = [chain for chain in longest if not any((name, other) in order for other in chain)]
        longest.append([*max(fitting, key=len, default=nothing), name])
    kept = max(longest, key=len, default=nothing)
    for at, name in enumerate(names):
        if name in kept:
            continue
        behind = [other for other in names[at + 1 :] if other in kept and (other, name) in order]
        ahead = [other for other in names[:at] if other in kept and (name, other) in order]
        for other in behind[:1]:
            yield name, (f"before {other}, behind it", *order[other, name])
        for other in ahead[: 0 if behind else 1]:
            yield name, (f"behind {other}, before it", *order[name, other])


def _elsewhere(name: str, stand: _Stand, usual: tuple[Place, int, int]) -> Issue:
    place, agreeing, total = usual
    message = (
        f"{name} was found at {' > '.join(stand.place)!r}; on {agreeing:,} of {total:,} pages of this template"
        f" it stands at {' > '.join(place)!r}"
    )
    return Issue("template_disagrees", name, message)


def _disordered(name: str, before: tuple[str, int, int]) -> Issue:
    how, agreeing, total = before
    here, _, usual = how.partition(", ")
    message = f"{name} was found {here}; on {agreeing:,} of {total:,} pages of this template it stands {usual}"
    return Issue("template_disagrees", name, message)
