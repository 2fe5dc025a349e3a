"""Captures of others become data: the real command on files as other programs write them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pipeline
from dataset.loading import load_table
from job import Job, plan_job
from tests.imported_site import CrawledSite, crawled_site, write_wacz, write_warc

__all__ = ["crawled_site"]

SAME = ("projects", "project_countries", "project_components", "observations")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("iom-projects")
    return subprocess.run([command, *arguments], capture_output=True, text=True, check=False, timeout=240)


def take_in(site: CrawledSite, output: Path, *paths: str | Path) -> dict[str, Any]:
    """Import, and return the account."""
    done = run("import", *paths, "--site", site.url, "--output", output, "--json")
    assert done.returncode == 0, done.stderr
    account: dict[str, Any] = json.loads(done.stdout)
    return account


def built(site: CrawledSite, output: Path) -> Job:
    """Build a release of what was imported; the practice server is long gone."""
    job = plan_job(site.url, output)
    pipeline.build(job)
    return job


def pages_of(tables: Any, *, without: tuple[str, ...] = ("found_by", "imported_from")) -> list[dict[str, Any]]:
    """The rows of `pages` with a body, without where they came from."""
    rows = [row for row in tables.to_pylist() if row["outcome"] not in (None, "soft_error")]
    return [{name: value for name, value in row.items() if name not in without} for row in rows]


@pytest.mark.parametrize("kind", ["warc.gz", "warc", "wacz"])
def test_an_import_gives_the_tables_that_a_crawl_of_the_same_pages_gives(
    crawled_site: CrawledSite, tmp_path: Path, kind: str
) -> None:
    warc = write_warc(
        tmp_path / f"data.{'warc' if kind == 'warc' else 'warc.gz'}", crawled_site.answers, gzip=kind != "warc"
    )
    source = write_wacz(tmp_path / "crawl.wacz", [warc]) if kind == "wacz" else warc
    account = take_in(crawled_site, tmp_path, source)
    assert account["left_out"] == {"no_page": 1, "not_the_page": 1}
    assert account["captures"] == len(crawled_site.answers) - 2
    job = built(crawled_site, tmp_path)
    for name in SAME:
        assert load_table(job.folder, name).equals(crawled_site.tables[name]), name
    pages = load_table(job.folder, "pages")
    assert pages_of(pages) == pages_of(crawled_site.tables["pages"])
    origin = "crawl.wacz/archive/data.warc.gz" if kind == "wacz" else source.name
    read = [row for row in pages.to_pylist() if row["outcome"]]
    assert {row["imported_from"] for row in read} == {origin}
    assert all("import" in row["found_by"] for row in read)
