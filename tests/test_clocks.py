"""A clock that is set back, or was years off, between runs: the order of captures is that of the runs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scraper.clock import SystemClock
from tests.project_site import Pages, command, project_page, served
from tests.scraper.loopback import Reply

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TABLES = ("projects", "project_countries", "project_components", "observations")


class Watch:
    """The machine's clock, as the test sets it; it goes on by itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = NOON
        monkeypatch.setattr(SystemClock, "now", lambda _: self._tick())

    def _tick(self) -> datetime:
        self.at += timedelta(milliseconds=10)
        return self.at


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def titles(folder: Path) -> dict[str, str]:
    rows = pq.read_table(folder / "latest" / "projects.parquet").to_pylist()
    return {row["project_key"]: row["title"] for row in rows}


@pytest.mark.parametrize(
    "moves",
    [
        (timedelta(hours=-3), timedelta(hours=-1)),
        (timedelta(days=-365 * 6), timedelta(days=1)),
        (timedelta(days=365 * 8), timedelta(days=-365 * 8)),
        (timedelta(hours=-12, minutes=-30), timedelta(days=-1)),
    ],
    ids=["DST and an hour", "years behind", "years ahead and back", "across midnight"],
)
def test_the_last_run_counts_whatever_the_clock_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: Watch, moves: tuple[timedelta, ...]
) -> None:
    pages: Pages = {f"/project/p-{n}": project_page(f"Project {n}", f"CD.{n:04}") for n in range(4)}

    def do(name: str, *arguments: str) -> None:
        code, said = command(capsys, name, site.url, *arguments, "--output", tmp_path)
        assert code == 0, said

    with served(pages) as site:
        do("run")
        (folder,) = tmp_path.iterdir()
        for number, move in enumerate(moves, start=1):
            watch.at += move
            pages["/project/p-1"] = project_page(f"Renamed {number}", "CD.0001")
            do("run")
            assert titles(folder)["CD.0001"] == f"Renamed {number}"
            do("verify", "--all")
        do("repair")
        do("verify", "--all")
        last = [pq.read_table(folder / "latest" / f"{name}.parquet") for name in TABLES]
        do("repair", "--ledger")
        do("build")
        assert [pq.read_table(folder / "latest" / f"{name}.parquet") for name in TABLES] == last
        do("verify")
    newest = (folder / "latest").readlink().name
    assert newest == max(path.name for path in (folder / "releases").iterdir())


def test_a_lost_ledger_does_not_begin_to_count_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: Watch
) -> None:
    pages: Pages = {"/project/p-1": project_page("Project 1", "CD.0001")}
    with served(pages) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        (folder,) = tmp_path.iterdir()
        (folder / "ledger.sqlite").unlink()
        watch.at -= timedelta(days=3)
        pages["/project/p-1"] = project_page("Renamed", "CD.0001")
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    assert titles(folder) == {"CD.0001": "Renamed"}
    names = sorted(path.name.split("-")[1] for path in (folder / "archive").glob("*.warc.gz"))
    assert names == ["000001", "000002"]


def test_bodies_of_a_time_to_come_are_asked_for_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], watch: Watch
) -> None:
    """A clock that was years ahead must not keep a page from being downloaded for years."""
    pages: Pages = {"/project/p-1": Reply(200, project_page("Project 1", "CD.0001"), {"ETag": '"one"'})}
    with served(pages) as site:
        watch.at += timedelta(days=3650)
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        watch.at -= timedelta(days=3650)
        code, said = command(capsys, "status", site.url, "--output", tmp_path)
        assert (code, "a clock is or was wrong: the newest page is dated 36" in said) == (3, True)
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        watch.at += timedelta(days=1)
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    asked = [request for request in site.requests if request.path == "/project/p-1"]
    assert [request.headers.get("If-None-Match") for request in asked] == [None, None, '"one"']
