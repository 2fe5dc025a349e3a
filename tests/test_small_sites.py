"""Small sites that refuse, pages that take too long, builds without an end, archives that are gone: all are told."""

import shutil
from pathlib import Path

import pytest

from sandbox import child as children
from sandbox import pool
from scraper.clock import SystemClock
from scraper.politeness.robots import LONGEST_DELAY, read
from tests.project_site import Pages, command, project_page, served
from tests.scraper.loopback import NOT_FOUND, Reply

REFUSED, UNREACHABLE, BLOCKED, STORAGE = 3, 4, 5, 7


def pages_of(count: int) -> Pages:
    return {f"/project/p-{n}": project_page(f"Project {n}", f"CD.{n:04}") for n in range(count)}


@pytest.fixture(autouse=True)
def one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for a second try."""
    monkeypatch.setenv("IOM_PROJECTS_ATTEMPTS", "1")


@pytest.mark.parametrize(("status", "code"), [(429, BLOCKED), (401, BLOCKED), (451, BLOCKED), (500, UNREACHABLE)])
@pytest.mark.parametrize("size", [1, 8])
def test_case_18_a_small_site_that_refuses_every_page_is_not_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, code: int, size: int
) -> None:
    pages = pages_of(size)
    with served(pages) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        (folder,) = tmp_path.iterdir()
        before = (folder / "latest").readlink()
        pages.update(dict.fromkeys(pages, Reply(status, b"<html>no</html>")))
        ended, said = command(capsys, "run", site.url, "--output", tmp_path)
        assert (ended, f"not one of {size} pages could be had" in said) == (code, True), said
        assert command(capsys, "build", site.url, "--output", tmp_path)[0] == REFUSED
        assert (folder / "latest").readlink() == before
        assert command(capsys, "status", site.url, "--output", tmp_path)[0] == code
        pages.update(pages_of(size))
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0


def test_case_18_at_first_contact_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served(dict.fromkeys(pages_of(5), Reply(429, b""))) as site:
        code, said = command(capsys, "run", site.url, "--output", tmp_path)
    assert (code, said.count("\n")) == (BLOCKED, 1), said


@pytest.mark.parametrize(("failing", "code"), [(3, 0), (4, REFUSED)])
def test_case_64_more_than_a_few_failures_of_a_small_site_are_an_outage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], failing: int, code: int
) -> None:
    pages = pages_of(8)
    with served(pages) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
        for name in list(pages)[:failing]:
            pages[name] = Reply(500, b"")
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == code


def test_case_51_a_page_that_took_too_long_is_remembered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader sleeps over one page until the kernel's alarm; later builds do not begin it again."""
    reader = tmp_path / "slow_reader.py"
    reader.write_text(
        "import sys, time\nfrom signal import ITIMER_REAL, getitimer, setitimer\nfrom sandbox import child, pool\n"
        "def read(task):\n    if b'Project 1<' in task[0] and getitimer(ITIMER_REAL)[0]:\n"
        "        setitimer(ITIMER_REAL, 0.2)\n        time.sleep(60)\n"  # the alarm that is set comes sooner
        "    return pool.read(task)\n"
        "if __name__ == '__main__':\n    child.serve(int(sys.argv[1]), read)\n"
    )
    monkeypatch.setattr(pool, "MODULE", "slow_reader")
    idle: list[children.Child] = []
    monkeypatch.setattr(pool, "_idle", idle)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(children.__file__).parents[1]}")
    begun: list[str] = []

    def begin(module: str) -> children.Child:
        begun.append(module)
        return children.Child(module)

    monkeypatch.setattr(pool, "Child", begin)
    output = tmp_path / "output"
    with served(pages_of(4)) as site:
        assert command(capsys, "crawl", site.url, "--output", output)[0] == 0
    for _ in range(2):
        code, said = command(capsys, "build", site.url, "--output", output, "--json")
        assert (code, f"1 of 4 pages were set aside: {site.url}/project/p-1" in said) == (0, True), said
    for child in idle:
        child.stop()
    assert len(begun) == 2  # the crawl's, and one more after the death; what was read there is what both builds use


def test_a_build_has_a_deadline_and_goes_on_from_what_it_has_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(pages_of(6)) as site:
        assert command(capsys, "crawl", site.url, "--output", tmp_path)[0] == 0
    ticks = iter(range(1_000))
    monkeypatch.setattr(SystemClock, "monotonic", lambda _: float(next(ticks)))
    monkeypatch.setenv("IOM_PROJECTS_MAX_BUILD_SECONDS", "2")
    code, said = command(capsys, "build", site.url, "--output", tmp_path)
    assert (code, said.count("\n")) == (REFUSED, 1)
    assert "the build has read pages for more than 2 s (max_build_seconds), 3 of 6; they are kept" in said
    code, said = command(capsys, "status", site.url, "--output", tmp_path)
    assert (code, "the build has read pages for more than 2 s" in said) == (REFUSED, True)
    monkeypatch.undo()
    assert command(capsys, "build", site.url, "--output", tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0.5", 0.5),
        ("1,5", 1.5),
        ("10s", 10.0),
        ("30 seconds", 30.0),
        ("10000000", 10_000_000.0),
        ("1e9", LONGEST_DELAY),
        ("9" * 400, LONGEST_DELAY),
        ("10 # please", 10.0),
    ],
)
def test_a_crawl_delay_of_any_size_is_read(written: str, seconds: float) -> None:
    robots = read(f"User-agent: *\nCrawl-delay: {written}\nAllow: /\n".encode())
    assert (robots.crawl_delay, robots.unread_delays) == (seconds, ())


@pytest.mark.parametrize("written", ["soon", "-3", "1.5.2"])
def test_a_crawl_delay_that_is_no_number_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, written: str
) -> None:
    robots = Reply(200, f"User-agent: *\nCrawl-delay: {written}\n".encode(), content_type="text/plain")
    with served({"/robots.txt": robots, **pages_of(1)}) as site:
        code, said = command(capsys, "crawl", site.url, "--output", tmp_path, "--json")
    assert code == 0
    assert f"Crawl-delay '{written}' is no number of seconds" in caplog.text
    assert f"Crawl-delay '{written}' is no number of seconds" in said


def test_a_crawl_delay_beyond_the_run_asks_for_nothing_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    robots = Reply(200, b"User-agent: *\nCrawl-delay: 100000000000\n", content_type="text/plain")
    with served({"/robots.txt": robots, **pages_of(2)}) as site:
        code, said = command(capsys, "run", site.url, "--output", tmp_path)
    assert (code, "may be asked again, in" in said) == (UNREACHABLE, True)
    assert set(site.asked) == {"/robots.txt"}


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_an_archive_that_is_gone_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    with served(pages_of(2)) as site:
        assert command(capsys, "run", site.url, "--output", tmp_path)[0] == 0
    (folder,) = tmp_path.iterdir()
    shutil.rmtree(folder / "archive")
    if how == "empty":
        (folder / "archive").mkdir()
    for name in ("crawl", "run", "status", "verify"):
        code, said = command(capsys, name, site.url, "--output", tmp_path)
        assert code == STORAGE, said
        assert "archive" in said
        assert "missing or empty, though" in said
        assert "restore it from a copy" in said
    (folder / "ledger.sqlite").unlink()  # as beside a release that was copied, whose archive was never there
    if how == "gone":
        assert command(capsys, "verify", site.url, "--output", tmp_path)[0] == 0


@pytest.mark.parametrize(
    "body", [b"<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>"]
)
def test_doctor_advises_no_crawl_where_every_page_is_a_soft_404(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, body: bytes
) -> None:
    with served(dict.fromkeys(pages_of(8), Reply(200, body))) as site:
        _, said = command(capsys, "doctor", site.url, "--output", tmp_path)
    assert "iom-projects crawl" not in said
    assert "do not crawl yet: not one page that was asked for shows a project" in said
    with served(dict.fromkeys(pages_of(8), NOT_FOUND)) as site:
        _, said = command(capsys, "doctor", site.url, "--output", tmp_path)
    assert "iom-projects crawl" not in said
