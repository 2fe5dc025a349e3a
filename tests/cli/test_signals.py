"""The real command stopped, started twice, elsewhere, with nobody to talk to: FAULTS 74, 75, 77 and 89."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dataset.releases.catalogue import release_ids
from dataset.releases.hashes import file_hashes
from dataset.releases.parquet import read_parquet
from sandbox import parse_cache as readings
from scraper import lock, seal
from tests.cli.archived_site import Archive, Run

COMMAND = str(Path(sys.executable).with_name("iom-projects"))
ENDING = "iom-projects: ending in order; the next crawl goes on from here (once more to end at once)"
PATIENCE = 120
"""Seconds after which a test gives up on a stopped command. FAULTS 74 asks for 10; on a machine at rest it takes 1."""
SLOWLY = ("--delay", "0.05")
"""Two seconds for thirty projects: a signal that comes after the first pages comes long before the last."""


@contextlib.contextmanager
def started(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [COMMAND, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(happens: Callable[[], object]) -> None:
    for _ in range(2400):
        if happens():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen in two minutes")


def is_crawling(output: Path) -> bool:
    """Some pages are archived, so that the crawl is well under way."""
    return sum(path.stat().st_size for path in output.glob("practice/archive/*.warc.gz")) > 100_000


def test_case_74_a_stopped_crawl_ends_in_order_and_is_taken_up_again(tmp_path: Path) -> None:
    crawl = ("crawl", "practice", "--size", "30", "--output", str(tmp_path))
    with started(*crawl, *SLOWLY) as process:
        wait_for(lambda: is_crawling(tmp_path))
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told.splitlines()) == (130, [ENDING, "iom-projects: interrupted"])
    with started(*crawl, "--json") as process:
        summary = json.loads(process.communicate()[0])["crawl"]
    assert (summary["resumed"], summary["balanced"], summary["stopped_early"]) == (True, True, None)


def test_case_74_the_second_signal_ends_at_once(tmp_path: Path) -> None:
    with started("crawl", "practice", "--size", "30", "--output", str(tmp_path), *SLOWLY) as process:
        wait_for(lambda: is_crawling(tmp_path))
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert process.stderr.readline().strip() == ENDING  # two signals at once may be handled as one
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told.splitlines()) == (130, ["iom-projects: interrupted"])


def test_case_74_a_stopped_build_leaves_the_last_release(copy: Path) -> None:
    site = copy / "practice"
    before = file_hashes(site / "releases")
    held = (site / "lock").read_text()
    with started("build", "practice", "--output", str(copy)) as process:
        wait_for(lambda: (site / "lock").read_text() != held)
        process.send_signal(signal.SIGTERM)
        out, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, told) == (130, "", "iom-projects: interrupted\n")
    assert file_hashes(site / "releases") == before
    assert [path.name for path in (site / "releases").iterdir() if path.name.startswith(".")] == []


def test_case_74_a_build_whose_reader_has_gone_away_is_done(copy: Path) -> None:
    before = release_ids(copy / "practice")
    with started("build", "practice", "--output", str(copy)) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        assert (process.communicate()[1], process.returncode) == ("", 0)
    assert len(release_ids(copy / "practice")) == len(before) + 1


NO_RELEASE = "has no release yet: iom-projects run practice makes one"


@pytest.mark.parametrize(
    ("redirection", "site", "code", "told"),
    [
        ("2>&-", "{copy}", 0, ""),
        (">&- 2>&- <&-", "{copy}", 7, ""),
        ("2>&-", "nowhere", 2, ""),
        ("2>/dev/full", "nowhere", 2, ""),
        (">&-", "nowhere", 2, f"iom-projects: nowhere/practice {NO_RELEASE}\n"),
        (">/dev/full", "{copy}", 7, "iom-projects: standard output cannot be written (No space left on device)\n"),
    ],
)
def test_case_74_streams_that_nobody_reads(copy: Path, redirection: str, site: str, code: int, told: str) -> None:
    arguments = ["releases", "list", "--site", "practice", "--output", site.format(copy=copy)]
    command = ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", COMMAND, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, told)


def test_case_75_a_second_build_is_refused_and_changes_nothing(run: Run, copy: Path) -> None:
    with lock.hold(copy / "practice"):
        before = file_hashes(copy / "practice")
        held = (copy / "practice" / "lock").read_text().strip()
        ran = run("build", "practice", output=copy)
    assert (ran.code, ran.out) == (6, "")
    assert ran.err == f"iom-projects: another run works in {copy}/practice ({held})\n"
    assert file_hashes(copy / "practice") == before


def test_case_89_the_same_archive_gives_the_same_bytes_elsewhere(copy: Path, archive: Archive) -> None:
    site = copy / "practice"
    (site / readings.FILE_NAME).unlink()
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
    command = [COMMAND, "build", "practice", "--output", str(copy)]
    subprocess.run(command, env={**os.environ, **elsewhere}, capture_output=True, check=True)
    here, there = (file_hashes(folder) for folder in (archive.third.release.folder, (site / "latest").resolve()))
    assert {name for name in {*here, *there} if here.get(name) != there.get(name)} == {"run.json"}


def spoil(path: Path, how: str) -> None:
    """Damage a ledger in one of the ways of FAULTS 77."""
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "newer":
        with contextlib.closing(sqlite3.connect(path)) as ledger:
            ledger.execute("PRAGMA user_version = 99")
            ledger.commit()
    else:
        spoilt = {"zeroed": bytes(len(content)), "cut": content[: len(content) // 2], "random": os.urandom(9999)}
        path.write_bytes({**spoilt, "empty": b""}[how])


@pytest.mark.parametrize("how", ["missing", "empty", "zeroed", "cut", "random", "newer"])
def test_case_77_no_build_goes_on_from_a_damaged_ledger(run: Run, copy: Path, how: str) -> None:
    path = copy / "practice" / "ledger.sqlite"
    spoil(path, how)
    before = file_hashes(copy / "practice" / "releases")
    ran = run("build", "practice", output=copy)
    assert (ran.code, ran.out, ran.err.count("\n")) == (7, "", 1)
    assert ran.err.startswith(f"iom-projects: {path}")
    assert file_hashes(copy / "practice" / "releases") == before


def test_case_77_what_the_ledger_has_lost_stands_unverified(run: Run, copy: Path, archive: Archive) -> None:
    (lost,) = [row["url"] for row in archive.third.tables["projects"].to_pylist() if row["project_key"] == "ZZ.0003"]
    with contextlib.closing(sqlite3.connect(copy / "practice" / "ledger.sqlite")) as ledger:
        seal.keep(ledger)
        ledger.execute("DELETE FROM address WHERE url = ?", [lost])
        ledger.commit()
    told = json.loads(run("build", "practice", "--json", output=copy).out)
    folder = Path(told["release"]["folder"])
    assert told["rows"] == {name: table.num_rows for name, table in archive.third.tables.items()}
    states = {row["url"]: row["state"] for row in read_parquet(folder / "pages.parquet").to_pylist()}
    assert states[lost] == "unverified"
    checks = {check["name"]: check for check in json.loads((folder / "run.json").read_text())["checks"]["all"]}
    assert "1 archive_alone" in checks["balance"]["message"]
    assert checks["balance"]["verdict"] == "passed"
    assert checks["unverified"]["verdict"] == "warned"
