"""The tables of the ledger, and their rows as types."""

import sqlite3
import sys
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from scraper import seal
from scraper.ledger.states import State, Way

SCHEMA_VERSION = 6
SEALED_SINCE = 5
"""Ledgers of this version and later hold a seal (`scraper.seal`)."""
SCHEMA = """
CREATE TABLE run (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, verdict TEXT, summary TEXT,
  stopped TEXT, trouble TEXT
);
CREATE TABLE address (
  url TEXT PRIMARY KEY, first_seen TEXT NOT NULL, last_seen TEXT, fetched_at TEXT, body_at TEXT,
  run INTEGER NOT NULL DEFAULT 0, state TEXT, reason TEXT, status INTEGER,
  etag TEXT, last_modified TEXT, digest TEXT, redirect_to TEXT, gone_since TEXT, gone_runs INTEGER NOT NULL DEFAULT 0,
  lastmod TEXT
);
CREATE INDEX address_by_run ON address (run, state);
CREATE INDEX address_by_redirect ON address (redirect_to);
CREATE INDEX address_by_digest ON address (digest);
CREATE TABLE found (
  url TEXT NOT NULL, way TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, PRIMARY KEY (url, way)
);
CREATE TABLE document (
  run INTEGER NOT NULL, url TEXT NOT NULL, way TEXT NOT NULL, depth INTEGER NOT NULL, state TEXT, reason TEXT,
  PRIMARY KEY (run, url)
);
CREATE TABLE robots (
  authority TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL
);
"""
UNFOLLOWED = """
CREATE TABLE unfollowed (
  run INTEGER NOT NULL, reason TEXT NOT NULL, url TEXT NOT NULL, way TEXT NOT NULL, PRIMARY KEY (run, reason, url, way)
);
"""
SCHEMA += UNFOLLOWED + seal.SCHEMA

UPGRADES = {
    1: "ALTER TABLE address ADD COLUMN lastmod TEXT",
    2: "ALTER TABLE run ADD COLUMN stopped TEXT",
    3: UNFOLLOWED.strip().rstrip(";"),
    4: seal.SCHEMA.rstrip(";"),
    5: "ALTER TABLE run ADD COLUMN trouble TEXT",
}
"""What makes a ledger of each earlier version one of the next."""
TAB_DEPTH = 50
"""Places from this depth on are tabs of listings, which are asked for when all others were looked at."""


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """What is known of one address.

    Attributes:
        found_by: the ways that ever found it, sorted.
        state, reason: how the last run that reached it left it; both None for one never reached.
        status: the last HTTP status, or None.
        first_seen: when it was discovered. last_seen: when it last gave, or confirmed, a page.
        fetched_at: when it was last asked for. body_at: when its body was last downloaded.
        etag, last_modified: validators of the body, verbatim.
        digest: of the last good body.
        gone_since, gone_runs: since when, and in how many runs in a row, it answered 404 or 410.
    """

    url: str
    found_by: tuple[str, ...]
    state: State | None
    reason: str | None
    status: int | None
    first_seen: datetime
    last_seen: datetime | None
    fetched_at: datetime | None
    body_at: datetime | None
    etag: str | None
    last_modified: str | None
    digest: str | None
    redirect_to: str | None
    gone_since: datetime | None
    gone_runs: int


@dataclass(frozen=True, slots=True)
class Document:
    """A sitemap or a listing page: a place where addresses are found."""

    url: str
    way: Way
    depth: int


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl.

    Attributes:
        resumed: whether an earlier process began it.
        stopped: when an earlier part of it ended because the site refused or did not answer, or None. What was fetched
            until then and not settled is to be asked for again.
    """

    id: int
    name: str
    started: datetime
    resumed: bool
    stopped: datetime | None = None


def _shared(value: Any) -> Any:
    """The one copy of a text that many rows have."""
    return sys.intern(value) if type(value) is str else value


@lru_cache(maxsize=1000)  # most addresses are found in the same ways
def _ways(found_by: str | None) -> tuple[str, ...]:
    return tuple(found_by.split(";")) if found_by else ()


def record_of(row: sqlite3.Row) -> AddressRecord:
    """Return the record in a row of `address`, joined with the ways that found it as `found_by`."""

    def moment(column: str) -> datetime | None:
        return datetime.fromisoformat(row[column]) if row[column] else None

    return AddressRecord(
        url=row["url"],
        found_by=_ways(row["found_by"]),
        state=_shared(row["state"]),
        reason=row["reason"],
        status=row["status"],
        first_seen=datetime.fromisoformat(row["first_seen"]),
        last_seen=moment("last_seen"),
        fetched_at=moment("fetched_at"),
        body_at=moment("body_at"),
        etag=row["etag"],
        last_modified=row["last_modified"],
        digest=row["digest"],
        redirect_to=row["redirect_to"],
        gone_since=moment("gone_since"),
        gone_runs=row["gone_runs"],
    )
