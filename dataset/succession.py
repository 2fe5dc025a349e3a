"""A build that goes on from the last release: the same keys, and a record of what has changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset.catalogue import find_release, latest_id, read_run
from dataset.history import find_changes, readers_since, reread_records
from dataset.identity import known_identities
from dataset.loading import load_tables
from dataset.observation import PageObservations
from dataset.pages import PageRecord
from dataset.tables import Tables, build_tables, make_table


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The release that a build goes on from.

    Attributes:
        id: of the release.
        tables: as published.
        run: its `run.json`.
    """

    id: str
    tables: Tables
    run: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EarlierCapture:
    """A capture that the predecessor was made from and that is not the newest of its address any more."""

    url: str
    digest: str


def find_predecessor(site: Path) -> Predecessor | None:
    """The latest release of a site, or None before the first.

    Raises:
        ReleaseError: the latest release cannot be read; its keys cannot be kept, so nothing is built on a guess.
    """
    release_id = latest_id(site)
    if release_id is None:
        return None
    run = read_run(find_release(site, release_id))
    return Predecessor(release_id, load_tables(site, release=release_id), run)


def captures_to_reread(records: Sequence[PageRecord], predecessor: Predecessor) -> Iterator[EarlierCapture]:
    """The captures behind the predecessor that today's records do not hold already, by address."""
    newest = {record.url: record.content.digest for record in records if record.content}
    for row in predecessor.tables["pages"].select(["url", "digest"]).to_pylist():
        if row["digest"] is not None and newest.get(row["url"]) != row["digest"]:
            yield EarlierCapture(row["url"], row["digest"])


def build_successor(
    records: Sequence[PageRecord], predecessor: Predecessor, reread: Mapping[str, PageObservations]
) -> Tables:
    """Make every table, with the keys of the predecessor and the changes since.

    Args:
        records: every known address once.
        predecessor: by `find_predecessor`.
        reread: by address, today's reading of each of `captures_to_reread`. One that is missing, because the archive
            lost it, makes its page a page without content: what it said before is then a change of ours.

    Raises:
        ValueError: an address occurs twice.
    """
    earlier = predecessor.tables
    known = known_identities(earlier["projects"], earlier["pages"])
    other = {capture.url for capture in captures_to_reread(records, predecessor)}
    contents = {one.url: one.content for one in records if one.content and one.url not in other} | dict(reread)
    current = build_tables(records, known=known)
    then = build_tables(reread_records(earlier["pages"], contents), known=known)
    changes = find_changes(earlier, then, current, readers_since(predecessor.run))
    return {**current, "changes": make_table("changes", changes)}
