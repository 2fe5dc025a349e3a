"""A cache that mixes answers up: another project's page at a known address takes nothing away (FAULTS 45)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.project_site import FACTS, Pages, command, project_page, served
from tests.scraper.loopback import PlainSite, Reply

NAMES = ("Border posts", "Return of migrants", "Health checks", "Labour rights", "Data on moves", "Legal advice")


def page_of(number: int, *, other: str = "", **options: Any) -> bytes:
    """A project's page; `other` makes other bytes of the same page, as a form does."""
    described = f"<p>Officers of ministry {number} were trained.</p><!-- {other} -->"
    facts = {**FACTS, "Budget Amount (USD)": f"USD {number + 1}00,000"}
    return project_page(NAMES[number], f"CD.{number:04}", description=described, facts=facts, **options)


def path_of(number: int) -> str:
    return "/project/" + NAMES[number].lower().replace(" ", "-")


def all_pages() -> Pages:
    return {path_of(number): page_of(number) for number in range(len(NAMES))}


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / "latest" / f"{table}.parquet").to_pylist()
    return found


def mixed(folder: Path, site: PlainSite) -> list[str]:
    """Paths of the addresses with the issue."""
    return sorted(row["url"].removeprefix(site.url) for row in rows(folder, "issues") if row["kind"] == "mixed_up")


def projects(folder: Path) -> dict[str, tuple[str, str]]:
    return {row["project_key"]: (row["title"], str(row["budget_usd"])) for row in rows(folder, "projects")}


MOVED = b"<html><head><meta http-equiv='refresh' content='0; url=/project/elsewhere'></head></html>"
SWAPS: dict[str, Callable[[str], dict[int, bytes]]] = {
    "one shows another": lambda _: {1: page_of(2, other="x")},
    "the very bytes": lambda _: {1: page_of(2)},
    "two change places": lambda _: {1: page_of(2), 2: page_of(1)},
    "three in a ring": lambda _: {1: page_of(2, other="x"), 2: page_of(3), 3: page_of(1)},
    "its canonical link too": lambda site: {1: page_of(2, url=f"{site}{path_of(2)}")},
    "under its own canonical link": lambda site: {1: page_of(2, url=f"{site}{path_of(1)}")},
    "another's identifier alone": lambda _: {1: project_page(NAMES[1], "CD.0002")},
    "another's title, and no identifier": lambda _: {1: project_page(NAMES[2], None)},
}


@pytest.mark.parametrize("swap", SWAPS)
def test_the_last_good_capture_stands_and_no_project_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], swap: str
) -> None:
    pages = all_pages()
    with served(pages) as site:

        def run(name: str) -> None:
            code, said = command(capsys, name, site.url, "--output", tmp_path)
            assert code == 0, said

        run("run")
        (folder,) = tmp_path.iterdir()
        before = projects(folder)
        assert len(before) == len(NAMES)
        assert mixed(folder, site) == []
        wrong = SWAPS[swap](site.url)
        for number, body in wrong.items():
            pages[path_of(number)] = body
        run("crawl")
        for number, body in wrong.items():  # it lasts, in other bytes
            pages[path_of(number)] = body + b"<!-- other bytes -->"
        run("run")
        assert projects(folder) == before
        assert mixed(folder, site) == sorted(map(path_of, wrong))
        states = {row["url"].removeprefix(site.url): row["state"] for row in rows(folder, "pages")}
        assert {states[path_of(number)] for number in wrong} == {"unverified"}
        run("verify")
        pages |= all_pages()
        run("run")
        assert projects(folder) == before
        assert mixed(folder, site) == []


CHANGES: dict[str, bytes] = {
    "a new title": project_page("Return of all migrants", "CD.0001"),
    "a corrected identifier": project_page(NAMES[1], "CD.7777"),
    "an identifier lost": project_page(NAMES[1], None),
    "another project that nobody knew": project_page("Schools", "CD.8888"),
    "an identifier that a project has in another language": project_page(NAMES[1], "CD.0002").replace(
        b'lang="en"', b'lang="fr"'
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_site_changes_is_no_mix_up(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
    pages = all_pages()
    if "language" in change:
        pages[path_of(1)] = project_page(NAMES[1], None).replace(b'lang="en"', b'lang="fr"')
    with served(pages) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        (folder,) = tmp_path.iterdir()
        pages[path_of(1)] = CHANGES[change]
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    assert mixed(folder, site) == []


def test_at_first_sight_the_words_of_the_address_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = all_pages()
    pages[path_of(1)] = page_of(2, other="x")
    with served(pages) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        (folder,) = tmp_path.iterdir()
        assert mixed(folder, site) == [path_of(1)]
        pages |= all_pages()
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    assert mixed(folder, site) == []
    assert len(projects(folder)) == len(NAMES)


@pytest.mark.parametrize(
    ("later", "finding"),
    [
        (
            Reply(410, b""),
            "the newest answer is HTTP/1.1 410 Gone; before it, the newest capture shows the",
        ),
        (MOVED, "the newest answer is the page says that it has moved to "),
    ],
    ids=["gone", "moved"],
)
def test_a_later_answer_takes_the_findings_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], later: bytes | Reply, finding: str
) -> None:
    pages = all_pages()
    with served(pages) as site:
        for answer in (None, page_of(2, other="x"), later):
            pages |= {} if answer is None else {path_of(1): answer}
            code, said = command(capsys, "run", site.url, "--output", tmp_path)
            assert code == 0, said
        (folder,) = tmp_path.iterdir()
        assert mixed(folder, site) == []
        found = [row for row in rows(folder, "issues") if row["url"] == site.url + path_of(1)]
        assert [row["message"].startswith(finding) for row in found if row["kind"] == "earlier_capture"] == [True]
        assert len(projects(folder)) == len(NAMES)
