"""Where the description stands: what is left of the content once facts, title and chrome are taken away.

Templates give the running text a container of its own, the *body*, and set bylines, dates, attachments and the like
around it. No list of phrases would ever name all of these; where they stand does. Beside the body only sentences are
description, and what they clearly bring along: a heading, or the list that a colon announces. Within the body, which
may be no more than the element around facts and paragraphs, a line at either edge that is no sentence stays, and is
said.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Literal

from parsers.boilerplate import claim_chrome, claim_repeats
from parsers.boxes import Box
from parsers.layout import HEADING_TAGS
from parsers.model import Issue
from parsers.outline import Marks, Outline, is_item
from parsers.owners import BESIDE, LeftOut, Owners
from parsers.page import Page
from parsers.title import Title

_LEAST_PLACES = 2
_OUT_OF_PLACE = Issue(
    "description_out_of_place", "description", "the description was found beside the main content, not in it", "info"
)


@dataclass(frozen=True, slots=True)
class Content:
    """The leaves of the description, and what is doubtful about them.

    Attributes:
        chosen: indexes of the leaves, ascending.
        scope: the part of the page in which it was found.
        places: the main content, or `scope` where nobody marked it, and the regions beside it in which facts stand:
            every word there has to be accounted for.
    """

    chosen: tuple[int, ...]
    scope: Box
    places: tuple[Box, ...]
    issues: tuple[Issue, ...] = ()


def find_description(page: Page, title: Title, facts: Sequence[Box], owners: Owners) -> Content:
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
    tried: list[tuple[Content, Owners]] = []
    for content, left in _tries(page, title, facts, owners):
        if _has_prose(page.outline, content.scope, left):
            tried = [(content, left)]
            break
        tried.append((content, left))
    content, left = next((one for one in tried if one[0].chosen), tried[0])
    owners.of[:] = left.of
    owners.claim_leaves(content.chosen, "description")
    return content


def _tries(page: Page, title: Title, facts: Sequence[Box], owners: Owners) -> Iterator[tuple[Content, Owners]]:
    """What the description would be in each part of the page where it may stand, and whose all leaves would be."""
    outline, keep, passed = page.outline, [*title.boxes[:1], *facts], False
    marked, kept = _main(outline, keep), Marks(outline, keep)
    main = marked or _around(outline, keep)
    outside = [fact for fact in facts if fact.start < main.start or main.end < fact.end]
    places = (main, *dict.fromkeys(box for fact in outside for box in _region(fact, main)))
    for place in places[1:]:
        claim_chrome(page, place, kept, owners, asides=True)
    for asides in (True, False):
        for scope in main.around():
            left = owners.copy()
            apart = claim_chrome(page, scope, kept, left, asides=asides)
            if title.boxes:
                left.claim_leaves(range(title.boxes[0].start), LeftOut("it stands before the title"))
            claim_repeats(outline, scope, left)
            _take_back(outline, scope, apart, kept, left)
            if asides and marked is None and _has_prose(outline, scope, left) and left.most_lies_outside(scope):
                passed = True  # no more than a note or a lead stands with title and facts
                continue
            issues = tuple(_set_apart(outline, scope, left))
            if not asides or passed or (marked is not None and scope is not marked):
                issues = (_OUT_OF_PLACE, *issues)
            all_of_it = places if marked else (scope, *places[1:])
            yield Content(tuple(_choose(outline, scope, left)), scope, all_of_it, issues), left


def _main(outline: Outline, keep: Sequence[Box]) -> Box | None:
    """The part of the page that its author marked as content: the outermost `<main>` or else `<article>`."""
    for tag in ("main", "article"):
        for box in outline.root.walk():
            is_main = box.tag == tag or ("role" in box.attributes and box.attributes["role"] == tag)
            if is_main and any(box.contains(kept) for kept in keep):
                return box
    return None


def _around(outline: Outline, keep: Sequence[Box]) -> Box:
    """The smallest element around title and facts; the whole page where there is but one place."""
    if len(keep) < _LEAST_PLACES:
        return outline.root
    return next((box for box in keep[0].around() if all(map(box.contains, keep))), outline.root)


def _region(fact: Box, main: Box) -> list[Box]:
    """The largest element around a fact outside of the main content that does not hold this, if there is one."""
    return [box for box in fact.around() if not box.contains(main)][-1:]


def _has_prose(outline: Outline, scope: Box, left: Owners) -> bool:
    """Whether a block that nobody has is prose, or several are together."""
    return any(map(outline.is_prose, left.free(scope.walk())))


def _choose(outline: Outline, scope: Box, left: Owners) -> Iterator[int]:
    """The leaves that nobody has; signs without a word belong to the words of their block."""
    free = [index for index in range(scope.start, scope.end) if left.of[index] is None]
    worded = {outline.leaves[index].block for index in free if outline.leaves[index].has_words}
    return (index for index in free if outline.leaves[index].block in worded)


_NO_CONTAINERS = HEADING_TAGS | frozenset(
    {"", "blockquote", "dd", "dl", "dt", "li", "ol", "p", "pre", "table", "tbody", "thead", "tr", "ul"}
)
_MOST = 2 / 3
_LONGEST_QUOTE = 60
_MOST_QUOTES = 3
_WORDS_OF_LABEL = 3
# `... of the border.`, `(see it below.)`, `... of their crews;`: three words and the end of a clause, but no question
_ENDED = re.compile(r"\w\W+\w+\W+\w.*[.!;][)\]\"'”’»]*$", re.DOTALL)
_COLON = ":"

_Place = Literal["in", "doubtful", "out"]


class _Free:
    """The blocks of a part of the page in which nothing has an owner, in reading order; those that are prose."""

    def __init__(self, outline: Outline, scope: Box, owners: Owners) -> None:
        self.outline = outline
        self.blocks = owners.free(outline.blocks_in(scope))
        self.prose = list(filter(outline.is_prose, self.blocks))
        self._starts = [block.start for block in self.blocks]

    def within(self, box: Box) -> Sequence[Box]:
        """Give the blocks in a box."""
        first = bisect_left(self._starts, box.start)
        return self.blocks[first : bisect_left(self._starts, box.end, first)]


def _set_apart(outline: Outline, scope: Box, owners: Owners) -> Iterator[Issue]:
    """Leave out what stands beside the body of the description; say what stays in doubt."""
    free = _Free(outline, scope, owners)
    body = _body(outline, scope, free.prose)
    if body is None:
        return
    doubtful = {*_edges(outline, free.within(body)), *_others(body, free)}
    for path in takewhile(lambda box: box is not scope, body.with_ancestors()):
        for box, place in _places(path, free):
            if place == "doubtful":
                doubtful.update(free.within(box))
            elif place == "out":
                owners.claim([box], BESIDE)
    if doubtful:
        texts = [outline.text_of(block) for block in free.blocks if block in doubtful]
        shown = ", ".join(repr(text[:_LONGEST_QUOTE]) for text in texts[:_MOST_QUOTES])
        more = f" and {len(texts) - _MOST_QUOTES} more" if len(texts) > _MOST_QUOTES else ""
        message = f"kept, though it may be no part of the description: {shown}{more}"
        yield Issue("beside_description", "description", message)


def _take_back(outline: Outline, scope: Box, apart: Sequence[Box], kept: Marks, owners: Owners) -> None:
    """Give back to nobody what was set aside and stands in the body: callouts, lists of links, captions of tables.

    In a container of its own the body has all that reads as text, and a list of links that a colon announces; among
    facts and paragraphs without a container, what stands between two paragraphs. `kept` are title and facts.
    """
    prose = _Free(outline, scope, owners).prose if apart else []
    body = _body(outline, scope, prose)
    if body is None:
        return
    for box in apart:
        if not body.contains(box):
            continue
        between = prose[0].end <= box.start and box.end <= prose[-1].start
        own = not kept.touch(body) and not outline.is_linked(box) and box.tag != "figcaption"
        if between or own or (box.start and outline.leaves[box.start - 1].text.endswith(_COLON)):
            owners.give_back(box)


def _is_container(box: Box) -> bool:
    return box.tag not in _NO_CONTAINERS and box.has_blocks


def _body(outline: Outline, scope: Box, prose: Sequence[Box]) -> Box | None:
    """The innermost container of most of the prose, or None where there is no prose."""
    sizes = [len(outline.text_of(block)) for block in prose]
    lengths = list(accumulate(sizes))
    if not prose:
        return None
    middle = prose[bisect_left(lengths, lengths[-1] / 2)]  # what holds most of the prose holds its middle
    body = scope
    for box in reversed([outer for outer in middle.with_ancestors() if outer.index > scope.index]):
        held = sum([size for block, size in zip(prose, sizes, strict=True) if box.start <= block.start < box.end])
        if held < _MOST * lengths[-1]:
            break
        if _is_container(box):
            body = box
    return body


def _places(path: Box, free: _Free) -> Iterator[tuple[Box, _Place]]:
    """Say of each sibling of a box that holds the prose whether it belongs to the description."""
    siblings = [box for box in path.parent.children if box is path or free.within(box)] if path.parent else []
    places: list[_Place] = ["in" if box is path else _place(path, box, free) for box in siblings]
    blocks = [free.within(box) for box in siblings]
    outline = free.outline
    for index in range(1, len(siblings)):  # what a colon announces
        if places[index] == "out" and places[index - 1] != "out" and _announces(outline, blocks[index - 1][-1]):
            places[index] = "in"
    for index in reversed(range(len(siblings) - 1)):  # what announces, and what heads
        heads = len(blocks[index]) == 1 and _is_heading(outline, blocks[index][0])
        if places[index] == "out" and heads and places[index + 1] != "out":
            may_be_label = _may_be_label(outline, blocks[index][0], blocks[index + 1][0])
            places[index] = "doubtful" if may_be_label else places[index + 1]
    return ((box, place) for box, place in zip(siblings, places, strict=True) if box is not path)


def _place(path: Box, box: Box, free: _Free) -> _Place:
    """Whether a sibling is description by itself: prose is, and what looks just as the one paragraph beside it."""
    own = free.within(box)
    alike = box.signature == path.signature
    if any(map(free.outline.is_prose, own)):
        return "in" if alike else "doubtful"
    ended = all(_is_sentence(free.outline, block) for block in own)
    if alike and ended and len(free.within(path)) == 1:
        return "in"
    return "doubtful" if alike or ended else "out"


def _is_sentence(outline: Outline, block: Box) -> bool:
    return outline.is_prose(block) or _ENDED.search(outline.text_of(block)) is not None


def _is_item(outline: Outline, block: Box) -> bool:
    return is_item(block, outline.text_of(block))


def _announces(outline: Outline, block: Box) -> bool:
    """Whether a block leads in what follows: `The project has two components:`."""
    return outline.text_of(block).endswith(_COLON)


def _is_heading(outline: Outline, block: Box) -> bool:
    return _announces(outline, block) or block.stands_in(HEADING_TAGS)


def _may_be_label(outline: Outline, block: Box, following: Box) -> bool:
    """Whether `Donor:` before a sentence may be a fact without a value; before a list it leads in."""
    is_short = _announces(outline, block) and len(outline.text_of(block).split()) <= _WORDS_OF_LABEL
    opens = outline.is_prose(following) and outline.text_of(following)[0].isupper()
    return is_short and opens and not block.stands_in(HEADING_TAGS)


def _edges(outline: Outline, blocks: Sequence[Box]) -> list[Box]:
    """The lines before the first and after the last sentence that are neither items nor headings of what follows."""
    first = next(index for index, block in enumerate(blocks) if _is_sentence(outline, block))
    last = next(index for index in reversed(range(len(blocks))) if _is_sentence(outline, blocks[index]))
    edges = [block for block in blocks[:first] if not (_is_item(outline, block) or _is_heading(outline, block))]
    if first and _may_be_label(outline, blocks[first - 1], blocks[first]):
        edges.append(blocks[first - 1])
    announced = True  # items may follow a sentence, as they follow a colon; not a heading
    for block in blocks[last + 1 :]:
        announced = _announces(outline, block) or (announced and _is_item(outline, block))
        if not announced:
            edges.append(block)
    return edges


def _others(body: Box, free: _Free) -> list[Box]:
    """Where a container of prose stands beside paragraphs without one: the blocks of whichever is shorter."""
    groups: dict[bool, list[Box]] = {True: [], False: []}
    for child in body.children:
        own = free.within(child)
        if any(map(free.outline.is_prose, own)):
            groups[_is_container(child)] += own
    return min(groups.values(), key=lambda group: sum([len(free.outline.text_of(block)) for block in group]))
