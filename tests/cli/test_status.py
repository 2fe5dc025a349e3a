"""The age and the health of the data: what each run came to, and what a monitor is told; nothing is changed."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import pipeline
from dataset.errors import ReleaseRefusedError
from monitoring.condition import Condition, read_condition
from monitoring.runs import Build, judge_runs
from practice.server import serve
from scraper import lock
from scraper.errors import BlockedError, ScraperError, SourceError, StorageFault
from scraper.ledger.history import PastRun, read_account
from scraper.ledger.ledger import Ledger
from scraper.settings import CrawlSettings
from settings.run_plan import RunPlan, plan_run

Run = Callable[..., subprocess.CompletedProcess[str]]
SIZE = 30
WELL = "ok with notes"
"""The verdict where all is well: one of the practice site's pages is a page that was not found."""
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
STATES = {"fresh": 80, "unchanged": 10, "gone": 2, "skipped_by_limit": 400}


def past(verdict: str | None = "ok", *, ended: bool = True, stopped: str | None = None, **states: int) -> PastRun:
    summary = {"states": {**STATES, **states}, "stopped_early": stopped} if ended else None
    return PastRun("one", NOW, NOW + timedelta(hours=1) if ended else None, verdict, summary)


def build(
    *, refused: tuple[str, ...] = (), warned: tuple[str, ...] = (), crawl: str | None = "one", **issues: int
) -> Build:
    said, warnings = dict.fromkeys(refused, "refused it"), dict.fromkeys(warned, "warned of it")
    begun = NOW + timedelta(hours=2)
    return Build("2026-11-24T140000Z", begun, NOW, crawl, said, warnings, overridden=False, issues=issues)


@pytest.mark.parametrize(
    ("crawl", "made", "verdict", "reason"),
    [
        (past(), build(), "ok", None),
        (past(), None, "ok", None),
        (past(quarantined=4, failed=4), build(warned=("unverified",)), "ok with notes", "warned of it"),
        (past("blocked", ended=False), None, "blocked", "the site told us to stay away"),
        (past("source down", ended=False), None, "source down", "the site did not answer, or robots.txt forbids it"),
        (past("our bug", ended=False), None, "our bug", "the crawl failed; its traceback stood on stderr"),
        (past(), build(reader_failed=3), "our bug", "3 pages: reader_failed"),
        (past(), build(refused=("integrity",)), "our bug", "refused it"),
        (past(quarantined=6), build(), "soft error", "6 of 98 pages were others than those asked for"),
        (past(), build(refused=("floor", "unverified")), "soft error", "refused it"),
        (past(), build(refused=("floor", "unread")), "layout change", "refused it"),
        (past(), build(warned=("renamed_label",)), "layout change", "warned of it"),
        (past(), build(warned=("new_values", "unclaimed_labels")), "ok", None),
        (past("interrupted", ended=False), None, "partial", "it was interrupted; the next crawl takes it up"),
        (past(None, ended=False), None, "partial", "it ended without a word: killed, or the disk failed; the next c"),
        (past("abandoned"), None, "partial", "it stopped in the middle and was not taken up within a day"),
        (past("partial"), build(), "partial", "a sitemap or listing could not be read"),
        (past(stopped="the limit of 9 pages is reached"), build(), "partial", "the limit of 9 pages is reached"),
        (past(failed=6), build(), "partial", "6 of 98 pages failed"),
        (past(), build(refused=("number_of_projects",)), "partial", "refused it"),
    ],
)
def test_every_run_has_one_verdict(crawl: PastRun, made: Build | None, verdict: str, reason: str | None) -> None:
    (run,) = judge_runs([crawl], [made] if made else [], at_work=False)
    assert run.verdict == verdict
    assert run.reason == reason or (reason is not None and str(run.reason).startswith(reason))


def test_a_later_build_mends_the_verdict_of_its_crawl_alone() -> None:
    first, second = past(), replace(past(), name="two", started=NOW + timedelta(days=7))
    refused, mended = build(refused=("unread",)), replace(build(crawl=None), is_dated=True)
    assert [run.verdict for run in judge_runs([second, first], [refused], at_work=False)] == ["ok", "layout change"]
    assert [run.verdict for run in judge_runs([second, first], [refused, mended], at_work=False)] == ["ok", "ok"]
    later = replace(mended, started=NOW + timedelta(days=8))
    runs = judge_runs([second, first], [refused, later], at_work=False)
    assert [run.verdict for run in runs] == ["ok", "layout change"]
    assert runs[0].build is later


def test_a_build_by_hand_belongs_to_the_crawl_that_it_names_whatever_its_time() -> None:
    first, second = past(), replace(past(), name="two", started=NOW + timedelta(days=7))
    mended, nobodys = build(crawl="one"), build(crawl=None, refused=("unread",))
    runs = judge_runs([second, first], [replace(mended, started=NOW + timedelta(days=-3)), nobodys], at_work=False)
    assert [run.build for run in runs] == [None, replace(mended, started=NOW + timedelta(days=-3))]


def test_a_run_at_work_has_no_verdict_yet() -> None:
    runs = judge_runs([past(None, ended=False), past("blocked", ended=False)], [], at_work=True)
    assert [run.verdict for run in runs] == [None, "blocked"]


def job_at(output: Path, port: int) -> RunPlan:
    """A job for a practice site that runs already, under the address it always has."""
    settings = CrawlSettings(connect_to={"practice.example:80": ("127.0.0.1", port)}, attempts=1)
    return replace(plan_run("practice", output), practice_size=None, settings=replace(settings, delay_seconds=0.0))


def run_whole_job(output: Path, *faults: str, season: int = 1) -> None:
    with serve(size=SIZE, season=season, faults=faults) as server:
        job = job_at(output, server.server_port)
        summary = pipeline.crawl(job)
        pipeline.build(job, summary=summary)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder after one good run; not to be changed."""
    output = tmp_path_factory.mktemp("good")
    run_whole_job(output)
    return output


@pytest.fixture
def output(good: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(good / "practice", tmp_path / "practice", symlinks=True)
    return tmp_path


def condition_of(output: Path, now: datetime | None = None) -> Condition:
    found = read_condition(output / "practice", now=now or datetime.now(UTC), refetch_days=30)
    assert found is not None
    return found


def test_after_a_good_run_all_is_well(good: Path) -> None:
    found = condition_of(good)
    code, reason = found.judge()
    assert (code, reason.count("ok with notes: 1 of 38 addresses that were asked for gave no page")) == (0, 1)
    assert [run.verdict for run in found.runs] == [WELL]
    assert found.runs[0].build is not None
    assert found.release == found.runs[0].build.id
    assert found.account is not None
    assert found.account.states["fresh"] > SIZE
    assert found.account.unsettled == 0
    assert found.newest_page is not None
    assert found.account.oldest_body is not None
    assert found.next_refetch == found.account.oldest_body + timedelta(days=30)
    later = condition_of(good, now=found.newest_page + timedelta(days=8, minutes=1))
    assert later.judge(timedelta(days=9)) == (0, reason)
    assert later.judge(timedelta(days=8)) == (3, "too old: the newest page is of 8.0 days ago")


@pytest.mark.parametrize(
    ("fault", "error", "code", "verdict"),
    [
        ("challenge", BlockedError, 5, "firewall"),
        ("robots-forbids", SourceError, 4, "source down"),
        ("all-404", ReleaseRefusedError, 4, "soft error"),
        ("blank-values", ReleaseRefusedError, 3, "layout change"),
    ],
)
def test_a_bad_day_is_told_and_leaves_the_release(
    output: Path, fault: str, error: type[Exception], code: int, verdict: str
) -> None:
    before = condition_of(output).release
    with pytest.raises(error):
        run_whole_job(output, fault)
    found = condition_of(output)
    assert (found.runs[0].verdict, found.judge()[0]) == (verdict, code)
    assert (found.release, found.runs[-1].verdict) == (before, WELL)


def test_a_broken_way_of_discovery_is_told(output: Path) -> None:
    run_whole_job(output, "listing-500")
    place = "http://practice.example/projects?page=1"
    assert condition_of(output).judge() == (
        3,
        (
            f"partial: a sitemap or listing could not be read: {place}: the answer was HTTP/1.1 500 "
            "Internal Server Error, and others"
        ),
    )


def test_a_season_with_other_markup_is_told(output: Path) -> None:
    run_whole_job(output, season=2)
    code, reason = condition_of(output).judge()
    assert code == 0, "everything was read"
    assert reason.startswith("ok with notes: the rule ")
    assert "; 1 of 50 pages answered 404 or 410 and are on their way to withdrawal" in reason


def test_a_crawl_without_a_build_is_not_published(tmp_path: Path) -> None:
    with serve(size=SIZE) as server:
        pipeline.crawl(job_at(tmp_path, server.server_port))
    assert condition_of(tmp_path).judge() == (3, "nothing is published yet: iom-projects build")


def test_an_error_of_ours_is_noted_by_the_crawl(output: Path) -> None:
    def fail(_done: int, _known: int, _note: str) -> None:
        raise ZeroDivisionError

    with serve(size=SIZE) as server, pytest.raises(ZeroDivisionError):
        pipeline.crawl(job_at(output, server.server_port), report=fail)
    found = condition_of(output)
    assert (found.runs[0].verdict, found.judge()[0]) == ("our bug", 1)
    assert found.account is not None
    assert found.account.unsettled > 0


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file with its time and hash, every folder with its time."""
    return {
        str(path): (
            path.lstat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else "",
        )
        for path in sorted(folder.rglob("*"))
    }


def test_the_command_changes_nothing(iom_projects: Run, output: Path) -> None:
    before = tree(output)
    for_people = iom_projects("status", "practice", "--output", output)
    assert (for_people.returncode, for_people.stderr) == (0, "")
    assert for_people.stdout.splitlines()[-1].startswith(f"Verdict    {WELL}: ")
    too_old = iom_projects("status", "practice", "--output", output, "--max-age-days", "0", "--json")
    described: dict[str, Any] = json.loads(too_old.stdout)
    assert (too_old.returncode, described["exit_code"]) == (3, 3)
    assert described["verdict"].startswith("too old")
    assert [run["verdict"] for run in described["runs"]] == [WELL]
    assert described["next"] == f"iom-projects run practice --output {output}"
    assert described["release"] == described["runs"][0]["release"]
    assert tree(output) == before


def test_on_nothing_it_says_so_and_makes_nothing(iom_projects: Run, tmp_path: Path) -> None:
    done = iom_projects("status", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "iom-projects: output/live holds neither a crawl nor a release yet: iom-projects run makes them\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_who_is_at_work_is_told_without_disturbing(output: Path) -> None:
    folder = output / "practice"
    with lock.hold(folder), Ledger(folder) as ledger:
        ledger.begin_run(datetime.now(UTC))
        found = condition_of(output)
        assert found.holder is not None
        assert found.holder.startswith("process ")
        assert [run.verdict for run in found.runs] == [None, WELL]
        assert found.judge()[0] == 0
    assert condition_of(output).holder is None
    with lock.hold(folder):
        assert lock.holder(folder) is not None


def test_a_ledger_whose_crawl_was_killed_in_a_transaction_is_read_in_a_copy(output: Path, tmp_path: Path) -> None:
    folder, killed = output / "practice", tmp_path / "killed"
    killed.mkdir()
    writer = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")  # so that half a transaction reaches the file
    writer.execute("BEGIN")
    writer.execute("UPDATE address SET reason = ?, state = 'failed'", ("x" * 2000,))
    for name in ("ledger.sqlite", "ledger.sqlite-journal"):
        shutil.copy(folder / name, killed)
    writer.execute("ROLLBACK")
    writer.close()
    before = tree(killed)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        sqlite3.connect(f"{(killed / 'ledger.sqlite').as_uri()}?mode=ro", uri=True).execute("SELECT * FROM run")
    assert read_account(killed, runs=5) == read_account(folder, runs=5)
    assert tree(killed) == before


def damage_ledger(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"no ledger at all, and long enough to be told from an empty one")


def make_newer(folder: Path) -> None:
    database = sqlite3.connect(folder / "ledger.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damage_ledger, "ledger.sqlite cannot be read (file is not a database)"),
        (make_newer, "has schema version 99"),
        (lambda folder: (folder / "ledger.sqlite").write_bytes(b""), "ledger.sqlite is missing or empty"),
        (lambda folder: (folder / "ledger.sqlite").unlink(), "'iom-projects repair SITE --ledger' makes one"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_named(output: Path, damage: Callable[[Path], None], words: str) -> None:
    damage(output / "practice")
    with pytest.raises(StorageFault) as caught:
        condition_of(output)
    assert isinstance(caught.value, ScraperError)
    assert caught.value.exit_code == 7
    assert words in str(caught.value)


def test_a_release_that_cannot_be_read_is_named(iom_projects: Run, output: Path) -> None:
    run_json = (output / "practice" / "latest").resolve() / "run.json"
    run_json.write_text("{")
    done = iom_projects("status", "practice", "--output", output)
    assert (done.returncode, done.stdout) == (7, "")
    assert str(run_json) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_release_that_was_copied_without_its_ledger_is_told_of(output: Path) -> None:
    (output / "practice" / "ledger.sqlite").unlink()
    shutil.rmtree(output / "practice" / "archive")
    found = condition_of(output)
    assert (found.account, found.runs, found.judge()) == (None, (), (0, "ok"))
