"""Captures of others become data: the real command on files as other programs write them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import pipeline
import practice.server
from dataset.releases.loading import load_table
from settings.run_plan import RunPlan, plan_run
from tests.cli.conftest import Run, iom_projects
from tests.imported_site import CrawledSite, crawled_site, write_wacz, write_warc

__all__ = ["crawled_site", "iom_projects"]

SAME = ("projects", "project_countries", "project_components", "observations")


def take_in(iom_projects: Run, site: CrawledSite, output: Path, *paths: str | Path) -> dict[str, Any]:
    """Import, and return the account."""
    done = iom_projects("import", *paths, "--site", site.url, "--output", output, "--json")
    assert done.returncode == 0, done.stderr
    account: dict[str, Any] = json.loads(done.stdout)
    return account


def built(site: CrawledSite, output: Path) -> RunPlan:
    """Build a release of what was imported; the practice server is long gone."""
    job = plan_run(site.url, output)
    pipeline.build(job)
    return job


def pages_of(tables: Any, *, without: tuple[str, ...] = ("found_by", "imported_from")) -> list[dict[str, Any]]:
    """The rows of `pages` with a body, without where they came from."""
    rows = [row for row in tables.to_pylist() if row["outcome"] not in (None, "soft_error")]
    return [{name: value for name, value in row.items() if name not in without} for row in rows]


@pytest.mark.needs("wget")
def test_what_wget_captured_gives_the_tables_of_a_crawl(tmp_path: Path, iom_projects: Run) -> None:
    """wget asks for the pages that a crawl asked for, and keeps a WARC file of its own."""
    with practice.server.serve(size=12) as server:
        job = plan_run(server.url, tmp_path)
        pipeline.crawl(job)
        crawled = pipeline.build(job).tables
        pages = [row["url"] for row in crawled["pages"].to_pylist()]
        (tmp_path / "list").write_text("\n".join(pages))
        command = [
            "wget",
            "--quiet",
            "--input-file=list",
            "--warc-file=wget",
            "--output-document=/dev/null",
            "--tries=1",
        ]
        subprocess.run(command, cwd=tmp_path, check=False, timeout=120)
    (tmp_path / "imported").mkdir()
    site = CrawledSite(server.url, job, (), crawled)
    account = take_in(iom_projects, site, tmp_path / "imported", tmp_path / "wget.warc.gz")
    assert account["left_out"].keys() <= {"no_page", "not_the_page", "known", "other_page"}
    found = built(site, tmp_path / "imported")
    for name in SAME:
        assert timeless(load_table(found.folder, name)).equals(timeless(crawled[name])), name


def timeless(table: pa.Table) -> pa.Table:
    """A table without the times of its captures."""
    return table.drop_columns(
        [name for name in ("fetched_at", "first_seen", "last_seen") if name in table.column_names]
    )


def test_the_command_says_what_it_took_and_what_not(
    crawled_site: CrawledSite, tmp_path: Path, iom_projects: Run
) -> None:
    some = [one for one in crawled_site.answers if one.url.endswith("p")] + list(crawled_site.pages[:2])
    broken = write_warc(tmp_path / "broken.warc.gz", some)
    broken.write_bytes(broken.read_bytes()[:-300])
    done = iom_projects("import", broken, "--site", crawled_site.url, "--output", tmp_path)
    assert done.returncode == 0
    last = done.stderr.splitlines()[-1]
    assert last.startswith("iom-projects: broken.warc.gz, record at byte ")
    assert last.endswith(": damaged (it is cut short)")
    labels = [line[:10].strip() for line in done.stdout.splitlines()]
    assert [label for label in labels if label] == ["Site", "Read", "Taken", "Left out", "Next"]


def test_nothing_of_the_site_is_wrong_use_and_says_so(
    crawled_site: CrawledSite, tmp_path: Path, iom_projects: Run
) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", crawled_site.pages[:3])
    done = iom_projects("import", warc, "--output", tmp_path)
    assert done.returncode == 2
    assert "3 of other sites, for example http://127.0.0.1" in done.stdout
    told = "nothing was taken: no capture of a project page of https://www.iom.int/ that can stand"
    site = f"http://127.0.0.1:{crawled_site.url.rsplit(':', 1)[1].rstrip('/')}"
    assert done.stderr.splitlines() == [
        "iom-projects: a.warc.gz: nothing was taken of it (3 of other sites)",
        f"iom-projects: 2 of the captures look like project pages of {site}: --site {site}/ takes them",
        f"iom-projects: {told}",
    ]
    for arguments in ([tmp_path / "nowhere"], [warc, "--date", "yesterday"], [warc, "--base", "here"], []):
        assert iom_projects("import", *arguments, "--output", tmp_path).returncode == 2


@pytest.mark.parametrize("kind", ["warc.gz", "warc", "wacz"])
def test_an_import_gives_the_tables_that_a_crawl_of_the_same_pages_gives(
    crawled_site: CrawledSite, tmp_path: Path, kind: str, iom_projects: Run
) -> None:
    warc = write_warc(
        tmp_path / f"data.{'warc' if kind == 'warc' else 'warc.gz'}", crawled_site.answers, gzip=kind != "warc"
    )
    source = write_wacz(tmp_path / "crawl.wacz", [warc]) if kind == "wacz" else warc
    account = take_in(iom_projects, crawled_site, tmp_path, source)
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
