"""The captures behind a release as a WACZ that other programs open."""

import hashlib
import json
import urllib.request
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from cli import execute
from dataset.releases.hashes import sha256
from dataset.releases.loading import load_table
from scraper.archive import archive
from settings.run_plan import plan_run
from tests.imported_site import CrawledSite, crawled_site
from tests.scraper.test_web_archive import wayback

__all__ = ["crawled_site", "wayback"]


@pytest.fixture(scope="module")
def exported(crawled_site: CrawledSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("wacz")
    assert export(crawled_site, to) == 0
    return to / "iom-projects.wacz"


def export(site: CrawledSite, to: Path) -> int:
    output = site.job.folder.parent
    return execute(["export", "wacz", "--site", site.url, "--output", str(output), "--to", str(to)])


def test_every_page_of_the_release_is_in_it_as_the_archive_has_it(crawled_site: CrawledSite, exported: Path) -> None:
    digests = {row["url"]: row["digest"] for row in crawled_site.tables["pages"].to_pylist() if row["digest"]}
    with zipfile.ZipFile(exported) as bundle:
        assert bundle.testzip() is None
        warc = bundle.read("archive/data.warc.gz")
        index = [line.split(" ", 2) for line in bundle.read("indexes/index.cdx").decode().splitlines()]
        listed = [json.loads(line) for line in bundle.read("pages/pages.jsonl").splitlines()]
    bodies = {}
    for record in ArchiveIterator(BytesIO(warc), check_digests="raise"):
        if record.rec_type == "response":
            body = record.content_stream().read()
            bodies[record.rec_headers.get_header("WARC-Target-URI")] = "sha256:" + hashlib.sha256(body).hexdigest()
    assert bodies == digests
    assert index == sorted(index)
    assert {json.loads(line[2])["url"] for line in index} == set(digests)
    for turned, stamp, said in index:
        at, length = (int(json.loads(said)[name]) for name in ("offset", "length"))
        (record,) = ArchiveIterator(BytesIO(warc[at : at + length]))
        assert record.rec_headers.get_header("WARC-Target-URI") == json.loads(said)["url"]
        assert (turned.startswith("1,0,0,127:"), len(stamp)) == (True, 14)
    assert [one["url"] for one in listed[1:]] == sorted(digests)
    titles = {
        row["url"]: row["value"] for row in crawled_site.tables["observations"].to_pylist() if row["field"] == "title"
    }
    assert all(one["title"] == (titles.get(one["url"]) or one["url"]) for one in listed[1:])


def test_the_description_has_the_hash_of_every_file(exported: Path) -> None:
    with zipfile.ZipFile(exported) as bundle:
        package = bundle.read("datapackage.json")
        digest = json.loads(bundle.read("datapackage-digest.json"))
        for stated in json.loads(package)["resources"]:
            data = bundle.read(stated["path"])
            assert (stated["hash"], stated["bytes"]) == ("sha256:" + hashlib.sha256(data).hexdigest(), len(data))
    assert digest == {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(package).hexdigest()}


def test_the_same_release_gives_the_same_bytes(crawled_site: CrawledSite, exported: Path, tmp_path: Path) -> None:
    assert export(crawled_site, tmp_path) == 0
    assert sha256(tmp_path / "iom-projects.wacz") == sha256(exported)


def test_explain_names_the_capture(crawled_site: CrawledSite, capsys: pytest.CaptureFixture[str]) -> None:
    output = str(crawled_site.job.folder.parent)
    assert execute(["explain", "Q36-805", "budget_usd", "--site", crawled_site.url, "--output", output, "--json"]) == 0
    capture = json.loads(capsys.readouterr().out)["capture"]
    (entry,) = (one for one in archive.page_history(crawled_site.job.folder) if one.url == capture["url"])
    assert capture["place"].startswith(f"archive/{entry.file} at byte {entry.offset}, urn:uuid:")
    assert capture["timestamp"] == f"{entry.fetched_at:%Y%m%d%H%M%S}"


@pytest.fixture(scope="module")
def replay(exported: Path, wayback: Callable[[Path], str]) -> str:
    """The address at which pywb replays the WACZ."""
    return wayback(exported.parent)


def test_pywb_shows_every_page(crawled_site: CrawledSite, replay: str) -> None:
    pages = {one.url: one for one in crawled_site.pages}
    for row in crawled_site.tables["pages"].to_pylist():
        if row["digest"]:
            stamp = f"{pages[row['url']].at:%Y%m%d%H%M%S}"
            with urllib.request.urlopen(f"{replay}/{stamp}id_/{row['url']}") as answer:  # noqa: S310
                assert hashlib.sha256(answer.read()).hexdigest() == row["digest"].removeprefix("sha256:")


def test_what_pywb_replays_is_imported_and_gives_the_same_projects(
    crawled_site: CrawledSite, replay: str, tmp_path: Path
) -> None:
    there = ["--site", crawled_site.url, "--output", str(tmp_path)]
    assert execute(["import", f"{replay}/cdx", *there, "--json"]) == 0
    assert execute(["build", crawled_site.url, "--output", str(tmp_path)]) == 0
    projects = load_table(plan_run(crawled_site.url, tmp_path).folder, "projects")
    assert projects.column("project_key").equals(crawled_site.tables["projects"].column("project_key"))
    assert projects.column("budget_usd").equals(crawled_site.tables["projects"].column("budget_usd"))
