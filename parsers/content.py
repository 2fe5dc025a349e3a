"""Where the description stands: what is left of the content once facts, title and chrome are taken away.

Templates give the running text a container of its own, the *body*, and set bylines, dates, attachments and the like
around it. No list of phrases would ever name all of these; where they stand does. Beside the body only sentences are
description, and what they clearly bring along: a heading, or the list that a colon announces. Within the body, which
may be no more than the element around facts and paragraphs, a line at either edge that is no sentence stays, and is
said.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Literal

from parsers.boxes import Box
from parsers.chrome import claim_chrome
from parsers.layout import HEADING_TAGS
from parsers.model import Issue
from parsers.outline import Block, Blocks, Marks, Outline
from parsers.owners import BESIDE, LeftOut, Owners
from parsers.page import Page
from parsers.repeats import claim_repeats
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
        main: the main content of the page.
        places: it and the regions beside it in which facts stand: every word there has to be accounted for.
    """

    chosen: tuple[int, ...]
    scope: Box
    main: Box
    places: tuple[Box, ...]
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
    facts = [box for box in facts if not box.is_empty]
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
    outline, keep = page.outline, [*title.boxes[:1], *facts]
    marked = _main(outline, keep)
    main = marked or _around(outline, keep)
    kept = Marks(outline, keep)
    beside = [box for fact in facts if (box := _region(fact, main)) is not None]
    places = (main, *dict.fromkeys(beside))
    for place in places[1:]:
        claim_chrome(page, place, kept, facts, owners, asides=True)
    for asides in (True, False) if "aside" in {box.tag for box in outline.root.row} else (True,):
        for scope in main.around():
            left = owners.copy()
            apart = claim_chrome(page, scope, kept, facts, left, asides=asides)
            if title.boxes:
                left.claim_leaves(range(title.boxes[0].start), LeftOut("it stands before the title"))
            claim_repeats(outline, scope, left)
            _take_back(outline, scope, apart, kept, left)
            issues = _set_apart(outline, scope, left)
            if not asides or (marked is not None and scope is not marked):
                issues = (_OUT_OF_PLACE, *issues)
            yield Content(tuple(_choose(outline, scope, left)), scope, main, places, issues), left


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
    return next((box for box in keep[0].around() if all(map(box.contains, keep))), outline.root)


def _region(fact: Box, main: Box) -> Box | None:
    """The largest element around a fact outside of the main content that does not hold this; None within it."""
    if main.contains(fact):
        return None
    around = [box for box in fact.around() if not box.contains(main)]
    return around[-1] if around else None


def _has_prose(outline: Outline, scope: Box, left: Owners) -> bool:
    """Whether a block that nobody has is prose, or several are together."""
    boxes = [box for box in scope.walk() if box.breaks and box.start < box.end]
    return any(map(outline.is_prose, left.free(boxes)))


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
# `The project has two components:`
_ANNOUNCES = re.compile(r":$")

_Place = Literal["in", "doubtful", "out"]


def _free_blocks(outline: Outline, scope: Box, owners: Owners) -> Blocks:
    """The blocks of a part of the page in which nothing has an owner."""
    return Blocks(outline, owners.free(outline.blocks_in(scope)))


def _set_apart(outline: Outline, scope: Box, owners: Owners) -> tuple[Issue, ...]:
    """Leave out what stands beside the body of the description; say what stays in doubt."""
    blocks = _free_blocks(outline, scope, owners)
    body = _body(scope, blocks.prose)
    if body is None:
        return ()
    doubtful: list[Block] = [*_edges(blocks.within(body)), *_others(body, blocks)]
    for path in takewhile(lambda box: box is not scope, body.with_ancestors()):
        for box, place in _places(path, blocks):
            if place == "doubtful":
                doubtful += blocks.within(box)
            elif place == "out":
                owners.claim([box], BESIDE)
    return tuple(_issues(list(dict.fromkeys(doubtful))))


def _take_back(outline: Outline, scope: Box, apart: Sequence[Box], kept: Marks, owners: Owners) -> None:
    """Give back to nobody what was set aside and stands in the body: callouts, lists of links, captions of tables.

    In a container of its own the body has all that reads as text, and a list of links that a colon announces; among
    facts and paragraphs without a container, what stands between two paragraphs. `kept` are title and facts.
    """
    prose = _free_blocks(outline, scope, owners).prose if apart else []
    body = _body(scope, prose)
    if body is None:
        return
    inside = [block.box for block in prose if body.contains(block.box)]
    for box in apart:
        if box is body or not body.contains(box):
            continue
        between = inside[0].end <= box.start and box.end <= inside[-1].start
        before = outline.leaves[box.start - 1].text if box.start else ""
        own = not kept.touch(body) and not outline.is_linked(box) and box.tag != "figcaption"
        if between or own or _ANNOUNCES.search(before):
            owners.give_back(box)


def _is_container(box: Box) -> bool:
    return box.tag not in _NO_CONTAINERS and box.has_blocks


def _body(scope: Box, prose: Sequence[Block]) -> Box | None:
    """The innermost container of most of the prose, or None where there is no prose."""
    lengths = list(accumulate(len(block.text) for block in prose))
    if not prose:
        return None
    middle = prose[bisect_left(lengths, lengths[-1] / 2)].box  # what holds most of the prose holds its middle
    body = scope
    for box in reversed([outer for outer in middle.with_ancestors() if outer.index > scope.index]):
        held = sum([len(block.text) for block in prose if box.start <= block.box.start < box.end])
        if held < _MOST * lengths[-1] or not box.breaks:
            break
        if _is_container(box):
            body = box
    return body


def _places(path: Box, blocks: Blocks) -> Iterator[tuple[Box, _Place]]:
    """Say of each sibling of a box that holds the prose whether it belongs to the description."""
    siblings = [box for box in path.parent.children if box is path or blocks.within(box)] if path.parent else []
    places: list[_Place] = ["in" if box is path else _place(path, box, blocks) for box in siblings]
    texts = [blocks.within(box) for box in siblings]
    for index in range(1, len(siblings)):  # what a colon announces
        if places[index] == "out" and places[index - 1] != "out" and _ANNOUNCES.search(texts[index - 1][-1].text):
            places[index] = "in"
    for index in reversed(range(len(siblings) - 1)):  # what announces, and what heads
        heads = len(texts[index]) == 1 and _is_heading(texts[index][0])
        if places[index] == "out" and heads and places[index + 1] != "out":
            places[index] = "doubtful" if _may_be_label(texts[index][0], texts[index + 1][0]) else places[index + 1]
    return ((box, place) for box, place in zip(siblings, places, strict=True) if box is not path)


def _place(path: Box, box: Box, blocks: Blocks) -> _Place:
    """Whether a sibling is description by itself: prose is, and what looks just as the one paragraph beside it."""
    own = blocks.within(box)
    alike = box.signature == path.signature
    if any(block.is_prose for block in own):
        return "in" if alike else "doubtful"
    ended = all(_ENDED.search(block.text) for block in own)
    if alike and ended and len(blocks.within(path)) == 1:
        return "in"
    return "doubtful" if alike or ended else "out"


def _is_heading(block: Block) -> bool:
    return _ANNOUNCES.search(block.text) is not None or _is_in_heading(block)


def _is_in_heading(block: Block) -> bool:
    return any(
        outer.tag in HEADING_TAGS and outer.contains(block.box) and block.box.contains(outer)
        for outer in (*block.box.walk(), *block.box.ancestors())
    )


def _may_be_label(block: Block, following: Block) -> bool:
    """Whether `Donor:` before a sentence may be a fact without a value; before a list it leads in."""
    is_short = _ANNOUNCES.search(block.text) is not None and len(block.text.split()) <= _WORDS_OF_LABEL
    return is_short and following.is_prose and following.text[0].isupper() and not _is_in_heading(block)


def _edges(blocks: Sequence[Block]) -> list[Block]:
    """The lines before the first and after the last sentence that are neither items nor headings of what follows."""
    sure = [index for index, block in enumerate(blocks) if block.is_prose or _ENDED.search(block.text)]
    before = [block for block in blocks[: sure[0]] if not (block.is_item or _is_heading(block))]
    if sure[0] and _may_be_label(blocks[sure[0] - 1], blocks[sure[0]]):
        before.append(blocks[sure[0] - 1])
    after: list[Block] = []
    announced = True  # items may follow a sentence, as they follow a colon; not a heading
    for block in blocks[sure[-1] + 1 :]:
        announced = _ANNOUNCES.search(block.text) is not None or (announced and block.is_item)
        if not announced:
            after.append(block)
    return [*before, *after]


def _others(body: Box, blocks: Blocks) -> list[Block]:
    """Where a container of prose stands beside paragraphs without one: the blocks of whichever is shorter."""
    groups: dict[bool, list[Block]] = {True: [], False: []}
    for child in body.children:
        own = blocks.within(child)
        if any(block.is_prose for block in own):
            groups[_is_container(child)] += own
    return min(groups.values(), key=lambda group: sum(len(block.text) for block in group))


def _issues(doubtful: list[Block]) -> Iterator[Issue]:
    if doubtful:
        message = f"kept, though it may be no part of the description: {_quote(doubtful)}"
        yield Issue("beside_description", "description", message)


def _quote(blocks: list[Block]) -> str:
    texts = [block.text for block in sorted(blocks, key=lambda block: block.box.start)]
    shown = ", ".join(repr(text[:_LONGEST_QUOTE]) for text in texts[:_MOST_QUOTES])
    return shown if len(texts) <= _MOST_QUOTES else f"{shown} and {len(texts) - _MOST_QUOTES} more"
