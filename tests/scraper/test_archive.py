"""The archive: what is written, what survives, what is noticed."""

import gzip
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scraper.archive import archive, stored_records
from scraper.archive.entry import Entry
from scraper.archive.warc_writer import Recorder
from scraper.errors import StorageFault
from scraper.http.exchange import Exchange
from tests.scraper.loopback import START

URL = "https://iom.int/project/a"
BODY = b"<html>caf\xc3\xa9</html>"


def exchange(body: bytes = BODY, *, url: str = URL, minutes: int = 0, status: str = "200 OK", **more: str) -> Exchange:
    raw = gzip.compress(body, mtime=0) if status.startswith("200") else body
    headers = (("Content-Type", "text/html"), ("X-Odd", "\xe9\xff"), ("Transfer-Encoding", "chunked"), *more.items())
    if status.startswith("200"):
        headers += (("Content-Encoding", "gzip"),)
    return Exchange(
        url=url,
        fetched_at=START + timedelta(minutes=minutes),
        request_line="GET /project/a HTTP/1.1",
        request_headers=(("Host", "iom.int"), ("User-Agent", "iom-projects")),
        status_line=f"HTTP/1.1 {status}",
        headers=headers,
        raw=raw,
        body=body,
    )


def record(folder: Path, *exchanges: Exchange, run: str = "20261124T120000Z-000001") -> list[Entry]:
    with Recorder(folder, run, {"software": "test"}) as recorder:
        return [recorder.append(each) for each in exchanges]


def warc(folder: Path) -> Path:
    (path,) = (folder / "archive").glob("*.warc.gz")
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    record(tmp_path, exchange())
    (capture,) = archive.latest_captures(tmp_path)
    assert capture.url == capture.requested_url == URL
    assert capture.body == BODY
    assert capture.fetched_at == START
    assert capture.status == 200
    assert capture.content_type == "text/html"
    assert ("X-Odd", "\xe9\xff") in capture.headers


def test_another_program_reads_the_records(tmp_path: Path) -> None:
    record(tmp_path, exchange(), exchange(minutes=1))
    kinds, bodies = [], []
    with warc(tmp_path).open("rb") as file:
        for each in ArchiveIterator(file, check_digests="raise"):
            kinds.append(each.rec_type)
            assert each.rec_headers.protocol == "WARC/1.1"
            if each.rec_type == "response":
                bodies.append(each.content_stream().read())
                assert each.http_headers.get_header("Transfer-Encoding") is None
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    assert bodies == [BODY]
    check: list[str | Path] = [Path(sys.executable).with_name("warcio"), "check", "-v", warc(tmp_path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "digest failed" not in done.stdout


def test_the_response_is_stored_as_received(tmp_path: Path) -> None:
    sent = exchange()
    record(tmp_path, sent)
    responses = [
        content for _, _, content in stored_records.members(warc(tmp_path)) if b"WARC-Type: response" in content
    ]
    assert len(responses) == 1
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Odd: \xe9\xff\r\nContent-Encoding: gzip\r\n\r\n"
    assert responses[0].endswith(head + sent.raw + b"\r\n\r\n")


def test_the_same_bytes_again_are_a_revisit(tmp_path: Path) -> None:
    first, second, third = record(tmp_path, exchange(), exchange(minutes=1), exchange(b"<html>new</html>", minutes=2))
    assert [each.kind for each in (first, second, third)] == ["response", "revisit", "response"]
    assert second.digest == first.digest != third.digest
    bodies = [capture.body for capture in archive.captures(tmp_path, URL)]
    assert bodies == [BODY, BODY, b"<html>new</html>"]


def test_a_304_is_a_revisit_of_the_capture_it_confirms(tmp_path: Path) -> None:
    with Recorder(tmp_path, "r-1", {}) as recorder:
        first = recorder.append(exchange())
        recorder.append(exchange(b"<html>maintenance</html>", minutes=1))
        confirmed = recorder.append(exchange(b"", minutes=2, status="304 Not Modified"), confirms=first)
        unasked = recorder.append(exchange(b"", minutes=3, status="304 Not Modified"))
    assert confirmed.kind == "revisit"
    assert confirmed.digest == first.digest
    assert (unasked.kind, unasked.digest) == ("response", None)
    assert [capture.body for capture in archive.captures(tmp_path)] == [BODY, b"<html>maintenance</html>", BODY]


def test_an_exchange_is_given_again_as_it_was_received(tmp_path: Path) -> None:
    cut = replace(exchange(url=URL + "c"), raw=exchange().raw[:20], body=None, truncated="time")
    sent = [exchange(), exchange(minutes=1), exchange(b"gone", url=URL + "b", status="404 Not Found"), cut]
    with Recorder(tmp_path, "r-1", {}) as recorder:
        again = [recorder.exchange(recorder.append(each)) for each in sent]
    for was, now in zip(sent, again, strict=True):
        assert (now.url, now.status_line, now.body, now.raw) == (was.url, was.status_line, was.body, was.raw)
        assert now.headers == tuple(pair for pair in was.headers if pair[0] != "Transfer-Encoding")
    assert [each.fault is None for each in again] == [True, True, True, False]


def test_answers_without_a_page_are_archived_and_are_no_captures(tmp_path: Path) -> None:
    cut = replace(exchange(minutes=2), raw=exchange().raw[:20], body=None, truncated="disconnect")
    record(tmp_path, exchange(b"gone", status="404 Not Found"), exchange(b"busy", status="503 Busy", minutes=1), cut)
    assert list(archive.latest_captures(tmp_path)) == []
    assert b"WARC-Truncated: disconnect" in b"".join(
        content for _, _, content in stored_records.members(warc(tmp_path))
    )


def test_captures_come_as_they_were_written_whatever_the_clock_said(tmp_path: Path) -> None:
    urls = [f"https://iom.int/project/{letter}" for letter in "cab"]
    record(tmp_path, *(exchange(url=url, minutes=9 - number) for number, url in enumerate(urls)))
    assert [capture.url for capture in archive.latest_captures(tmp_path)] == sorted(urls)
    assert [capture.url for capture in archive.captures(tmp_path)] == urls


def index_rows(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "archive" / "index.sqlite") as db:
        rows = db.execute("SELECT * FROM capture ORDER BY file, offset").fetchall()
    db.close()
    return rows


def filled(folder: Path) -> Path:
    with Recorder(folder, "20261124T120000Z-000001", {}) as recorder:
        first = recorder.append(exchange())
        recorder.append(exchange(url=URL + "b"))
        recorder.append(exchange(minutes=1))
        recorder.append(exchange(b"", minutes=2, status="304 Not Modified"), confirms=first)
        recorder.append(exchange(b"gone", url=URL + "c", status="404 Not Found"))
        recorder.append(replace(exchange(url=URL + "d"), raw=b"xx", body=None, truncated="disconnect"))
        recorder.append(replace(exchange(url=URL + "e"), raw=b"no gzip", body=None))
    return folder


def test_the_index_is_rebuilt_from_the_files(tmp_path: Path) -> None:
    before = index_rows(filled(tmp_path))
    assert archive.rebuild_index(tmp_path) == 7
    assert index_rows(tmp_path) == before


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "torn", "of another version", "lies"])
def test_an_unusable_index_is_made_anew(tmp_path: Path, damage: str) -> None:
    before = index_rows(filled(tmp_path))
    index = tmp_path / "archive" / "index.sqlite"
    if damage == "missing":
        index.unlink()
    elif damage == "empty":
        index.write_bytes(b"")
    elif damage == "garbage":
        index.write_bytes(bytes(range(256)) * 32)
    elif damage == "torn":
        index.write_bytes(index.read_bytes()[:5000])
    else:
        with sqlite3.connect(index) as db:
            lie = "UPDATE file SET bytes = 1000000000"
            db.execute("PRAGMA user_version = 99" if damage == "of another version" else lie)
        db.close()
    assert len(list(archive.captures(tmp_path))) == 4
    assert index_rows(tmp_path) == before


def test_a_torn_last_record_is_passed_over_and_cut_off(tmp_path: Path) -> None:
    record(tmp_path, exchange(), exchange(url=URL + "b"))
    path = warc(tmp_path)
    whole = path.read_bytes()
    ends = [offset + len(stored) for offset, stored, _ in stored_records.members(path)]
    for kept in [*range(ends[-3] + 1, len(whole), 97), len(whole) - 1]:
        folder = tmp_path / str(kept)
        (folder / "archive").mkdir(parents=True)
        (folder / "archive" / path.name).write_bytes(whole[:kept])
        complete = max(end for end in ends if end <= kept)
        expected = [URL, URL + "b"] if complete >= ends[-2] else [URL]
        assert [capture.url for capture in archive.latest_captures(folder)] == expected
        record(folder, exchange(url=URL + "c"))
        assert (folder / "archive" / path.name).read_bytes() == whole[:complete]
        assert [capture.url for capture in archive.latest_captures(folder)] == [*expected, URL + "c"]


def test_damage_before_the_end_names_the_file(tmp_path: Path) -> None:
    filled(tmp_path)
    path = warc(tmp_path)
    spoilt = bytearray(path.read_bytes())
    spoilt[300] ^= 0xFF
    path.write_bytes(spoilt)
    with pytest.raises(StorageFault, match=path.name):
        list(archive.captures(tmp_path))
    (tmp_path / "archive" / "index.sqlite").unlink()
    with pytest.raises(StorageFault, match=path.name):
        list(archive.captures(tmp_path))


@settings(deadline=None, max_examples=40)
@given(position=st.floats(0, 0.999), bit=st.integers(0, 7))
def test_a_flipped_bit_never_changes_a_body_silently(
    tmp_path_factory: pytest.TempPathFactory, position: float, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    record(folder, exchange())
    path = warc(folder)
    spoilt = bytearray(path.read_bytes())
    spoilt[int(position * len(spoilt))] ^= 1 << bit
    path.write_bytes(spoilt)
    try:
        bodies = [capture.body for capture in archive.captures(folder)]
    except StorageFault:
        bodies = []
    assert bodies in ([], [BODY])
    shutil.rmtree(folder)


def test_no_archive_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="holds no archive; 'iom-projects crawl' or 'iom-projects import PATH' "):
        list(archive.latest_captures(tmp_path))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file in the way")
    with pytest.raises(StorageFault, match="archive"):
        record(tmp_path, exchange())


def test_a_full_disk_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = os.write, [3]

    def write(file: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] == 0:
            real(file, bytes(data)[:50])
            raise OSError(28, "No space left on device")
        return real(file, data)

    with Recorder(tmp_path, "r-1", {}) as recorder:
        recorder.append(exchange())
        monkeypatch.setattr(os, "write", write)
        recorder.append(exchange(url=URL + "b"))
        recorder.append(exchange(url=URL + "c"))
        with pytest.raises(StorageFault, match="No space left on device"):
            recorder.append(exchange(url=URL + "d"))
        monkeypatch.setattr(os, "write", real)
        recorder.append(exchange(url=URL + "e"))
    assert [capture.url[-1] for capture in archive.latest_captures(tmp_path)] == ["a", "b", "c", "e"]
    with warc(tmp_path).open("rb") as file:
        assert sum(each.rec_type == "response" for each in ArchiveIterator(io.BytesIO(file.read()))) == 4


def test_file_names_never_come_from_addresses(tmp_path: Path) -> None:
    record(tmp_path, exchange(url="https://iom.int/project/..%252f..%252fetc"))
    assert warc(tmp_path).name == "20261124T120000Z-000001-00001.warc.gz"
    record(tmp_path, exchange())
    assert len(list((tmp_path / "archive").glob("20261124T120000Z-000001-0000?.warc.gz"))) == 2
