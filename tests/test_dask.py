"""A build whose pages a Dask cluster reads: the same bytes, whatever happens to workers, scheduler and archive."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import LocalCluster

import pipeline
from benchmarks.stopped_crawl import StoppedClock, crawl_once
from build import dask_cluster
from build.reading_ahead import read_ahead
from build.shards import Engine, GivenUp, Shard, ShardReadings, cut, read_shard
from cli import execute
from dataset.releases.hashes import sha256
from practice.server import serve
from sandbox import parse_cache, pool
from sandbox.child import Child
from sandbox.parse_cache import Readings, reader_version
from scraper.archive import archive
from scraper.errors import ConfigurationError, ServiceUnreachable, StorageFault
from settings.run_plan import RunPlan, plan_run

PAGES = 24


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site's folder with an archive and no readings."""
    folder = tmp_path_factory.mktemp("crawled") / "practice"
    with serve(size=PAGES) as server:
        crawl_once(folder, int(server.url.rpartition(":")[2]), 2)
    (folder / parse_cache.FILE_NAME).unlink()  # what the crawl read
    return folder


@pytest.fixture(scope="module")
def local(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The release of the local engine: the hash of every file."""
    folder = tmp_path_factory.mktemp("local") / "practice"
    shutil.copytree(crawled, folder)
    return release_of(replace(plan_run("practice", folder.parent), folder=folder))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with dask_cluster.dask_cluster() as cluster:
        yield cluster


@pytest.fixture
def job(crawled: Path, tmp_path: Path) -> RunPlan:
    shutil.copytree(crawled, tmp_path / "practice", ignore=shutil.ignore_patterns("readings.sqlite"))
    return replace(plan_run("practice", tmp_path), folder=tmp_path / "practice")


def release_of(job: RunPlan, engine: Engine | None = None) -> dict[str, str]:
    folder = pipeline.build(job, clock=StoppedClock(), engine=engine).release.folder
    return {path.name: sha256(path) for path in sorted(folder.iterdir())}


def die_once(shard: Shard) -> ShardReadings:
    """Read a shard, but kill the worker that is the first to try."""
    told = Path(shard.place) / "told-once"
    if not told.exists():
        told.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_shard(shard)


class Here:
    """An engine in this process, for what has nothing to do with Dask."""

    slots = 1

    def __init__(self, *answers: ShardReadings | GivenUp) -> None:
        self.shards: list[Shard] = []
        self._answers = iter(answers)

    def map(
        self, work: Callable[[Shard], ShardReadings], shards: Sequence[Shard], tick: Callable[[], None]
    ) -> Iterator[ShardReadings | GivenUp]:
        for shard in shards:
            self.shards.append(shard)
            yield next(self._answers, None) or work(shard)
            tick()


def test_the_whole_release_has_the_bytes_of_a_local_build(job: RunPlan, engine: Engine, local: dict[str, str]) -> None:
    assert release_of(job, engine) == local
    assert len(local) > 20


def test_a_killed_worker_loses_nothing(job: RunPlan, engine: Engine) -> None:
    place, entries = str(job.folder / archive.FOLDER_NAME), archive.latest_entries(job.folder)
    shards = [Shard(place, tuple(entries[start::2])) for start in (0, 1)]
    answers = engine.map(die_once, shards, lambda: None)
    read = {key for one in answers if isinstance(one, ShardReadings) for key in one.readings}
    assert {digest for digest, _ in read} == {entry.digest for entry in entries}
    assert len(list(Path(place).glob("told-once"))) == 1


def test_what_an_engine_has_read_nobody_reads_again(job: RunPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    first, told = Here(), list[tuple[int, int, str]]()
    read_ahead(job.folder, first, report=lambda *progress: told.append(progress))
    pages = len(archive.latest_entries(job.folder))
    assert sum(len(shard.entries) for shard in first.shards) == pages
    assert told[-1] == (pages, pages, "read ahead")
    second = Here()
    read_ahead(job.folder, second)
    assert second.shards == []

    def no_child() -> None:
        pytest.fail("a child was asked for")

    monkeypatch.setattr(pool, "borrow", no_child)
    assert len(release_of(job)) > 20


def test_shards_are_neighbours_and_hold_every_page_once(job: RunPlan) -> None:
    entries = archive.latest_entries(job.folder)[:20] * 25
    shards = cut("there", entries, 2)
    assert [len(shard.entries) for shard in shards] == [63, 63, 63, 63, 63, 63, 63, 59]
    assert sorted(entry.url for shard in shards for entry in shard.entries) == sorted(entry.url for entry in entries)
    offsets = [entry.body_offset for shard in shards for entry in shard.entries]
    assert offsets == sorted(offset for offset in offsets if offset is not None)
    assert cut("there", [], 2) == []


def test_a_corrupt_record_is_named_and_all_others_are_kept(
    job: RunPlan, capsys: pytest.CaptureFixture[str], engine: Engine
) -> None:
    entries = archive.latest_entries(job.folder)
    broken = entries[len(entries) // 2]
    path = job.folder / archive.FOLDER_NAME / broken.file
    stored = bytearray(path.read_bytes())
    stored[broken.offset + broken.length // 2] ^= 0xFF
    path.write_bytes(stored)
    with pytest.raises(StorageFault, match=f"{path} at byte {broken.offset}|{path} is damaged in the record at byte"):
        release_of(job, engine)
    with closing(Readings(job.folder)) as kept:
        assert kept.count() == len({(entry.digest) for entry in entries if entry != broken})
    assert execute(["build", "practice", "--output", str(job.folder.parent)]) == 7
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_page_that_kills_its_reader_costs_its_own_reading(job: RunPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MODULE", "tests.deadly_pages")
    idle: list[Child] = []
    monkeypatch.setattr(pool, "_idle", idle)
    place, entries = job.folder / archive.FOLDER_NAME, archive.latest_entries(job.folder)[:6]
    bodies = [capture.body for capture in archive.read_entries(job.folder, entries)]
    monkeypatch.setenv("DEADLY_BYTES", str(len(bodies[2])))
    read = read_shard(Shard(str(place), tuple(entries))).readings
    for child in idle:
        child.stop()
    assert {digest for digest, _ in read} == {entry.digest for entry in entries} - {entries[2].digest}


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (ShardReadings("another", 1, {}), ConfigurationError, "another version"),
        (ShardReadings(reader_version(), 1, {}, blind="there is no folder /x"), StorageFault, "there is no folder /x"),
    ],
)
def test_readings_of_another_version_or_of_a_blind_worker_are_refused(
    job: RunPlan, answer: ShardReadings, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        read_ahead(job.folder, Here(answer))


def test_a_worker_without_the_folder_says_so(job: RunPlan) -> None:
    assert read_shard(Shard("/no/such/folder", ())).blind == "there is no folder /no/such/folder"


def test_what_was_given_up_is_read_by_the_build(
    job: RunPlan, local: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    assert release_of(job, Here(GivenUp("four workers died at it"))) == local
    assert "its pages are read here: four workers died at it" in caplog.text


def test_a_scheduler_of_ones_own(job: RunPlan) -> None:
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, host="127.0.0.1", **QUIET) as cluster,
        dask_cluster.dask_cluster(cluster.scheduler_address) as remote,
    ):
        assert remote.slots == 1
        shards = cut(str(job.folder / archive.FOLDER_NAME), archive.latest_entries(job.folder)[:4], 1)
        answers = remote.map(read_shard, shards, lambda: None)
        assert isinstance(next(answers), ShardReadings)
        cluster.close()
        with pytest.raises(ServiceUnreachable, match=r"no longer answers; what was read is kept"):
            list(answers)


QUIET = {"protocol": "tcp", "dashboard_address": "127.0.0.1:0", "worker_dashboard_address": "127.0.0.1:0"}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"],
            4,
            "scheduler tcp://127.0.0.1:1 does not answer",
        ),
        (["--engine", "dask", "--scheduler", ""], 2, "--scheduler must be an address such as tcp://host:8786, not ''"),
        (["--engine", "dask", "--scheduler", "foo://x"], 2, "not 'foo://x'"),
        (["--scheduler", "tcp://127.0.0.1:1"], 2, "--scheduler is Dask's: add --engine dask"),
        (["--engine", "dask", "--compare"], 2, "--compare reads on this machine"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    job: RunPlan,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.setattr(dask_cluster, "ANSWER_SECONDS", 0.3)
    assert execute(["build", "practice", "--output", str(job.folder.parent), *arguments]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


def test_without_the_extra_it_says_what_to_install(
    job: RunPlan, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert execute(["build", "practice", "--output", str(job.folder.parent), "--engine", "dask"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "iom-projects: --engine dask needs the extra dask: pip install 'iom-projects[dask]'"


def test_an_ordinary_build_imports_neither_dask_nor_s3fs() -> None:
    heavy = {"dask", "distributed", "s3fs", "botocore"}
    asks = f"import cli, pipeline, sys; sys.exit(str(sorted({heavy} & set(sys.modules))))"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr.strip() == "[]"
