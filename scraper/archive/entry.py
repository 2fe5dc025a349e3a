"""A capture's line in the index, and what the names of an archive's files tell."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scraper.settings import MIB

MAX_STORED_BODY = 64 * MIB
"""No decoded body of the archive is larger; the crawl's own limits are lower."""
# "20261124T120000Z-000012-00001.warc.gz": when a run began, its number, the number of the file
_OF_RUN = re.compile(r"[0-9]{8}T[0-9]{6}Z-(?P<number>[0-9]{6,})-[0-9]+\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture's line in the index.

    Attributes:
        crc: CRC-32 of the record as it is stored, by which is known that it still is what was written.
        run: number of the run in which we fetched it; 0 where somebody else did.
        kind: `response` or `revisit`.
        digest: `sha256:…` of the decoded body; None where there is no body that can be trusted.
        body_file, body_offset: where the body is: the record itself, or for a revisit the original's place; None
            without a body.
    """

    file: str
    offset: int
    length: int
    crc: int
    run: int
    url: str
    requested_url: str
    fetched_at: datetime
    status: int
    kind: str
    raw_digest: str | None
    digest: str | None
    body_file: str | None
    body_offset: int | None

    @property
    def holds_body(self) -> bool:
        """Whether its own record holds the body."""
        return (self.file, self.offset) == (self.body_file, self.body_offset)


def run_number(file: str) -> int:
    """Return the number of the run that wrote a file, which counts on whatever the clock says; 0 for others' files."""
    match = _OF_RUN.fullmatch(file)
    return int(match["number"]) if match else 0


def newest_run(folder: Path) -> int:
    """Return the highest number of a run that an archive's files tell of; 0 where there are none."""
    return max((run_number(path.name) for path in folder.glob("*.warc.gz")), default=0)


def body_digest(body: bytes) -> str:
    """Return the digest by which bodies are compared: of the decoded bytes, `sha256:` and hexadecimal digits."""
    return "sha256:" + hashlib.sha256(body).hexdigest()
