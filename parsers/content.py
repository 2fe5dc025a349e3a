"""Where the description stands: what is left of the content once facts, title and chrome are taken away."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.body import set_apart, take_back
from parsers.boxes import Box, Marks, Outline
from parsers.chrome import claim_chrome
from parsers.model import Issue
from parsers.owners import Owners
from parsers.page import Page
from parsers.prose import is_prose
from parsers.repeats import claim_repeats
from parsers.title import Title

_LEAST_PLACES = 2
_LONGEST_TERM = 100
_OUT_OF_PLACE = Issue(
    "description_out_of_place", "description", "the description was found beside the main content, not in it", "info"
)


@dataclass(frozen=True, slots=True)
class Content:
    """The leaves of the description, and what is doubtful about them.

    Attributes:
        chosen: indexes of the leaves, ascending.
        main: the main content of the page, every word of which has to be accounted for.
    """

    chosen: tuple[int, ...]
    rule: str
    main: Box
    issues: tuple[Issue, ...] = ()


def find_description(page: Page, title: Title, facts: Iterable[Box], owners: Owners) -> Content:
    """Find the leaves of the description and claim them, and the chrome and all else that stands with them.

    What the author marked as main content is searched first, or else the smallest box around title and facts, then
    what lies around; only where all that holds no running text are `<aside>` looked at. The answer says where the
    description is out of place.

    Args:
        page: the page.
        title: its title; what stands before it is no description.
        facts: the boxes of labels, values and other facts.
        owners: what title, facts and related projects have; grows.
    """
    outline = page.outline
    facts = [box for box in facts if not box.is_empty]
    keep = [*title.boxes[:1], *facts]
    marked = _main(outline, keep)
    main = marked or _around(outline, keep)
    scopes = [outer for outer in main.with_ancestors() if outer.kind == "element"]
    fallback: tuple[Content, Owners] | None = None
    kept = Marks(outline, keep)
    for asides in (True, False) if "aside" in {box.tag for box in outline.root.walk()} else (True,):
        for scope in scopes:
            left = owners.copy()
            apart = claim_chrome(page, scope, kept, facts, left, asides=asides)
            if title.boxes:
                left.claim_leaves(range(title.boxes[0].start), "left_out", "it stands before the title")
            claim_repeats(outline, scope, left)
            take_back(outline, scope, apart, kept, left)
            in_place = asides and (marked is None or scope is marked)
            beside = set_apart(outline, scope, left)
            issues = beside if in_place else (_OUT_OF_PLACE, *beside)
            chosen = tuple(_choose(outline, scope, left))
            content = Content(chosen, f"content:{scope.tag}", main, issues)
            if _has_prose(outline, scope, left):
                return _commit(content, left, owners)
            fallback = (content, left) if fallback is None or (chosen and not fallback[0].chosen) else fallback
    if fallback is None:
        raise ValueError("a page has a body")  # `scopes` holds it
    return _commit(*fallback, owners)


def tell_terms(outline: Outline, content: Content) -> Iterator[Issue]:
    """Say that a list of terms stands in the description (`<dl>`), for its terms may be labels that no table knows."""
    chosen = set(content.chosen)
    terms = [
        outline.text_of(term)
        for box in content.main.walk()
        if box.tag == "dl" and box.start in chosen
        for term in box.walk()
        if term.tag == "dt" and outline.is_worded(term)
    ]
    if terms:
        shown = ", ".join(repr(term[:_LONGEST_TERM]) for term in terms)
        yield Issue("terms_in_description", "description", f"kept with what they explain, as text: {shown}", "info")


def _commit(content: Content, tried: Owners, owners: Owners) -> Content:
    owners.of[:], owners.reasons[:] = tried.of, tried.reasons
    owners.claim_leaves(content.chosen, "description")
    return content


def _main(outline: Outline, keep: Sequence[Box]) -> Box | None:
    """The part of the page that its author marked as content: the outermost `<main>` or else `<article>`."""
    for tag in ("main", "article"):
        for box in outline.root.walk():
            is_main = box.tag == tag or (box.kind == "element" and box.attributes.get("role") == tag)
            if is_main and any(box.contains(kept) for kept in keep):
                return box
    return None


def _around(outline: Outline, keep: Sequence[Box]) -> Box:
    """The smallest element around title and facts; the whole page where there is but one place."""
    if len(keep) < _LEAST_PLACES:
        return outline.root
    around = keep[0].with_ancestors() if keep else iter(())
    smallest = (box for box in around if box.kind == "element" and all(box.contains(kept) for kept in keep))
    return next(smallest, outline.root)


def _has_prose(outline: Outline, scope: Box, left: Owners) -> bool:
    """Whether a block that nobody has is prose, or several are together."""
    boxes = [box for box in (*outline.blocks_in(scope), *scope.walk()) if box.breaks and box.start < box.end]
    return any(not left.touch(box) and is_prose(outline, box) for box in boxes)


def _choose(outline: Outline, scope: Box, left: Owners) -> Iterator[int]:
    """The leaves that nobody has; signs without a word belong to the words of their block."""
    free = [index for index in range(scope.start, scope.end) if left.of[index] is None]
    worded = {outline.leaves[index].block for index in free if outline.leaves[index].has_words}
    return (index for index in free if outline.leaves[index].block in worded)


_LEAST_WORDS = 3
_NAMED = frozenset({"body", "description", "summary", "formatted"})
"""Words in classes by which site builders name a text: `field--name-body`, `text-formatted`."""
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")


def find_short_body(outline: Outline, facts: Sequence[Box], loose: Sequence[Box]) -> list[Box]:
    """Find the boxes of a short description.

    Args:
        outline: the page.
        facts: the boxes of labels and values.
        loose: the boxes among the facts under no label that is known.
    """
    if not facts:
        return []
    first, last = min(box.start for box in facts), max(box.end for box in facts)
    edge = sorted((box for box in loose if box.end <= first or box.start >= last), key=lambda box: box.start)
    body: list[Box] = []
    for box in reversed(edge):
        leads_in = outline.text_of(box).endswith(":") and bool(body) and not outline.has_words(box.end, body[-1].start)
        if leads_in or _is_body(outline, box):
            body.append(box)
    return body[::-1]


def without_body(outline: Outline, unclaimed: Mapping[str, str], body: Sequence[Box]) -> dict[str, str]:
    """Give the labels that belong to no field without those that are the description's text."""
    words = {word for box in body for word in _WORD.findall(outline.text_of(box))}
    return {label: text for label, text in unclaimed.items() if not words.issuperset(_WORD.findall(f"{label} {text}"))}


def _is_body(outline: Outline, box: Box) -> bool:
    text = outline.text_of(box)
    if text.endswith(":"):
        return False
    names = {part for outer in box.walk() for part in _NAME_PARTS.split((outer.attributes.get("class") or "").lower())}
    if names & _NAMED:
        return True
    items = any(inner.tag == "li" for inner in box.walk()) and box.tag != "li"
    parts = sum(leaf.gap == "\n" for leaf in outline.leaves[box.start + 1 : box.end])
    return items or (not parts and len(text.split()) >= _LEAST_WORDS and ":" not in text)
