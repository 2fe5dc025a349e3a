"""Tables that keep the registry's rules whatever a page says: a page whose rows break one is set aside, and told.

No single page, cell or row may end a build. What a page would put into the tables is only looked at by itself where the
tables of all pages together cannot be made or break a rule, which costs a sound build nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from dataset.checks.integrity import integrity_faults
from dataset.projects.identity import Identity
from dataset.projects.making import make_table
from dataset.projects.pages import PageRecord
from dataset.projects.tables import Tables, build_tables
from dataset.schema.columns import Table
from parsers.model import Issue

BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, pa.ArrowException)
"""What a value raises that no column can hold: too large, of another type, not in its list, no text."""


class BrokenTablesError(Exception):
    """Tables that cannot be made though no page alone is why; the message names the rule."""


def build_sound_tables(
    records: Sequence[PageRecord],
    *,
    known: Mapping[str, Identity] | None = None,
    notes: Sequence[Issue] = (),
    folder: Path | None = None,
) -> Tables:
    """Make every table of a release as `build_tables`, without the pages whose rows break a rule.

    Such a page keeps its row in `pages`, with the outcome `soft_error` and an issue `page_set_aside` that names the
    rule. Where no page alone breaks it, the tables come as they are, and `run_checks` refuses them.

    Args:
        records: as for `build_tables`.
        known: as for `build_tables`.
        notes: as for `build_tables`.
        folder: as for `build_tables`.

    Raises:
        BrokenTablesError: there are no tables to be had without pages that alone are sound.
    """
    tables, fault = _attempt(records, known, notes, folder)
    if fault is None and tables is not None:
        return tables
    sound = [_without_faults(record) for record in records]
    if sound != list(records):
        tables, fault = _attempt(sound, known, notes, folder)
    if tables is None:
        raise BrokenTablesError(f"the tables cannot be made: {fault}")
    return tables


def make_sound_table(declared: Table, rows: Iterable[Mapping[str, object]], folder: Path | None = None) -> pa.Table:
    """Make one table as `make_table`.

    Raises:
        BrokenTablesError: a row does not fit; the message names table and rule.
    """
    try:
        return make_table(declared.name, [dict(row) for row in rows], folder)
    except BROKEN as error:
        raise BrokenTablesError(f"the table {declared.name} cannot be made: {_in_words(error)}") from error


def _attempt(
    records: Sequence[PageRecord],
    known: Mapping[str, Identity] | None,
    notes: Sequence[Issue] = (),
    folder: Path | None = None,
) -> tuple[Tables | None, str | None]:
    """The tables, or None where they cannot be made; and the first rule that is broken, or None."""
    try:
        tables = build_tables(records, known=known, notes=notes, folder=folder)
    except BROKEN as error:
        return None, _in_words(error)
    return tables, next(integrity_faults(tables), None)


def _without_faults(record: PageRecord) -> PageRecord:
    """The record, its content set aside where it alone breaks a rule."""
    content = record.said
    if content is None:
        return record
    _, fault = _attempt([record], None)
    if fault is None:
        return record
    message = f"what was read of this page breaks a rule of the tables and was set aside: {fault}"
    bare = replace(
        content,
        outcome="soft_error",
        reason=message,
        layout=None,
        language=None,
        observations={},
        items=(),
        unclaimed={},
        issues=(Issue("page_set_aside", None, message, "error"),),
    )
    return replace(record, content=bare, in_full=None)


def _in_words(error: BaseException) -> str:
    """The error in one line without what a page could do to a terminal."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text.encode("utf-8", "backslashreplace").decode()[:300]
