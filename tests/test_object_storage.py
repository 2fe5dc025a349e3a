"""A site in an object store: read and published there by moto's S3 on loopback; what fails is said in one line."""

import json
import logging
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import s3fs
from distributed import LocalCluster
from moto.server import ThreadedMotoServer
from pytest_httpserver import HTTPServer

import pipeline
from benchmarks.stopped_crawl import StoppedClock, crawl_once
from build import bucket as bucket_module
from build import dask_cluster
from build.bucket import Bucket
from build.mirror import MANIFEST, fetch
from build.shards import Shard, body_place, cut, read_shard
from cli import execute
from dataset.releases.hashes import sha256
from practice.server import serve
from sandbox import parse_cache
from scraper.archive import archive
from scraper.archive.place import read_address
from scraper.errors import ConfigurationError, LockedError, ServiceUnreachable, StorageFault
from settings.run_plan import RunPlan, plan_run

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"  # noqa: S105 - the example of AWS's own manual
BUCKET = "iom-data"
SITE = f"s3://{BUCKET}/kept/practice"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled") / "practice"
    with serve(size=24) as server:
        crawl_once(folder, int(server.url.rpartition(":")[2]), 2)
    (folder / parse_cache.FILE_NAME).unlink()  # what the crawl read
    return folder


@pytest.fixture(scope="module")
def local(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The release of a build in a folder: the hash of every file."""
    folder = tmp_path_factory.mktemp("local") / "practice"
    shutil.copytree(crawled, folder)
    release = pipeline.build(plan_run("practice", folder.parent), clock=StoppedClock()).release.folder
    return {path.name: sha256(path) for path in sorted(release.iterdir())}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def keys(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_keys(monkeypatch, endpoint, tmp_path)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def set_keys(monkeypatch: pytest.MonkeyPatch, endpoint: str, home: Path) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "no-credentials"))


@pytest.fixture
def store(crawled: Path) -> Iterator[s3fs.S3FileSystem]:
    """The bucket with the site that was crawled, and no release."""
    files = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    files.call_s3("create_bucket", Bucket=BUCKET)
    files.put(str(crawled), f"{BUCKET}/kept/practice", recursive=True)
    yield files
    files.rm(BUCKET, recursive=True)


@pytest.fixture
def job(tmp_path: Path) -> RunPlan:
    return plan_run("practice", tmp_path / "mirror")


def hashes_at(store: s3fs.S3FileSystem, release: str, aside: Path) -> dict[str, str]:
    store.get(f"{release}/", f"{aside}/", recursive=True)
    return {path.name: sha256(path) for path in sorted(aside.iterdir())}


def test_the_release_in_the_bucket_has_the_bytes_of_one_in_a_folder(
    store: s3fs.S3FileSystem, job: RunPlan, local: dict[str, str], tmp_path: Path
) -> None:
    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
        ) as cluster,
        dask_cluster.dask_cluster(cluster.scheduler_address) as engine,
    ):
        built = pipeline.build(job, clock=StoppedClock(), engine=engine, address=SITE)
    assert built.address == f"{SITE}/releases/{built.release.id}"
    assert hashes_at(store, built.address, tmp_path / "copy") == local
    assert json.loads(store.cat(f"{SITE}/latest.json"))["release"] == built.release.id
    second = pipeline.build(job, clock=StoppedClock(), address=SITE)
    assert second.parent == built.release.id
    assert json.loads(store.cat(f"{SITE}/latest.json"))["release"] == second.release.id > built.release.id


def test_workers_read_the_records_that_they_need_and_a_corrupt_one_is_named(
    store: s3fs.S3FileSystem, crawled: Path
) -> None:
    entries = archive.latest_entries(crawled)
    lengths = archive.record_lengths(crawled, map(body_place, entries))
    (shard,) = cut(f"{SITE}/archive", entries, 1, lengths)
    (here,) = cut(str(crawled / "archive"), entries, 1)
    assert read_shard(shard) == read_shard(here)
    broken = shard.entries[3]
    name = f"{SITE}/archive/{broken.file}"
    stored = bytearray(store.cat(name))
    stored[broken.offset + broken.length // 2] ^= 0xFF
    store.pipe(name, bytes(stored))
    read = read_shard(shard)
    (fault,) = read.faults
    assert fault.startswith(f"{name} is damaged in the record at byte") or f"{name} at byte {broken.offset}" in fault
    assert len(read.readings) == len({entry.digest for entry in entries if entry != broken})


def test_only_what_has_changed_is_fetched_again(store: s3fs.S3FileSystem, job: RunPlan) -> None:
    job.folder.mkdir(parents=True)
    assert fetch(SITE, job.folder).fetched == 3
    assert fetch(SITE, job.folder).fetched == 0
    store.touch(f"{SITE}/archive/20270101T000000Z-000002-00001.warc.gz")
    (job.folder / "archive" / "stray.warc.gz").touch()
    store.pipe(f"{SITE}/../../escaped", b"never fetched")
    assert fetch(SITE, job.folder).fetched == 1
    assert not (job.folder / "archive" / "stray.warc.gz").exists()


def test_a_release_of_another_run_meanwhile_stands(store: s3fs.S3FileSystem, job: RunPlan) -> None:
    job.folder.mkdir(parents=True)
    mirror = fetch(SITE, job.folder)
    built = pipeline.build(job, clock=StoppedClock())
    store.pipe(f"{SITE}/latest.json", b'{"release": "theirs"}')
    with pytest.raises(LockedError, match=f"^{SITE}/latest.json: another run has written it meanwhile"):
        mirror.publish(built.release)
    assert json.loads(store.cat(f"{SITE}/latest.json")) == {"release": "theirs"}
    with pytest.raises(LockedError, match=f"^{SITE}/releases/{built.release.id}/"):
        mirror.publish(built.release)


def test_a_folder_of_its_own_is_never_made_a_mirror(store: s3fs.S3FileSystem, job: RunPlan) -> None:
    (job.folder / "archive").mkdir(parents=True)
    with pytest.raises(StorageFault, match=r"holds a site of its own and is no mirror of s3://"):
        fetch(SITE, job.folder)
    (job.folder / MANIFEST).write_text('{"address": "s3://another/live", "tags": {}}')
    with pytest.raises(StorageFault, match=r"is a mirror of s3://another/live, not of s3://"):
        fetch(SITE, job.folder)


def test_a_damaged_pointer_is_named(store: s3fs.S3FileSystem, tmp_path: Path) -> None:
    for number, text in enumerate(("", "[]", "{}", '{"release": "../../elsewhere"}')):
        store.pipe(f"{SITE}/latest.json", text.encode())
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(StorageFault, match=f"^{SITE}/latest.json is damaged"):
            fetch(SITE, folder)
        assert not (folder / "latest").is_symlink()


def test_a_damaged_mirror_says_what_mends_it(job: RunPlan) -> None:
    job.folder.mkdir(parents=True)
    (job.folder / MANIFEST).write_text("{")
    with pytest.raises(StorageFault, match=r"is damaged; remove the mirror .* and it is fetched anew"):
        fetch(SITE, job.folder)


def test_no_secret_stands_anywhere(
    store: s3fs.S3FileSystem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror, log = tmp_path / "mirror", tmp_path / "log"
    output = f"s3://{BUCKET}/kept"
    code = execute(["build", "practice", "--output", output, "--mirror", str(mirror), "-v", "--log-file", str(log)])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert f"Latest: {SITE}/latest.json" in said.out
    store.get(f"{BUCKET}/", f"{tmp_path / 'bucket'}/", recursive=True)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 60
    everything = b"".join(path.read_bytes() for path in files) + (said.out + said.err).encode()
    assert SECRET.encode() not in everything
    assert b"AKIAIOSFODNN7EXAMPLE" not in everything


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = execute(list(arguments))
    (line,) = capsys.readouterr().err.splitlines()
    return code, line.removeprefix("iom-projects: ")


def test_a_store_that_does_not_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://name:{SECRET}@127.0.0.1:1")
    monkeypatch.setitem(bucket_module.TIMES, "retries", {"max_attempts": 0})
    code, line = refused(capsys, "build", "practice", "--output", f"s3://{BUCKET}", "--mirror", str(tmp_path / "m"))
    assert code == 4
    assert line.startswith(f"s3://{BUCKET}/practice: the object store does not answer (")
    assert SECRET not in line


def test_a_bucket_that_is_not_there_or_empty(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mirror = str(tmp_path / "m")
    code, line = refused(capsys, "build", "practice", "--output", "s3://no-bucket", "--mirror", mirror)
    assert (code, line) == (7, "s3://no-bucket/practice cannot be used (NoSuchBucket)")
    s3fs.S3FileSystem(skip_instance_cache=True).call_s3("create_bucket", Bucket="no-site")
    code, line = refused(capsys, "build", "practice", "--output", "s3://no-site", "--mirror", mirror)
    assert (code, line) == (7, "s3://no-site/practice/archive holds no archive; crawl into a folder and copy it there")


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "ExpiredToken"])
def test_wrong_credentials(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    httpserver: HTTPServer,
    tmp_path: Path,
    code: str,
) -> None:
    told = f"<Error><Code>{code}</Code><Message>{SECRET}</Message><StringToSign>{SECRET}</StringToSign></Error>"
    httpserver.expect_request(f"/{BUCKET}").respond_with_data(told, status=403, content_type="application/xml")
    monkeypatch.setenv("AWS_ENDPOINT_URL", httpserver.url_for("/"))
    exit_code, line = refused(
        capsys, "build", "practice", "--output", f"s3://{BUCKET}", "--mirror", str(tmp_path / "m")
    )
    assert (exit_code, line) == (7, f"s3://{BUCKET}/practice cannot be used ({code})")


def test_no_credentials(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    code, line = refused(capsys, "build", "practice", "--output", f"s3://{BUCKET}", "--mirror", str(tmp_path / "m"))
    assert (code, line) == (7, f"s3://{BUCKET}/practice cannot be used (NoCredentialsError)")


def test_a_worker_that_does_not_reach_the_store_says_so(monkeypatch: pytest.MonkeyPatch, crawled: Path) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setitem(bucket_module.TIMES, "retries", {"max_attempts": 0})
    (entry, *_) = archive.latest_entries(crawled)
    blind = read_shard(Shard(f"{SITE}/archive", (entry,), (entry.length,))).blind
    assert blind == f"{SITE}/archive/{entry.file}: the object store does not answer (EndpointConnectionError)"


@pytest.mark.parametrize("command", ["run", "crawl", "status", "verify"])
def test_other_commands_refuse_an_address(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, line = refused(capsys, command, "practice", "--output", "s3://iom-data/x")
    assert (code, line) == (2, "--output: output can be s3:// for `build` alone; crawl into a folder and copy it there")


@pytest.mark.parametrize(
    "address", [f"s3://AKIA:{SECRET}@iom-data/x", "s3://UPPER/x", "gs://bucket/x", "s3://", "s3://b?x"]
)
def test_an_address_with_keys_or_of_another_kind_is_refused_and_not_repeated(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    code, line = refused(capsys, "build", "practice", "--output", address)
    assert code == 2
    assert "output must be a folder or s3://bucket/prefix" in line
    assert SECRET not in line


def test_addresses() -> None:
    assert read_address("output") is read_address(Path("/data/output")) is read_address("./s3") is None
    assert read_address(Path("s3://iom-data/a/b")) == read_address("s3://iom-data/a/b/") == "s3://iom-data/a/b"
    with pytest.raises(ConfigurationError):
        read_address("s3://iom-data/../other")


def test_nothing_else_goes_with_an_address(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert refused(capsys, "build", "practice", "--mirror", "m")[0] == 2
    assert (
        refused(capsys, "build", "practice", "--output", "s3://iom-data", "--mirror", str(tmp_path), "--compare")[0]
        == 2
    )
    monkeypatch.setenv("IOM_PROJECTS_KEEP", "3")
    code, line = refused(capsys, "build", "practice", "--output", "s3://iom-data")
    assert (code, line.partition(";")[0]) == (2, "IOM_PROJECTS_KEEP: keep is for folders")


def test_without_the_extra_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    code, line = refused(capsys, "build", "practice", "--output", "s3://iom-data", "--mirror", str(tmp_path / "m"))
    assert (code, line) == (2, "s3:// needs the extra s3: pip install 'iom-projects[s3]'")


def test_a_store_without_conditional_writes_publishes_nothing(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "<Error><Code>NotImplemented</Code><Message>A header is not implemented</Message></Error>"
    httpserver.expect_request(f"/{BUCKET}/x/latest.json").respond_with_data(told, 501, content_type="application/xml")
    monkeypatch.setenv("AWS_ENDPOINT_URL", httpserver.url_for("/"))
    with pytest.raises((StorageFault, ServiceUnreachable), match=r"latest.json cannot be used \(NotImplemented\)"):
        Bucket(f"s3://{BUCKET}/x").swap("latest.json", b"{}", None)
