"""What others' files hold: captures of pages, and what had to be left out of them, each with its place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.http.exchange import Headers

Reason = Literal[
    "elsewhere",
    "other_page",
    "other_file",
    "other_record",
    "no_page",
    "not_the_page",
    "known",
    "newer",
    "future",
    "undated",
    "unaddressed",
    "without_original",
    "unreadable_body",
    "damaged",
    "not_given",
    "for_later",
]
REASONS: dict[Reason, str] = {
    "elsewhere": "of other sites",
    "other_page": "of the site, but of no project page",
    "other_file": "files of no kind that is imported",
    "other_record": "of project pages, in records that hold no answer of a server (conversion, continuation)",
    "no_page": "answers that are no page (errors, or pages that were gone)",
    "not_the_page": "another page in the place of the one asked for",
    "known": "in the archive already",
    "newer": "newer than what was fetched from the site itself",
    "future": "dated in the future",
    "undated": "without a date",
    "unaddressed": "without an address",
    "without_original": "repetitions of a capture that is not there",
    "unreadable_body": "with a body that cannot be decoded",
    "damaged": "damaged",
    "not_given": "that the web archive did not give",
    "for_later": "beyond web_archive_limit, for another import",
}
"""Why something is left out, and how people read it."""
USUAL: frozenset[Reason] = frozenset(
    {"elsewhere", "other_page", "other_file", "other_record", "no_page", "known", "for_later"}
)
"""What any crawl of a site holds or a second import meets: counted, and told once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies.

    Attributes:
        file: as people know it: `crawl.warc.gz`, `crawl.wacz/archive/data.warc.gz`, `saved/page.mhtml`; relative to the
            path that was given, in printable characters.
        record: the record's identifier or offset in the file, or None where the file is one record.
    """

    file: str
    record: str | None = None

    def __str__(self) -> str:
        """Name file and record."""
        return f"{self.file}, record {self.record}" if self.record else self.file


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not taken.

    Attributes:
        reason: why, for counting.
        message: why, in words; `""` where the reason says all.
        address: of the page, where it is known.
    """

    place: Place
    reason: Reason
    message: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a revisit record says of the capture whose body it repeats: its address and time, where they are stated."""

    url: str | None
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class ForeignCapture:
    """One answer of a server, as somebody else kept it.

    Attributes:
        url: as written.
        captured_at: when it was captured, UTC; None where nothing tells.
        status_line, headers: of the answer; made up for a saved page, of which a body is all there is.
        raw: the body, still content-encoded, without transfer coding.
        digest: of the payload, as its maker states it: `sha1:…`; None where nobody did.
        repeats: for a revisit, which has no body of its own; else None.
    """

    place: Place
    url: str
    captured_at: datetime | None
    status_line: str
    headers: Headers
    raw: bytes
    digest: str | None = None
    repeats: Repeated | None = None


Item = ForeignCapture | LeftOut
Sieve = Callable[[str], Reason | None]
"""Tells of an address why nothing of it is wanted, or None, so that no body is read in vain."""
