"""The ledger never says more than the disk holds: the archive is flushed before anything of the ledger is committed."""

import os
from pathlib import Path

import pytest

from scraper.clock import SystemClock
from scraper.crawl import crawl
from scraper.errors import StorageFault
from scraper.ledger import ledger
from scraper.settings import CrawlSettings
from scraper.sites import site_at
from tests.project_site import Pages, project_page, served


def test_pages_are_settled_behind_a_flush_of_their_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes writes and refuses to make them lasting: not one page is settled."""
    pages: Pages = {
        f"/project/p-{number}": project_page(f"Project {number}", f"CD.00{number:02}") for number in range(30)
    }
    flush, flushed = os.fsync, 0

    def fail_in_the_end(descriptor: int) -> None:
        nonlocal flushed
        if ".warc.gz" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            flushed += 1
            if flushed > 2:
                raise OSError(5, os.strerror(5))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", fail_in_the_end)
    with (
        served(pages) as site,
        pytest.raises(StorageFault, match=r"\.warc\.gz cannot be written \(Input/output error\)"),
    ):
        crawl(site_at(site.url), tmp_path, CrawlSettings(delay_seconds=0), clock=SystemClock())
    monkeypatch.undo()
    assert [each.url for each in ledger.addresses(tmp_path) if each.state is not None] == []
