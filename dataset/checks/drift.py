"""The drift sensor: has the site begun to print its facts differently, though every rule still matches?

Two states of the site, read by the same parsers, are compared: the captures behind the last release, and those of
today. Edits of our own are therefore no drift; `build --compare` shows what those do. What counts:

- a label that a slice (layout and language) never had counts from one page on, where its field had another one;
- a label that is gone, a label that belongs to no field, and a rule that is gone count where they are *common*: on
  more than `A_FEW` pages, or on half of a small slice, at least two;
- a label is *renamed* where a new one stands on at least half of the pages that lost it;
- a rule that found no fact anywhere before counts from one page on: the site has another markup;
- a notation has shifted where, among the values that are new or printed differently, more than `A_FEW` and at least
  half have a shape that was `RARE` in the slice before. So a rare notation on a few new pages is no drift, while all
  new pages in another notation are, however small a part of the site they are.

More than `A_FEW` pages in a slice that had none are one finding; there is nothing to compare them with.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dataset.checks.comparisons import A_FEW
from dataset.checks.result import Check
from dataset.checks.value_shapes import value_shape
from dataset.releases.inventory import COMPARED, Inventory, Label, Pages, Slice, take_inventory
from dataset.releases.stored_tables import Tables, are_equal

RARE = 0.1
"""Share of a slice's values up to which a shape is none of its own."""

MOST_FINDINGS = 20
"""More are counted, not listed: after a redesign everything is new."""


def find_drift(before: Tables, now: Tables) -> list[Check]:
    """Compare labels, rules and shapes of values.

    Args:
        before: `observations` and `pages` of the captures that the last release was made of, as read today.
        now: the same tables of today.

    Returns:
        One warning per finding, renamed and lost labels first, at most `MOST_FINDINGS` and one that counts the rest;
        one check that passed where there is none.
    """
    if all(are_equal(before, now, name, *names) for name, names in COMPARED.items()):
        return [_nothing_new()]
    old, new = take_inventory(before), take_inventory(now)
    findings = [*_new_slices(old, new), *_labels(old, new), *_rules(old, new), *_shapes(old, new)]
    if not findings:
        return [_nothing_new()]
    if len(findings) > MOST_FINDINGS:
        rest = len(findings) - MOST_FINDINGS
        findings[MOST_FINDINGS:] = [Check("drift", "warned", f"{rest:,} more findings of drift are not listed")]
    return findings


def _nothing_new() -> Check:
    return Check("drift", "passed", "labels, rules and notations are those of the last release")


def _new_slices(old: Inventory, new: Inventory) -> Iterator[Check]:
    for part in sorted(set(new.pages) - set(old.pages), key=str):
        if len(new.pages[part]) > A_FEW:
            message = "there were no project pages of this layout and language, now there are,"
            yield _finding("new_slice", message, new.pages[part], part)


def _labels(old: Inventory, new: Inventory) -> Iterator[Check]:
    """Renamed labels, then lost ones, then new ones."""
    lost, came = _lost_labels(old, new), _new_labels(old, new)
    renamed = dict(_renamed(lost, came))
    for label, name in renamed.items():
        both = [url for url in lost[label] if url in came[name]]
        unknown = "" if name.field else " (a label that belongs to no field)"
        message = f"{_named(label, old)} is {_spelled(name, new)}{unknown} where it was before,"
        yield _finding("renamed_label", message, both, label.slice, of=len(old.labels[label]))
    for label, pages in lost.items():
        if label not in renamed and label not in new.labels:
            yield _finding("vanished_label", f"{_named(label, old)} is gone, it was", pages, label.slice)
    for label, pages in came.items():
        if label in renamed.values():
            continue
        if label.field is not None:
            yield _finding("new_label", f"{_named(label, new)} is new,", pages, label.slice)
        else:
            message = f"the new label {_spelled(label, new)} belongs to no field,"
            yield _finding("unknown_label", message, pages, label.slice)


def _new_labels(old: Inventory, new: Inventory) -> dict[Label, Pages]:
    """The labels that a slice did not have: other ones of fields that had one, and common ones that belong to none."""
    labelled = {(label.slice, label.field) for label in old.labels}
    return {
        label: pages
        for label, pages in sorted(new.labels.items(), key=_as_text)
        if label not in old.labels and label.slice in old.pages
        if (
            _is_common(len(pages), len(new.pages[label.slice]))
            if label.field is None
            else (label.slice, label.field) in labelled
        )
    }


def _lost_labels(old: Inventory, new: Inventory) -> dict[Label, Pages]:
    """The labels of fields that common pages had and, still standing, have no more."""
    standing = new.slice_of()
    lost: dict[Label, Pages] = {}
    for label, pages in sorted(old.labels.items(), key=_as_text):
        here = new.labels.get(label, {})
        gone = {url: None for url in pages if url in standing and url not in here}
        if label.field is not None and _is_common(len(gone), len(old.pages[label.slice])):
            lost[label] = gone
    return lost


def _renamed(lost: Mapping[Label, Pages], came: Mapping[Label, Pages]) -> Iterator[tuple[Label, Label]]:
    """Pair lost labels with new ones; where several could be the new name of one, or the other way round, none is."""
    pairs = [
        (label, name)
        for label, gone in lost.items()
        for name, pages in came.items()
        if name.field in (label.field, None) and name.slice == label.slice
        if 2 * sum(url in pages for url in gone) >= len(gone)
    ]
    sure = [pair for pair in pairs if pair[1].field is not None]
    for known in (sure, [pair for pair in pairs if pair[0] not in {label for label, _ in sure}]):
        old_names, new_names = Counter(label for label, _ in known), Counter(name for _, name in known)
        yield from (pair for pair in known if old_names[pair[0]] == 1 and new_names[pair[1]] == 1)


def _rules(old: Inventory, new: Inventory) -> Iterator[Check]:
    slice_of = new.slice_of()
    for rule, pages in sorted(new.rules.items()):
        compared = [url for url in pages if slice_of[url] in old.pages]
        if rule not in old.rules and compared:
            yield _finding("new_rule", f"the rule {rule} finds facts, as on no page before,", compared)
    for rule, pages in sorted(old.rules.items()):
        gone = [url for url in pages if url in slice_of]
        if rule not in new.rules and _is_common(len(gone), len(slice_of)):
            yield _finding("vanished_rule", f"the rule {rule} finds no fact any more, it did", gone)


@dataclass(slots=True)
class _Shift:
    """Values in one shape that was rare before, over all slices."""

    pages: list[str] = field(default_factory=list)
    fresh: int = 0
    usual: Counter[str] = field(default_factory=Counter)


def _shapes(old: Inventory, new: Inventory) -> Iterator[Check]:
    shifts: dict[tuple[str, str], _Shift] = defaultdict(_Shift)
    printed = {(url, name): text for (_, name), texts in old.values.items() for url, text in texts.items()}
    for (part, name), texts in sorted(new.values.items(), key=_as_text):
        usual = Counter(map(value_shape, old.values.get((part, name), {}).values()))
        fresh = {url: value_shape(text) for url, text in texts.items() if printed.get((url, name)) != text}
        for shape, count in Counter(fresh.values()).items():
            if usual and count > A_FEW and 2 * count >= len(fresh) and usual[shape] <= RARE * usual.total():
                shift = shifts[name, shape]
                shift.pages += [url for url, its in fresh.items() if its == shape]
                shift.fresh += len(fresh)
                shift.usual += usual
    for (name, shape), shift in sorted(shifts.items()):
        before, count = shift.usual.most_common(1)[0]
        message = (
            f"{name}: {len(shift.pages):,} of {shift.fresh:,} values that are new or changed have the shape {shape!r};"
            f" {shift.usual[shape]:,} of {shift.usual.total():,} had it, {count:,} had {before!r}"
        )
        yield Check("shifted_shape", "warned", f"{message}; for example {min(shift.pages)}")


def _is_common(count: int, of: int) -> bool:
    return count > A_FEW or (count >= 2 and 2 * count >= of)


def _finding(name: str, what: str, pages: Iterable[str], where: Slice | None = None, *, of: int | None = None) -> Check:
    """A warning: what, on how many pages, in which slice, and one of the pages to look at."""
    urls = sorted(pages)
    count = f"{len(urls):,} of {of:,}" if of else f"{len(urls):,}"
    plural = "" if (of or len(urls)) == 1 else "s"
    place = f" ({where})" if where else ""
    return Check(name, "warned", f"{what} on {count} page{plural}{place}; for example {urls[0]}")


def _named(label: Label, inventory: Inventory) -> str:
    return f"{label.field}: the label {_spelled(label, inventory)}"


def _spelled(label: Label, inventory: Inventory) -> str:
    return repr(inventory.spellings[label.folded])


def _as_text(item: tuple[object, object]) -> str:
    """A sort key for keys that hold None."""
    return str(item[0])
