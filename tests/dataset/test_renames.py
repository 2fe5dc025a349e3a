"""What archive and ledger tell of an address together: no odd answer takes a page away."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from build.evidence import Evidence
from dataset.projects.identity import Identity
from dataset.projects.pages import PageRecord
from scraper.ledger.schema import AddressRecord
from scraper.ledger.states import State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OLD, NEW, LAST = (f"https://www.iom.int/project/{slug}" for slug in ("old", "new", "last"))

Build = Callable[..., PageRecord]


def address(url: str, state: State = "fresh", *, status: int = 200, to: str | None = None) -> AddressRecord:
    return AddressRecord(
        url=url,
        found_by=("sitemap",),
        state=state,
        reason=None,
        status=status,
        first_seen=NOW,
        last_seen=NOW,
        fetched_at=NOW,
        body_at=NOW,
        etag=None,
        last_modified=None,
        digest=None,
        redirect_to=to,
        gone_since=None,
        gone_runs=0,
    )


def states(evidence: Evidence) -> dict[str, str]:
    return {record.url: record.state for record in evidence.records()}


def evidence_of(folder: Path, addresses: list[AddressRecord], *pages: PageRecord) -> Evidence:
    contents = {page.url: page.content for page in pages if page.content is not None}
    return Evidence.of(folder, addresses, {}, contents)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_takes_no_page_away(tmp_path: Path, page: Build, status: int) -> None:
    addresses = [address(OLD, "redirected", status=status, to=NEW), address(NEW)]
    evidence = evidence_of(tmp_path, addresses, page(OLD), page(NEW))
    assert states(evidence) == {OLD: "unverified", NEW: "live"}
    assert [record.content is None for record in evidence.records()] == [False, False]


def test_a_permanent_one_renames_the_page_and_hands_its_identity_on(tmp_path: Path, page: Build) -> None:
    addresses = [
        address(OLD, "redirected", status=301, to=NEW),
        address(NEW, "redirected", status=308, to=LAST),
        address(LAST),
    ]
    evidence = evidence_of(tmp_path, addresses, page(OLD), page(LAST))
    assert states(evidence) == {OLD: "redirected", NEW: "redirected", LAST: "live"}
    known = Identity("Q36-805")
    assert evidence.follow({OLD: known}) == {OLD: known, LAST: known}


def test_a_permanent_one_to_another_project_is_no_rename(tmp_path: Path, page: Build) -> None:
    addresses = [address(OLD, "redirected", status=301, to=NEW), address(NEW)]
    evidence = evidence_of(tmp_path, addresses, page(OLD), page(NEW, project_id="CT.0690"))
    assert states(evidence) == {OLD: "unverified", NEW: "live"}
    assert evidence.follow({OLD: Identity("Q36-805")}) == {OLD: Identity("Q36-805")}


def test_a_page_stands_until_the_one_it_moved_to_can_be_read(tmp_path: Path, page: Build) -> None:
    addresses = [address(OLD, "redirected", status=301, to=NEW), address(NEW, "failed", status=500)]
    assert states(evidence_of(tmp_path, addresses, page(OLD))) == {OLD: "unverified", NEW: "unfetched"}


def test_redirects_in_a_circle_end(tmp_path: Path, page: Build) -> None:
    addresses = [
        address(OLD, "redirected", status=301, to=NEW),
        address(NEW, "redirected", status=301, to=OLD),
    ]
    assert states(evidence_of(tmp_path, addresses, page(OLD))) == {OLD: "unverified", NEW: "redirected"}
