"""Index and ledger made anew from the archive's files, which are the only thing that cannot be had again."""

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from threading import Event

from scraper import lock
from scraper.archive import archive
from scraper.archive.entry import Entry
from scraper.archive.warc_writer import Recorder
from scraper.errors import BlockedError
from scraper.imports.settlement import NO_RUN, STANDING, is_imported, last_own_answer, settle
from scraper.judgement import beside_twins, judge
from scraper.ledger.file import FILE_NAME
from scraper.ledger.ledger import Ledger
from scraper.ledger.schema import AddressRecord, Run
from scraper.ledger.states import Judgement
from scraper.reader import PageReader
from scraper.sites import Site

# "20261124T120000Z-000001-00001.warc.gz": a run's name with its number, and the number of the file
_FILE = re.compile(r"(?P<run>.+-(?P<number>[0-9]+))-[0-9]+\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was made anew.

    Attributes:
        captures: in the index.
        addresses: in the ledger; None where it was left as it was.
        set_aside: where the ledger of before lies now; None where there was none, or it was left.
    """

    captures: int
    addresses: int | None = None
    set_aside: Path | None = None


def restore(site: Site, folder: Path, *, with_ledger: bool) -> Restored:
    """Make the index anew, and the ledger where that is asked for.

    The ledger is made by judging every archived answer once more, in the order in which they came. What the archive
    does not tell is lost: addresses that never answered, and who found an address (all count as known).

    Args:
        site: whose archive it is.
        folder: its folder.
        with_ledger: set the ledger aside and make another.

    Raises:
        LockedError: a run works in the folder.
        StorageFault: there is no archive, or it is damaged; the message names the file. The ledger stands then.
    """
    archive.demand(folder / archive.FOLDER_NAME)
    with lock.hold(folder):
        captures = archive.rebuild_index(folder)
        if not with_ledger:
            return Restored(captures)
        place = folder / f"{FILE_NAME}.new"
        place.mkdir(exist_ok=True)
        (place / FILE_NAME).unlink(missing_ok=True)
        with Recorder(folder, "restored", {}) as records, Ledger(place) as ledger:
            _replay(site, records, ledger)
            addresses = ledger.discovered()
        aside = _set_aside(folder / FILE_NAME)
        (place / FILE_NAME).rename(folder / FILE_NAME)
        place.rmdir()
        return Restored(captures, addresses, aside)


def _replay(site: Site, records: Recorder, ledger: Ledger) -> None:
    reader = PageReader(Event())
    everything = records.everything()
    ours = sorted((entry for entry in everything if not is_imported(entry)), key=_run_of)
    for (number, name), group in groupby(ours, key=_run_of):
        entries = list(group)
        run = ledger.restore_run(name, number, entries[0].fetched_at)
        for entry in entries:
            address, kind = site.resolve(entry.url)
            if kind != "project":
                continue
            is_ours = site.resolve(entry.requested_url)[0] == entry.url  # else it is the capture of a web archive
            ledger.discover(run, "known" if is_ours else "archive", [address], entry.fetched_at)
            if is_ours:
                _settle(site, records, ledger, reader, run, entry)
        ledger.end_run(run, entries[-1].fetched_at, "restored", {})
    for entry in filter(is_imported, everything):
        if site.resolve(entry.url) == (entry.url, "project"):
            _settle_imported(site, records, ledger, reader, entry)


def _settle_imported(site: Site, records: Recorder, ledger: Ledger, reader: PageReader, entry: Entry) -> None:
    """Settle an imported capture as `imports` did: where the site itself never answered us."""
    ledger.discover(NO_RUN, "import", [entry.url], entry.fetched_at)
    record = ledger.get(entry.url)
    if record is None or last_own_answer(site, entry.url, records.of(entry.url)) is not None:
        return
    try:
        judgement = judge(records.exchange(entry), record, site, reader, confirmed=False)
    except BlockedError:
        return
    if judgement.state in STANDING:
        settle(ledger, record, judgement, entry.fetched_at, entry.fetched_at)


def _run_of(entry: Entry) -> tuple[int, str]:
    """Return number and name of the run that an entry's file belongs to; the number tells the order, not the name."""
    match = _FILE.fullmatch(entry.file)
    return (int(match["number"]), match["run"]) if match else (0, entry.file)


def _settle(site: Site, records: Recorder, ledger: Ledger, reader: PageReader, run: Run, entry: Entry) -> None:
    record = ledger.get(entry.url)
    if record is None:
        return
    try:
        judgement = judge(records.exchange(entry), record, site, reader, confirmed=entry.digest is not None)
    except BlockedError:
        return  # a challenge said nothing of the page then, and says nothing now
    ledger.settle(run, entry.url, _without_twins(ledger, run, record, judgement), entry.fetched_at)


def _without_twins(ledger: Ledger, run: Run, record: AddressRecord, judgement: Judgement) -> Judgement:
    digest = judgement.changes.get("digest", record.digest)
    if judgement.state not in {"fresh", "unchanged"} or not isinstance(digest, str):
        return judgement
    twins = ledger.twins(run, record.url, digest)
    return beside_twins(judgement, record.url, twins)


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    taken = (path.with_name(f"{path.name}.aside-{number}") for number in range(1, 1000))
    aside = next(place for place in taken if not place.exists())
    path.rename(aside)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        journal.rename(aside.with_name(f"{aside.name}-journal"))
    return aside
