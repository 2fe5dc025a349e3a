"""Bytes become text as browsers read them, whatever the page and its server claim."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.encoding import decode

TEXT = "Côte d’Ivoire"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "text/html; charset=utf-8", "utf-16le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None, "utf-16be"),
        (TEXT.encode(), 'text/html; charset="UTF-8"', "utf-8"),
        (b"<meta charset=utf-8>" + TEXT.encode("cp1252"), "text/html; charset=latin1", "windows-1252"),
        (b"<meta charset=latin1>" + TEXT.encode("cp1252"), "text/html", "windows-1252"),
        (b"<!-- <meta charset=big5> --><meta charset='utf-8'>" + TEXT.encode(), None, "utf-8"),
        (b"<META HTTP-EQUIV=content-type CONTENT='text/html; charset=UTF-8'>" + TEXT.encode(), None, "utf-8"),
        (b"<title lang='a>b'>x</title><meta charset=utf-8>" + TEXT.encode(), None, "utf-8"),
        (b"<?xml version='1.0' encoding='windows-1252'?>" + TEXT.encode("cp1252"), None, "windows-1252"),
        (b"<meta charset=utf-16>" + TEXT.encode(), None, "utf-8"),
        (b"<meta charset=utf-16be>" + TEXT.encode(), None, "utf-8"),
        (b"<meta charset=x-user-defined>" + TEXT.encode("cp1252"), None, "windows-1252"),
        (TEXT.encode(), None, "utf-8"),
        (TEXT.encode("cp1252"), None, "windows-1252"),
    ],
)
def test_order_of_the_standard(body: bytes, content_type: str | None, encoding: str) -> None:
    decoded = decode(body, content_type)

    assert decoded.encoding == encoding
    assert decoded.text.endswith(TEXT)
    assert "\ufffd" not in decoded.text


@pytest.mark.parametrize(
    "label",
    ["hex", "rot13", "unicode_escape", "utf-7", "idna", "none", "", '"', '""', "base64", "zlib", "utf-8\x00", "ﬀ"],
)
def test_hostile_labels_choose_no_codec(label: str) -> None:
    assert decode(TEXT.encode(), f"text/html; charset={label}").encoding == "utf-8"
    assert decode(f"<meta charset='{label}'>{TEXT}".encode()).text.endswith(TEXT)


def test_label_that_is_no_text_chooses_nothing() -> None:
    assert decode(TEXT.encode(), "text/html; charset=\udce9").encoding == "utf-8"


def test_utf8_that_ends_within_a_character_is_still_utf8() -> None:
    assert decode("Côte".encode()[:2]).encoding == "utf-8"


def test_names_of_tags_that_never_end_cost_little() -> None:
    start = process_time()
    assert decode(b"<a" * 512, None).encoding == "utf-8"
    assert process_time() - start < 0.3


def test_declaration_after_the_first_1024_bytes_counts_for_nothing() -> None:
    assert decode(b" " * 1024 + b"<meta charset=big5>" + TEXT.encode()).encoding == "utf-8"


def test_bytes_that_an_encoding_lacks_become_replacement_characters() -> None:
    assert decode("\ufffd".encode() + b"caf\xe9", "text/html; charset=utf-8").text == "\ufffdcaf\ufffd"
    assert decode(b"caf\xff", "text/html; charset=big5").text == "caf\ufffd"
    assert decode("\ufffd".encode() + b"\xff", "text/html; charset=big5").text.count("\ufffd") == 2


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_and_labels_give_valid_text(body: bytes, content_type: str | None) -> None:
    decode(body, content_type).text.encode("utf-8")
