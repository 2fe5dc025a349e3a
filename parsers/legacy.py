"""The legacy layout (developmentfund.iom.int): bare blocks after the title, no labels.

Region, Projects ID, Prima ID, budget, one country per block, type, coverage, status stand there in this order, each
in a block of its own. Each is recognised by its shape and vocabulary; the order decides only where one word has two
meanings (`Global` is a region and a coverage). There are no dates and no year.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice, takewhile

from parsers.boxes import Box
from parsers.facts import Facts
from parsers.fields import FIELDS, LEGACY_FIELDS, PARTED_FIELDS, SIGNED_FIELDS, is_valid_unlabelled, strip_edges
from parsers.labels import recognise
from parsers.model import Candidate, Issue, RawField
from parsers.outline import Marks, Outline, terminal_boxes
from parsers.page import Page
from parsers.sections import reason_of
from parsers.structured_data import compare, find_hints, hinted_field, unlabelled
from parsers.surroundings import tell_surroundings
from parsers.title import Title
from parsers.values import Edged, read_edges, value_key, where

_RULE = "legacy:shape"
_EXPECTED = frozenset(name for name in LEGACY_FIELDS if not FIELDS[name].is_optional)
LEAST_KINDS = 3
LEAST_LABELS = 3
MOST_BLOCKS = 80
MOST_WORDS = 8
LONGEST_BLOCK = 120
_THIN_KINDS = frozenset({"project_type", "project_id", "prima_id", "region"})
# `https://developmentfund.iom.int/project/some-slug`, `https://developmentfund.iom.int/fr/node/129626`
_LEGACY_ADDRESS = re.compile(
    r"https?://(?:www\.)?developmentfund\.iom\.int/(?:(?:fr|es)/)?(?:project/[^/]+|node/\d+)/?$", re.IGNORECASE
)
_WORDS_OF_NAME = 6
_GAP = 3
"""So many blocks that no rule reads may stand between two that one does."""


@dataclass(frozen=True, slots=True, eq=False)
class BareBlock:
    """A bare block: its text, what it could be, and the text with its edges."""

    box: Box
    text: str
    kinds: tuple[str, ...]
    edged: Edged

    def value(self, name: str) -> str:
        """Give the text as a field's; beside a term or a name no edge is a sign."""
        return self.edged.text if name in SIGNED_FIELDS else strip_edges(self.text)

    @property
    def signature(self) -> tuple[tuple[str, str | None], ...]:
        """How it looks: the two nearest elements around it, with their classes."""
        return tuple((outer.tag, outer.attributes.get("class")) for outer in islice(self.box.around(), 2))


def read_bare_facts(page: Page, title: Title, related: Mapping[Box, str]) -> Facts | None:
    """Read the facts of a page without labels, or None where the page is not of this layout."""
    blocks = list(_blocks(page, title, related))
    runs = list(_clusters(blocks))
    clusters = [_core(cluster) for cluster in runs if _is_facts(cluster)] or _thin(page, title, runs)
    if not clusters:
        return None
    found = _agree([_read(page.outline, _with_neighbours(page.outline, blocks, cluster)) for cluster in clusters])
    hints = find_hints(page, title, related)
    values = [*found.values, *unlabelled(found.fields, hints)]
    if _has_labels(page.outline, title, [*found.values, *found.unmatched]):
        return None
    between = _between(page.outline, blocks, [*values, *found.unmatched])
    return replace(
        found,
        values=values,
        unmatched=[*found.unmatched, *(block.box for block in between)],
        unclaimed={**found.unclaimed, **{block.text: "" for block in between}},
        issues=[*found.issues, *compare(found.fields, hints)],
    )


def _has_labels(outline: Outline, title: Title, facts: Sequence[Box]) -> bool:
    """Whether several known labels stand before or among the facts: they were not read, and this is no legacy page."""
    first, last = title.boxes[0].end if title.boxes else 0, max(box.end for box in facts)
    matches = (recognise(leaf.text) for leaf in outline.leaves[first:last])
    return len({match.fields for match in matches if match}) >= LEAST_LABELS


def _between(outline: Outline, blocks: Sequence[BareBlock], facts: Sequence[Box]) -> list[BareBlock]:
    """The blocks between two facts in runs that hold no prose; in a box of facts alone, all others."""
    claimed = Marks(outline, facts)
    first, last = min(box.start for box in facts), max(box.end for box in facts)
    around = next(box for box in facts[0].with_ancestors() if box.start <= first and last <= box.end)
    inside = [block for block in blocks if around.contains(block.box)]
    is_described = _holds_prose(outline, inside)
    found: list[BareBlock] = []
    for is_fact, group in groupby(inside, key=lambda block: claimed.touch(block.box)):
        run = list(group)
        is_near = first < run[0].box.start < last or not is_described
        if not is_fact and is_near and not _holds_prose(outline, run):
            found += run
    return found


def _holds_prose(outline: Outline, blocks: Iterable[BareBlock]) -> bool:
    return any(outline.is_prose(block.box) for block in blocks)


def _agree(readings: Sequence[Facts]) -> Facts:
    """The first of several groups of facts; where others say otherwise, the page says several things."""
    first, *others = readings
    fields, issues = dict(first.fields), list(first.issues)
    for name, field in first.fields.items():
        texts = [one.fields[name].texts for one in readings if one.fields[name].texts]
        if len({value_key(text) for text in texts}) > 1:
            printed = " / ".join(" ".join(text) for text in texts)
            fields[name] = RawField(name, "ambiguous", rule=field.rule)
            issues.append(Issue("field_ambiguous", name, f"the page says several things: {printed}", "error"))
    boxes = [box for other in others for box in (*other.values, *other.unmatched)]
    return replace(first, fields=fields, values=[*first.values, *boxes], issues=issues)


def _blocks(page: Page, title: Title, related: Mapping[Box, str]) -> Iterator[BareBlock]:
    """The blocks of text after the title, with what each could be; the site's are none of ours, long ones no facts."""
    outline, start = page.outline, title.boxes[0].end if title.boxes else 0
    titled = Marks(outline, title.boxes)
    for box in terminal_boxes(outline, [outline.root]):
        text = outline.text_of(box)
        is_title = all(titled.flags[box.start : box.end])
        if not outline.is_worded(box) or box.start < start or is_title or recognise(text) or reason_of(box, related):
            continue
        edged = read_edges(outline, box.start, box.end)
        kinds = (
            field
            for field in (LEGACY_FIELDS if len(text) <= LONGEST_BLOCK else ())
            if is_valid_unlabelled(field, edged.text if field in SIGNED_FIELDS else text)
        )
        yield BareBlock(box, text, tuple(kinds), edged)


def _clusters(blocks: Sequence[BareBlock]) -> Iterator[list[BareBlock]]:
    """Runs of blocks that begin and end with one that is read, and hold only short ones."""
    cluster: list[BareBlock] = []
    unread: list[BareBlock] = []
    for block in blocks:
        if cluster and (len(block.text) > LONGEST_BLOCK or len(unread) >= _GAP):
            yield cluster
            cluster, unread = [], []
        if block.kinds:
            cluster += (*unread, block)
            unread = []
        elif cluster:
            unread.append(block)
    if cluster:
        yield cluster


def _kinds_of(blocks: Iterable[BareBlock]) -> set[str]:
    """What any of the blocks could be."""
    return {kind for block in blocks for kind in block.kinds}


def _core(cluster: Sequence[BareBlock]) -> list[BareBlock]:
    """The blocks in the smallest box around the identifier that has all there is to know: no tags, no footer.

    Where two Projects IDs are left apart by it, all is kept, for then the page says two things.
    """
    kinds = _kinds_of(cluster)
    identifier = "project_id" if "project_id" in kinds else "prima_id"
    identified = [block for block in cluster if identifier in block.kinds]
    outers = identified[0].box.ancestors()
    around = ([block for block in cluster if outer.contains(block.box)] for outer in outers)
    inside = next(blocks for blocks in around if _kinds_of(blocks) == kinds)
    return inside if all(block in inside for block in identified) else list(cluster)


def _with_neighbours(outline: Outline, blocks: Sequence[BareBlock], cluster: Sequence[BareBlock]) -> list[BareBlock]:
    """Add the few words just before and behind that no rule reads and that look like the others.

    Where every fact of a legacy page is there, none of its words is left over.
    """
    if _kinds_of(cluster) >= _EXPECTED:
        return list(cluster)
    first = next(index for index, block in enumerate(blocks) if block is cluster[0])
    last = first + len(cluster) - 1
    signatures = {block.signature for block in cluster}

    def belongs(block: BareBlock) -> bool:
        few = len(block.text.split()) <= MOST_WORDS and not block.text.endswith((":", "."))
        return few and not block.kinds and block.signature in signatures and not outline.is_prose(block.box)

    before = list(takewhile(belongs, reversed(blocks[:first])))
    return [*reversed(before), *cluster, *takewhile(belongs, blocks[last + 1 :])]


def _thin(page: Page, title: Title, clusters: Sequence[list[BareBlock]]) -> list[list[BareBlock]]:
    """The first blocks behind the title, where the address is a project's and they are the few facts of one not begun.

    Only the legacy host prints facts without labels: elsewhere the labels are lost.
    """
    if not clusters or not title.boxes or not _LEGACY_ADDRESS.match(page.url or ""):
        return []
    first = clusters[0]
    return [first] if all(block.kinds for block in first) and _THIN_KINDS & _kinds_of(first) else []


def _is_facts(cluster: Sequence[BareBlock]) -> bool:
    kinds = _kinds_of(cluster)
    return bool(kinds & {"project_id", "prima_id"}) and len(kinds) > LEAST_KINDS and len(cluster) <= MOST_BLOCKS


def _read(outline: Outline, blocks: Sequence[BareBlock]) -> Facts:
    claims = _claim(blocks)
    claims.update(_with_unknown_states(blocks, claims))
    unread = [block for block in blocks if not block.kinds and block not in claims.get("countries", ())]
    fields: dict[str, RawField] = {}
    issues: list[Issue] = []
    for name in FIELDS:
        fields[name], found = _field(name, claims.get(name, []), unread)
        around = [tell_surroundings(outline, name, (block.box,)) for block in claims.get(name, [])]
        issues += chain(found, *around)
    values = [block.box for block in blocks if block not in unread]
    unclaimed = {block.text: "" for block in unread}
    return Facts("legacy", fields, (), values, [block.box for block in unread], (), unclaimed, issues)


def _with_unknown_states(
    blocks: Sequence[BareBlock], claims: Mapping[str, list[BareBlock]]
) -> dict[str, list[BareBlock]]:
    """Take blocks that no rule reads among the states, or next to them where no other field is missing, for states."""
    states = claims.get("countries", [])
    places = [index for index, block in enumerate(blocks) if block in states]
    if not places:
        return {}
    looks = {block.signature for block in states}

    def may_be_state(block: BareBlock) -> bool:
        return not block.kinds and block.signature in looks and len(block.text.split()) <= _WORDS_OF_NAME

    first, last = places[0], places[-1] + 1
    whole = claims.keys() >= _EXPECTED
    before = takewhile(may_be_state, reversed(blocks[:first])) if whole else ()
    behind = takewhile(may_be_state, blocks[last:]) if whole else ()
    among = (block for block in blocks[first:last] if block in states or may_be_state(block))
    return {"countries": [*reversed(list(before)), *among, *behind]}


def _claim(blocks: Iterable[BareBlock]) -> dict[str, list[BareBlock]]:
    """Give each block to one field; a word with two meanings goes to the one that has no other block."""
    claims: dict[str, list[BareBlock]] = {}
    doubled = []
    for block in blocks:
        hinted = hinted_field(block.box) if len(block.kinds) > 1 else None
        if hinted in block.kinds or len(block.kinds) == 1:
            claims.setdefault(hinted or block.kinds[0], []).append(block)
        elif block.kinds:
            doubled.append(block)
    for index, block in enumerate(doubled):
        open_kinds = [kind for kind in block.kinds if kind not in claims]
        if len(open_kinds) < 2 or len(doubled) - index == len(open_kinds):
            claims.setdefault((open_kinds or block.kinds)[0], []).append(block)
        else:
            for kind in open_kinds:
                claims.setdefault(kind, []).extend((block, block))
    return claims


def _field(name: str, blocks: Sequence[BareBlock], unread: Sequence[BareBlock]) -> tuple[RawField, list[Issue]]:
    """Give a field the value of its blocks, or none with a reason: a block that no rule reads may be it."""
    texts = tuple(block.value(name) for block in blocks)
    if not texts and unread and name in _EXPECTED:
        shown = " / ".join(block.text for block in unread)
        issue = Issue("block_not_understood", name, f"no block was read as this field, and none of ours reads: {shown}")
        candidates = _candidates(unread, "no shape or vocabulary has it")
        return RawField(name, "not_understood", rule=_RULE, alternatives=candidates), [issue]
    if not texts:
        return RawField(name, "not_on_page"), []
    is_one = len(set(texts)) == 1 and not (len(texts) > 1 and blocks[0] is blocks[1])
    if is_one or name in PARTED_FIELDS:
        own = blocks if name in PARTED_FIELDS else blocks[:1]
        place, printed = where([block.box for block in own]), "\n".join(block.edged.printed for block in own)
        return RawField(name, "reported", texts[: len(own)], rule=_RULE, where=place, printed=printed), []
    reason = "several blocks could be it" if len(set(texts)) > 1 else "the block has two meanings"
    issue = Issue("field_ambiguous", name, f"{reason}: {' / '.join(texts)}", "error")
    return RawField(name, "ambiguous", rule=_RULE, alternatives=_candidates(blocks, reason)), [issue]


def _candidates(blocks: Iterable[BareBlock], reason: str) -> tuple[Candidate, ...]:
    return tuple(Candidate((block.text,), None, _RULE, where([block.box]), reason) for block in blocks)
