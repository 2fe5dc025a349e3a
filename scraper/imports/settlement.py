"""What an imported capture means for its address in the ledger.

A capture that somebody else made stands for its address only as long as the site itself has not answered us there: it
never takes the place of what we fetched, nor keeps a crawl from asking for the whole page.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from scraper.archive.entry import Entry
from scraper.http.redirects import REDIRECTS
from scraper.judgement import beside_twins
from scraper.ledger.ledger import Ledger
from scraper.ledger.schema import AddressRecord, Run
from scraper.ledger.states import Judgement, State, Way
from scraper.sites import Site

FILES = "import"
"""How the archive's files of imports begin: `import-00001.warc.gz`."""
NO_RUN = Run(0, FILES, datetime.min.replace(tzinfo=UTC), resumed=False)
"""What addresses that only an import settled are settled in: every crawl asks for them."""

STANDING: frozenset[State] = frozenset({"fresh", "unchanged", "redirected"})
"""The states of an address of which a capture tells something; of the others nothing is taken."""
_ANSWERS = frozenset({200, 304, 404, 410}) | REDIRECTS


def is_imported(entry: Entry) -> bool:
    """Whether a capture came by an import."""
    return entry.file.startswith(f"{FILES}-")


def last_own_answer(site: Site, address: str, entries: Iterable[Entry]) -> datetime | None:
    """Return when the site itself last answered us at an address, or None.

    The last in the order of captures, whatever the clock said: one that was years ahead for a day is past.
    """
    own = [
        entry.fetched_at
        for entry in entries
        if not is_imported(entry) and entry.status in _ANSWERS and site.resolve(entry.requested_url)[0] == address
    ]
    return own[-1] if own else None


def settle(ledger: Ledger, record: AddressRecord, judgement: Judgement, at: datetime, now: datetime) -> None:
    """Put an address in the state that an imported capture shows, unless a later one has done so.

    Args:
        ledger: where the address stands.
        record: what is known of it; the site itself never answered us there.
        judgement: of the capture.
        at: when it was captured.
        now: when it was taken.
    """
    if record.state is not None and record.fetched_at is not None and record.fetched_at > at:
        return
    # Validators are the site's word to whoever fetched the page: the next crawl is to download it whole.
    changes = {name: value for name, value in judgement.changes.items() if name not in {"body_at", "etag"}}
    changes.pop("last_modified", None)
    found: dict[Way, list[str]] = {way: urls for way, urls in judgement.found.items() if way == "redirect"}
    ledger.settle(
        NO_RUN, record.url, replace(_without_twins(ledger, record, judgement), changes=changes, found=found), now
    )


def _without_twins(ledger: Ledger, record: AddressRecord, judgement: Judgement) -> Judgement:
    digest = judgement.changes.get("digest", record.digest)
    if judgement.state == "redirected" or not isinstance(digest, str):
        return judgement
    twins = ledger.twins(NO_RUN, record.url, digest)
    return beside_twins(judgement, record.url, twins)
