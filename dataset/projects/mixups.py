"""Pages that show another project than the one whose address they answer: caches that mix answers up (FAULTS 45).

An address keeps the project that it was first seen to show. Where a later body shows a project whose own address is
another known one, by its identifiers, or where it has none by its title, the last good body stands. A corrected
identifier, a new title, or an address that is used again for a project nobody knew are the site's own doing and pass.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from dataset.projects.contents import in_short
from dataset.values.observation import PageObservations
from parsers.folding import fold
from parsers.model import Issue

Bodies = Callable[[], Iterator[PageObservations]]
"""What the earlier bodies of an address say, the oldest first; each call reads them anew, no more than are taken."""
Claim = tuple[str, str]
IDENTIFIERS = ("project_id", "prima_id")
LEAST_WORDS, LEAST_LETTERS = 2, 4
"""A slug of fewer or shorter words names nothing."""
STRANGE, FITTING = 1 / 3, 2 / 3
"""Shares of a slug's words that stand in a title: below the first it is another page's, from the second on its own."""


def find_mixups(contents: Mapping[str, PageObservations], earlier: Mapping[str, Bodies]) -> dict[str, PageObservations]:
    """Return what is to stand for each address that shows another's project, with an issue `mixed_up`.

    Args:
        contents: by address, what its newest good body says.
        earlier: the earlier bodies of those addresses that had others.
    """
    firsts = {url: in_short(first) for url, bodies in earlier.items() if (first := next(_projects(bodies()), None))}
    owners: dict[Claim, set[str]] = defaultdict(set)
    for url, page in contents.items():
        for claim in _claims(firsts.get(url, page)):
            owners[claim].add(url)
    suspects = {url: first for url, first in firsts.items() if _is_other_project(first, contents[url])}
    for url, first in suspects.items():
        if (
            _owner(first, contents[url], owners, contents, url) is None
        ):  # the site's own doing: it is the owner of these as well
            for claim in _claims(contents[url]):
                owners[claim].add(url)
    found = {}
    for url, first in suspects.items():
        standing, owner = first, None
        for page in _projects((*earlier[url](), contents[url])):
            owner = _owner(standing, page, owners, contents, url) if _is_other_project(standing, page) else None
            standing = page if owner is None else standing
        if owner is not None:
            message = f"the newest capture shows the project of {owner}; these are the values of the last good one"
            issue = Issue("mixed_up", None, message)
            found[url] = replace(standing, issues=(*standing.issues, issue))
    return found


def find_strangers(contents: Mapping[str, PageObservations]) -> dict[str, Issue]:
    """Return the issue of each page that has never shown the project of its address, as far as its words tell.

    Two addresses of one host and language show one project, and the words of one of them fit its title.
    """
    groups: dict[tuple[str, str | None, str], list[str]] = defaultdict(list)
    for url, page in contents.items():
        for kind, value in _claims(page):
            if kind != "title":
                groups[urlsplit(url).netloc, page.language, value].append(url)
    found = {}
    for urls in groups.values():
        fits = {url: fit for url in urls if (fit := _fit(url, contents[url])) is not None}
        own = [url for url, fit in fits.items() if fit >= FITTING]
        for url, fit in fits.items() if own else ():
            if fit < STRANGE:
                message = f"this address shows the project of {own[0]}; its own was never seen"
                found[url] = Issue("mixed_up", None, message)
    return found


def note(page: PageObservations, reason: str) -> PageObservations:
    """Add the issue `mixed_up` to what stands for an address whose newest capture was not taken for its page."""
    message = f"the newest capture is {reason}"
    return replace(page, issues=(*page.issues, Issue("mixed_up", None, message)))


def note_later(page: PageObservations, answer: str) -> PageObservations:
    """Let a later answer's finding take the place of an issue `mixed_up`, which is no longer what the address shows."""
    if all(issue.kind != "mixed_up" for issue in page.issues):
        return page
    message = f"the newest answer is {answer}; before it, {{}}"
    issues = [
        Issue("earlier_capture", None, message.format(issue.message)) if issue.kind == "mixed_up" else issue
        for issue in page.issues
    ]
    return replace(page, issues=tuple(issues))


def _projects(pages: Iterator[PageObservations] | tuple[PageObservations, ...]) -> Iterator[PageObservations]:
    return (page for page in pages if page.outcome == "project")


def _claims(page: PageObservations) -> set[Claim]:
    """By what a page says which project it is: identifiers and title."""
    names = (*IDENTIFIERS, "title")
    values = ((name, page.observations[name].value) for name in names if name in page.observations)
    return {(name, fold(value)) for name, value in values if isinstance(value, str)}


def _identifiers(page: PageObservations) -> set[Claim]:
    return {claim for claim in _claims(page) if claim[0] != "title"}


def _is_other_project(before: PageObservations, now: PageObservations) -> bool:
    """Whether two bodies of one address name different projects: by their identifiers, else by their titles."""
    if now.outcome != "project":
        return False
    if _identifiers(before) and _identifiers(now):
        return not _identifiers(before) & _identifiers(now)
    return not _claims(before) & _claims(now)


def _owner(
    before: PageObservations,
    now: PageObservations,
    owners: Mapping[Claim, set[str]],
    contents: Mapping[str, PageObservations],
    url: str,
) -> str | None:
    """The known address whose project a page shows, if it is another one.

    Under an unchanged title a translation may get the identifier of its project at last: then only a page in the same
    language can be another project's.
    """
    others = {other for claim in _identifiers(now) or _claims(now) for other in owners.get(claim, ())} - {url}
    if _claims(before) & _claims(now):
        others = {other for other in others if contents[other].language == now.language}
    return min(others, default=None)


def _fit(url: str, page: PageObservations) -> float | None:
    """The share of the words of an address that stand in the page's title; None where it has too few to tell."""
    _, _, name = urlsplit(url).path.rpartition("/project/")
    words = [word for word in fold(name).split("-") if len(word) >= LEAST_LETTERS and word.isalpha()]
    title = page.observations["title"].value if "title" in page.observations else None
    if len(words) < LEAST_WORDS or "/project/" not in url or not isinstance(title, str):
        return None
    said = fold(title)
    return sum(word in said for word in words) / len(words)
