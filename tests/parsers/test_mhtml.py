"""Pages saved as MHTML give what the page itself gives."""

import base64
import quopri

import pytest

from parsers import parse_page
from tests.parsers.pages import DESCRIPTION, list_of, page

PAGE = page(f"{list_of()}<div>{DESCRIPTION}</div>", title="Équité à l’étranger: a project of some years")


def saved(encoded: bytes, encoding: str, charset: str = "utf-8", end: str = "\r\n") -> bytes:
    lines = [
        "From: <Saved by Blink>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="----x"',
        "",
        "------x",
        f"Content-Type: text/html; charset={charset}",
        f"Content-Transfer-Encoding: {encoding}",
        "Content-Location: https://www.iom.int/fr/project/some-project",
        "",
    ]
    image = end.join(["", "------x", "Content-Type: image/png", "Content-Transfer-Encoding: base64", "", "iVBOR", ""])
    return end.join(lines).encode() + end.encode() + encoded + image.encode() + f"------x--{end}".encode()


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [(quopri.encodestring(PAGE), "quoted-printable"), (base64.encodebytes(PAGE), "base64"), (PAGE, "8bit")],
    ids=["quoted-printable", "base64", "8bit"],
)
def test_saved_page_is_read_as_the_page(encoded: bytes, encoding: str, end: str) -> None:
    reading, plain = parse_page(saved(encoded, encoding, end=end)), parse_page(PAGE)

    assert plain.project is not None
    assert reading.project is not None
    assert reading.url == "https://www.iom.int/fr/project/some-project"
    assert {name: field.texts for name, field in reading.project.fields.items()} == {
        name: field.texts for name, field in plain.project.fields.items()
    }


def test_a_message_that_is_the_page_itself_is_read_too() -> None:
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    reading, plain = parse_page(head + base64.encodebytes(PAGE)), parse_page(PAGE)
    assert plain.project is not None
    assert reading.project == plain.project


def test_charset_of_the_part_is_used() -> None:
    latin = PAGE.decode().replace("’", "'").replace('<meta charset="utf-8">', "").encode("iso-8859-1")

    reading = parse_page(saved(base64.encodebytes(latin), "base64", "iso-8859-1"))

    assert reading.project is not None
    assert reading.project.fields["title"].raw == "Équité à l'étranger: a project of some years"


@pytest.mark.parametrize(
    "body",
    [
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html><body><p>Start Date 2005</p>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx",
        saved(saved(PAGE, "8bit"), "8bit"),
        b"".join(
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x%d\r\n\r\n--x%d\r\n" % (n, n)
            for n in range(5_000)
        ),
    ],
    ids=["nothing", "no boundary", "no page", "a file in a file", "nested without end"],
)
def test_file_without_a_page_is_no_html(body: bytes) -> None:
    assert parse_page(body).outcome == "not_html"


def test_page_that_shows_such_headers_is_a_page() -> None:
    text = PAGE.replace(b"<body>", b"<body><pre>\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n</pre>")

    assert parse_page(text).outcome == "project"
