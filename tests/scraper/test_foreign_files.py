"""WARC and WACZ files as other programs write them, good and bad: nothing good is lost to what is bad beside it."""

import base64
import gzip
import hashlib
import io
import random
import re
import zipfile
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.archive import archive
from scraper.imports.framing import Record, read_records, salvage
from tests.imported_site import write_wacz, write_warc
from tests.scraper.loopback import page
from tests.scraper.taking import THEN, answer, captures, taken, told, written

WARC_OF_A = ("WARC-Target-URI: http://site.example/project/a", "WARC-Date: 2024-05-31T10:00:07Z")


def record(*fields: str, block: bytes, kind: str = "response") -> bytes:
    """A record as some other program writes it, field by field."""
    head = ["WARC/1.0", f"WARC-Type: {kind}", *fields, f"Content-Length: {len(block)}"]
    return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


def http(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]).encode() + body


def a_record(*headers: str, body: bytes = b"", extra: tuple[str, ...] = ()) -> bytes:
    return record(*WARC_OF_A, *extra, block=http(body or page("a"), *headers))


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


OF_PAGE = sha1(page("a"))
CHUNKED = b"5\r\n" + page("a")[:5] + b"\r\n" + f"{len(page('a')) - 5:x}\r\n".encode() + page("a")[5:] + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "content",
    [
        a_record(),
        gzip.compress(a_record()),
        gzip.compress(record(block=b"software: x\r\n", kind="warcinfo") + a_record()),
        record("WARC-Target-URI: <http://site.example/project/a>", WARC_OF_A[1], block=http(page("a"))),
        record("WARC-Target-URI: http://site.example:80/Project/a/?x=1#y", WARC_OF_A[1], block=http(page("a"))),
        a_record("Transfer-Encoding: chunked", body=CHUNKED, extra=(f"WARC-Payload-Digest: {sha1(CHUNKED)}",)),
        a_record("Transfer-Encoding: chunked", body=CHUNKED, extra=(f"WARC-Payload-Digest: {OF_PAGE}",)),
        a_record("Transfer-Encoding: chunked"),
        a_record("Content-Encoding: gzip", body=gzip.compress(page("a"))),
        a_record("Content-Encoding: gzip", body=gzip.compress(page("a")), extra=(f"WARC-Payload-Digest: {OF_PAGE}",)),
        a_record("Content-Encoding: br", body=brotli.compress(page("a")), extra=(f"WARC-Payload-Digest: {OF_PAGE}",)),
        a_record("Content-Encoding: zstd", body=zstd.compress(page("a"))),
        a_record("Content-Encoding: br"),
        a_record("Content-Encoding: gzip"),
        record(*WARC_OF_A, "Content-Type: text/html", block=page("a"), kind="resource"),
        record(*WARC_OF_A, block=http(page("a")).replace(b"\r\n", b"\n")),
        record(*WARC_OF_A, block=http(page("a"), "X-Long: one", " two").replace(b"HTTP/1.1 200 OK", b"HTTP/2 200")),
        a_record().replace(b"\r\n\r\n\r\n\r\n", b"\r\n\r\n"),
        a_record().replace(b"WARC/1.0", b"WARC/1.1").replace(b"07Z", b"07.000000123Z"),
        gzip.compress(a_record()) + b"\0" * 1024,
    ],
    ids=[
        "plain",
        "gzip",
        "gzip as a whole",
        "angle brackets",
        "port case slash query",
        "chunked",
        "chunked, digest of the payload",
        "not chunked though it says so",
        "coded",
        "coded, digest of the content",
        "coded in br, digest of the content",
        "coded in zstd",
        "not coded in br",
        "not coded in gzip",
        "resource",
        "bare line feeds",
        "http 2, folded header",
        "no empty lines behind",
        "nanoseconds",
        "zeros behind",
    ],
)
def test_what_other_programs_write_is_read(tmp_path: Path, content: bytes) -> None:
    summary = taken(tmp_path, written(tmp_path / "a.warc", content))
    assert (told(summary), summary.captures) == ([], 1)
    (capture,) = captures(tmp_path)
    assert (capture.url, capture.fetched_at, capture.body) == ("http://site.example/project/a", THEN, page("a"))
    archive.rebuild_index(tmp_path / "site")
    assert captures(tmp_path) == [capture]


BROKEN = gzip.compress(a_record())[:60] + b"?" * 9 + gzip.compress(a_record())[69:]
GOOD = gzip.compress(a_record().replace(b"project/a", b"project/z"))


@pytest.mark.parametrize(
    ("content", "reason", "message"),
    [
        (b"", "damaged", "it is empty"),
        (b"this is no WARC file\n" * 20, "damaged", "it does not begin as a WARC record does"),
        (gzip.compress(a_record())[:-20], "damaged", "it cannot be inflated"),
        (a_record()[:-60], "damaged", "it is cut short"),
        (
            gzip.compress(a_record())[:60] + b"?" * 9 + gzip.compress(a_record())[69:],
            "damaged",
            "it cannot be inflated",
        ),
        (a_record().replace(b"Content-Length: ", b"Content-Length: -"), "damaged", "its Content-Length is '-"),
        (a_record(extra=(f"WARC-Block-Digest: {sha1(b'x')}",)), "damaged", "it does not fit its digest"),
        (a_record(extra=(f"WARC-Payload-Digest: {sha1(b'x')}",)), "damaged", "its body does not fit its digest"),
        (record(*WARC_OF_A, block=b"<html>no head</html>"), "damaged", "it holds no HTTP answer"),
        (a_record(extra=("WARC-Truncated: length",)), "unreadable_body", "its maker cut it (length)"),
        (a_record("Content-Encoding: gzip", body=gzip.compress(page("a"))[:-9]), "unreadable_body", "cut short"),
        (a_record("Content-Encoding: br", body=brotli.compress(page("a"))[:-9]), "unreadable_body", "cut short"),
        (a_record("Content-Encoding: dcb", body=b"\x0b\x02\x80"), "unreadable_body", "content coding"),
        (record(WARC_OF_A[1], block=http(page("a"))), "unaddressed", "it has no WARC-Target-URI"),
        (record(*WARC_OF_A, block=b"", kind="revisit"), "without_original", ""),
    ],
    ids=[
        "empty",
        "no WARC",
        "cut gzip",
        "cut",
        "damaged gzip",
        "length",
        "block digest",
        "payload digest",
        "no head",
        "truncated",
        "cut body",
        "cut br",
        "dcb",
        "no address",
        "revisit",
    ],
)
def test_what_is_bad_is_named_and_what_is_good_beside_it_kept(
    tmp_path: Path, content: bytes, reason: str, message: str
) -> None:
    assert_named(tmp_path, content, reason, message)


def test_bombs_are_named_too(tmp_path: Path) -> None:
    zeros = bytes(200 * 1024 * 1024)
    (tmp_path / "gzip").mkdir()
    assert_named(tmp_path / "gzip", gzip.compress(a_record(body=zeros)), "damaged", "bytes grow to more than")
    coded = a_record("Content-Encoding: zstd", body=zstd.compress(zeros[:70_000_000]))
    assert_named(tmp_path, coded, "unreadable_body", "grows beyond")


def assert_named(tmp_path: Path, content: bytes, reason: str, message: str) -> None:
    is_gzip = content.startswith(b"\x1f\x8b")
    good = GOOD if is_gzip else gzip.decompress(GOOD)
    is_last = message in {"it is empty", "it is cut short"}
    file = written(tmp_path / "a.warc", content, b"" if is_last else good)
    summary = taken(tmp_path, file, written(tmp_path / "b.warc.gz", GOOD))
    (one,) = (one for one in told(summary) if one[1] != "known")
    assert one[0].startswith("a.warc")
    assert (one[1], message in one[2]) == (reason, True), one
    assert [capture.url for capture in captures(tmp_path)] == ["http://site.example/project/z"]
    assert summary.left_out["known"] == (0 if is_last else 1)


def test_a_revisit_takes_the_body_that_it_repeats(tmp_path: Path) -> None:
    """By address and date as wget and Browsertrix say it, by digest alone as old Heritrix did, in whatever order."""
    digest = f"WARC-Payload-Digest: {OF_PAGE}"
    refers = ("WARC-Refers-To-Target-URI: http://site.example/project/a", "WARC-Refers-To-Date: 2024-05-31T10:00:07Z")
    later = ("WARC-Target-URI: http://site.example/project/a", "WARC-Date: 2024-06-30T10:00:07Z")
    latest = ("WARC-Target-URI: http://site.example/project/a", "WARC-Date: 2024-07-30T10:00:07Z")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    by_date = record(*later, *refers, block=head, kind="revisit")
    by_digest = record(*latest, digest, block=b"", kind="revisit")
    file = written(tmp_path / "a.warc", by_date, by_digest, a_record(extra=(digest,)))
    assert taken(tmp_path, file).captures == 3
    assert [(one.fetched_at.month, one.body) for one in captures(tmp_path)] == [
        (month, page("a")) for month in (5, 6, 7)
    ]
    assert taken(tmp_path, file).left_out == {"known": 3}
    alone = written(
        tmp_path / "b.warc", record(*later[:1], "WARC-Date: 2024-08-30T10:00:07Z", *refers, block=head, kind="revisit")
    )
    assert taken(tmp_path, alone).captures == 1, "an original of an earlier import will do"


def test_a_wacz_that_is_cut_gives_what_can_be_found_in_it(tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "data.warc.gz", [answer(name) for name in "abc"])
    whole = write_wacz(tmp_path / "whole.wacz", [warc]).read_bytes()
    cut = written(tmp_path / "cut.wacz", whole[: warc.stat().st_size // 2])
    summary = taken(tmp_path, cut)
    assert 0 < summary.captures < 3
    message = "no whole WACZ (File is not a zip file); what can be found in it is taken"
    first, *others = told(summary)
    assert first == ("cut.wacz", "damaged", message)
    ((place, reason, why),) = others
    assert re.fullmatch("cut.wacz/archive/data.warc.gz, record at byte [0-9]+", place)
    assert (reason, why) == ("damaged", "it is cut short")


def test_waczs_in_a_wacz_damaged_members_and_none_at_all(tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "data.warc.gz", [answer("a")])
    inner = write_wacz(tmp_path / "inner.wacz", [warc])
    with zipfile.ZipFile(tmp_path / "outer.wacz", "w", zipfile.ZIP_DEFLATED) as outer:
        outer.write(inner, "crawls/inner.wacz")
        outer.writestr("archive/bad.warc.gz", hashlib.sha256(b"no WARC").digest() * 200)
    with zipfile.ZipFile(tmp_path / "none.wacz", "w") as none:
        none.writestr("readme.txt", "nothing")
    damaged = bytearray((tmp_path / "outer.wacz").read_bytes())
    summary = taken(tmp_path, tmp_path / "outer.wacz", tmp_path / "none.wacz")
    assert summary.captures == 1
    assert [one[0] for one in told(summary)] == ["outer.wacz/archive/bad.warc.gz, record at byte 0", "none.wacz"]
    damaged[200] ^= 1
    assert taken(tmp_path, written(tmp_path / "flip.wacz", bytes(damaged))).left_out["damaged"] >= 1


def test_no_flipped_bit_ends_an_import_or_changes_a_body(tmp_path: Path) -> None:
    """What a damaged file gives is what was captured, or nothing: CRC and digests see to it."""
    whole = write_warc(tmp_path / "whole.warc.gz", [answer(name) for name in "abcdef"]).read_bytes()
    chance = random.Random(0)  # noqa: S311 - places to damage
    for number in range(40):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        folder = tmp_path / str(number)
        folder.mkdir()
        summary = taken(folder, written(folder / "a.warc.gz", bytes(damaged)))
        assert summary.captures >= 5
        assert summary.captures == 6 or summary.told
        for capture in captures(folder):
            assert capture.body == page(capture.url[-1])


PIECES = [GOOD, gzip.decompress(GOOD), b"\x1f\x8b\x08", b"\r\n\r\n", b"WARC/1.0", b"\0" * 9]


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=60)))
def test_any_bytes_are_read_to_their_end(parts: list[bytes]) -> None:
    """Whatever lies between them: records that stand whole at the beginning are always found."""
    found = list(read_records(io.BytesIO(GOOD + b"".join(parts)), lambda _: True))
    assert isinstance(found[0], Record)
    assert found[0].block == http(page("a"))
    list(salvage(io.BytesIO(b"".join(parts)), lambda _: True))


def test_a_file_made_to_be_slow_is_given_up(tmp_path: Path) -> None:
    slow = gzip.compress(a_record())[:-9] + b"\x1f\x8b\x08" * 150_000
    assert taken(tmp_path, written(tmp_path / "a.warc", slow)).left_out == {"damaged": 1}


def test_a_wacz_with_a_damaged_record_gives_the_others(tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "data.warc.gz", [answer(name) for name in "abc"])
    spoilt = bytearray(write_wacz(tmp_path / "whole.wacz", [warc]).read_bytes())
    spoilt[len(warc.read_bytes()) // 2] ^= 255
    summary = taken(tmp_path, written(tmp_path / "bad.wacz", bytes(spoilt)))
    assert summary.captures == 2
    first, second = told(summary)
    assert first[0] == "bad.wacz/archive/data.warc.gz"
    assert re.fullmatch("bad.wacz/archive/data.warc.gz, record .+", second[0])
