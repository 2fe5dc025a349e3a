"""Content decoding: FAULTS 9 to 13."""

import gzip
import logging
import os
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import BodyFault
from scraper.http.decoding import RATIO_FLOOR, decode, gunzip

LIMIT = 10_000_000
TEXT = b"a page that is long enough to be compressed " * 50


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
    "": bytes,
}


@settings(deadline=None)
@given(data=st.binary(max_size=5000), coding=st.sampled_from(sorted(ENCODERS)))
def test_what_was_encoded_comes_back(data: bytes, coding: str) -> None:
    assert decode(ENCODERS[coding](data), coding, limit=LIMIT) == data


def test_deflate_without_zlib_header() -> None:
    assert decode(raw_deflate(TEXT), "deflate", limit=LIMIT) == TEXT


def test_codings_are_undone_last_first() -> None:
    assert decode(gzip.compress(zlib.compress(TEXT)), "deflate, gzip", limit=LIMIT) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_case_9_a_cut_stream_is_no_page(coding: str, kept: float) -> None:
    whole = ENCODERS[coding](TEXT)
    with pytest.raises(BodyFault, match="cut short") as caught:
        decode(whole[: int(len(whole) * kept)], coding, limit=LIMIT)
    assert caught.value.healing


def test_case_9_a_stream_without_its_last_byte_is_no_page() -> None:
    with pytest.raises(BodyFault, match="cut short"):
        decode(gzip.compress(TEXT)[:-1], "gzip", limit=LIMIT)


def test_case_9_nothing_at_all_is_no_gzip() -> None:
    with pytest.raises(BodyFault, match="cut short"):
        decode(b"", "gzip", limit=LIMIT)


def test_case_10_wrong_checksum() -> None:
    broken = bytearray(gzip.compress(TEXT))
    broken[-6] ^= 1
    with pytest.raises(BodyFault, match="incorrect data check"):
        decode(bytes(broken), "gzip", limit=LIMIT)


def test_case_10_plain_text_labelled_gzip() -> None:
    with pytest.raises(BodyFault, match="incorrect header check"):
        decode(TEXT, "gzip", limit=LIMIT)


@pytest.mark.parametrize("coding", ["br", "zstd"])
@pytest.mark.parametrize("damage", [lambda body: b"<html>" + body, lambda body: body + b"and more", lambda _: TEXT])
def test_case_10_what_is_no_whole_stream_is_damaged(coding: str, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BodyFault, match="damaged") as caught:
        decode(damage(ENCODERS[coding](TEXT)), coding, limit=LIMIT)
    assert caught.value.healing


@pytest.mark.parametrize("coding", ["compress", "gzip, dcb", "dcb", "dcz", "gzip;q=1", "\x00"])
def test_case_10_codings_that_nobody_reads(coding: str) -> None:
    with pytest.raises(BodyFault, match="not asked for") as caught:
        decode(gzip.compress(TEXT), coding, limit=LIMIT)
    assert not caught.value.healing


def test_case_11_all_members_are_decoded() -> None:
    members = gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two ") + gzip.compress(b"three")
    assert decode(members, "gzip", limit=LIMIT) == b"one two three"


def test_case_11_a_cut_last_member_is_a_fault() -> None:
    with pytest.raises(BodyFault, match="cut short"):
        decode(gzip.compress(b"one ") + gzip.compress(TEXT)[:-3], "gzip", limit=LIMIT)


def test_case_11_trailing_junk_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert decode(gzip.compress(TEXT) + b"junk", "gzip", limit=LIMIT) == TEXT
    assert "4 bytes of junk" in caplog.text


def test_case_11_padding_with_zeros_is_none(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert decode(gzip.compress(TEXT) + bytes(512), "gzip", limit=LIMIT) == TEXT
    assert not caplog.records


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: gzip.compress(bytes(50_000_000)),
    "deflate": lambda: zlib.compress(bytes(50_000_000)),
    "br": lambda: brotli.compress(bytes(50_000_000), quality=1),
    "zstd": lambda: zstd.compress(bytes(50_000_000)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_case_12_a_bomb_stops_at_the_limit(coding: str) -> None:
    bomb = BOMBS[coding]()
    with pytest.raises(BodyFault, match="grows beyond") as caught:
        decode(bomb, coding, limit=1_000_000)
    assert not caught.value.healing


def test_case_12_a_bomb_below_the_limit_stops_at_the_ratio() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    with pytest.raises(BodyFault, match="grows beyond"):
        decode(bomb, "gzip", limit=50_000_000)
    assert decode(gzip.compress(bytes(RATIO_FLOOR)), "gzip", limit=50_000_000) == bytes(RATIO_FLOOR)


def test_case_12_a_bomb_of_members_stops_at_the_limit() -> None:
    with pytest.raises(BodyFault, match="grows beyond"):
        gunzip(gzip.compress(bytes(600_000)) * 3, limit=1_000_000)


@pytest.mark.parametrize(
    ("coding", "empty"), [("gzip", gzip.compress(b"", mtime=0)), ("zstd", zstd.compress(b""))], ids=["gzip", "zstd"]
)
def test_case_12_a_million_empty_members_are_none_to_go_through(coding: str, empty: bytes) -> None:
    with pytest.raises(BodyFault, match="more than 1000 parts"):
        decode(empty * 50_000, coding, limit=LIMIT)
    assert decode(empty * 500 + ENCODERS[coding](TEXT), coding, limit=LIMIT) == TEXT


def test_case_12_a_window_beyond_all_bounds_is_refused() -> None:
    wide: dict[int, int] = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    with pytest.raises(BodyFault, match="too much memory"):
        decode(zstd.compress(os.urandom(9_000_000), options=wide), "zstd", limit=LIMIT)


def test_case_13_stacked_codings() -> None:
    body = TEXT
    for _ in range(6):
        body = gzip.compress(body)
    with pytest.raises(BodyFault, match="6 content codings"):
        decode(body, ", ".join(["gzip"] * 6), limit=LIMIT)


def test_case_13_a_plain_body_over_the_limit() -> None:
    with pytest.raises(BodyFault, match="more than 1000 bytes"):
        decode(os.urandom(1001), None, limit=1000)
