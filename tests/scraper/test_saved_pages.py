"""Pages saved by browsers: where they came from, and when, from what says so and from nothing else."""

import gzip
import json
import os
import quopri
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from scraper.archive import archive
from scraper.errors import ConfigurationError
from scraper.imports.provenance import imported_from
from scraper.imports.sources import find_sources
from tests.scraper.loopback import page
from tests.scraper.taking import SITE, THEN, captures, taken, told, written


def mhtml(url: str, body: bytes, *, date: str = "Fri, 31 May 2024 10:00:07 GMT", location: bool = True) -> bytes:
    """A page as Chrome 156 saves it: quoted-printable, a frame's identifier, a style sheet beside it."""
    boundary = "----MultipartBoundary--pFVvI9boukKtPXxmPZwDxcBsJ2L07I67hQ0auL6kgT----"
    head = ["From: <Saved by Blink>", f"Snapshot-Content-Location: {url}" if location else "", "Subject: A page"]
    head += [f"Date: {date}" if date else "", "MIME-Version: 1.0"]
    kind = f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"'
    part = ["Content-Type: text/html", "Content-ID: <frame-25FE@mhtml.blink>"]
    part += ["Content-Transfer-Encoding: quoted-printable", f"Content-Location: {url}" if location else ""]
    style = ["Content-Type: text/css", "Content-Transfer-Encoding: quoted-printable", "Content-Location: cid:css-9"]
    lines = [*filter(None, head), kind, "", "", f"--{boundary}", *filter(None, part), ""]
    lines += [
        quopri.encodestring(body).decode(),
        f"--{boundary}",
        *style,
        "",
        "body { margin: 0px }",
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode()


A = "http://site.example/project/a"
CANONICAL = page("a").replace(b"</head>", f'<link rel="canonical" href="{A}"></head>'.encode())
SINGLE_FILE = b"""<!DOCTYPE html> <html><!--
 Page saved with SingleFile
 url: http://site.example/project/a
 saved date: Fri May 31 2024 12:00:07 GMT+0200 (Mitteleurop\xc3\xa4ische Sommerzeit)
-->""" + page("a")[15:]  # fmt: skip
HTTRACK = page("a") + (
    b"<!-- Mirrored from site.example/project/a by HTTrack Website Copier/3.x [XR&CO'2014],"
    b" Fri, 31 May 2024 10:00:07 GMT -->\n</html>"
)
SAVED_FROM = b"<!DOCTYPE html>\r\n<!-- saved from url=(0029)http://site.example/project/a -->\r\n" + page("a")[15:]


@pytest.mark.parametrize(
    ("name", "content", "meta", "date"),
    [
        ("a.mhtml", mhtml(A, page("a")), None, None),
        ("a.MHT", mhtml(A, CANONICAL, location=False), None, None),
        ("a.mhtml", mhtml(A, page("a"), date=""), {"fetched_at": "2024-05-31T10:00:07Z"}, None),
        ("a.html", page("a"), {"url": A, "fetched_at": "2024-05-31T12:00:07+02:00", "content_type": "text/html"}, None),
        ("a.HTM", CANONICAL, {"fetched_at": "2024-05-31T10:00:07"}, None),
        ("a.html", SINGLE_FILE, None, None),
        ("a.html", HTTRACK, None, None),
        ("a.xhtml", SAVED_FROM, None, THEN),
        ("a.html", CANONICAL, None, THEN),
    ],
    ids=[
        "chrome",
        "canonical in mhtml",
        "undated mhtml",
        "meta",
        "meta and canonical",
        "SingleFile",
        "HTTrack",
        "saved from",
        "--date",
    ],
)
def test_a_saved_page_has_address_and_time_from_what_says_so(
    tmp_path: Path, name: str, content: bytes, meta: dict[str, str] | None, date: datetime | None
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    written(folder / name, content)
    if meta:
        (folder / f"{Path(name).stem}.meta.json").write_text(json.dumps(meta))
    summary = taken(tmp_path, folder, undated=date)
    assert (told(summary), summary.captures) == ([], 1)
    (capture,) = captures(tmp_path)
    assert (capture.url, capture.fetched_at) == (A, THEN)
    assert b"<h1>a</h1>" in capture.body
    (entry,) = archive.page_history(tmp_path / "site")
    assert imported_from(tmp_path / "site", entry) == f"saved/{name}"


@pytest.mark.parametrize(
    ("name", "content", "meta", "reason"),
    [
        ("a.html", page("a"), None, "unaddressed"),
        ("a.html", CANONICAL, None, "undated"),
        ("a.html", CANONICAL, "[1]", "damaged"),
        ("a.html", CANONICAL, '{"fetched_at": "yesterday"}', "damaged"),
        ("a.html", CANONICAL, '{"url": "http://elsewhere.example/project/a", "fetched_at": "2024-05-31"}', "elsewhere"),
        ("a.html", CANONICAL, '{"url": "nowhere", "fetched_at": "2024-05-31"}', "unaddressed"),
        ("a.html", b"", '{"url": "http://site.example/project/a", "fetched_at": "2024-05-31"}', "not_the_page"),
        ("a.mhtml", mhtml(A, page("a"))[:-300], None, "damaged"),
        ("a.mhtml", mhtml(A, page("a")).replace(b"text/html", b"image/png"), None, "damaged"),
        ("a.mhtml", mhtml(A, b""), None, "damaged"),
        ("a.mhtml", mhtml(A, page("a"), date="yesterday"), None, "undated"),
        ("a.mhtml", b"\xff\xfe\x00" * 99, None, "damaged"),
    ],
)
def test_a_saved_page_that_cannot_be_placed_is_left_out(
    tmp_path: Path, name: str, content: bytes, meta: str | None, reason: str
) -> None:
    written(tmp_path / name, content)
    if meta:
        (tmp_path / "a.meta.json").write_text(meta)
    summary = taken(tmp_path, tmp_path / name)
    assert (summary.captures, summary.left_out) == (0, {reason: 1})
    assert summary.told[0].place.file == name


def test_names_of_any_bytes_are_read_and_shown(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number, name in enumerate([b"caf\xe9\n.html", "проект.html".encode()]):
        file = folder / os.fsdecode(name)
        file.write_bytes(CANONICAL.replace(b"project/a", b"project/%d" % number))
    assert taken(tmp_path, folder, undated=THEN).captures == 2
    origins = {imported_from(tmp_path / "site", entry) for entry in archive.page_history(tmp_path / "site")}
    assert origins == {r"saved/caf\xe9\n.html", "saved/проект.html"}
    archive.rebuild_index(tmp_path / "site")
    assert len(captures(tmp_path)) == 2


def test_paths_that_hold_nothing_are_named_before_anything_is_touched(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    for name, message in [
        ("empty", r"empty holds nothing that can be imported \(\*.warc, \*.warc.gz, \*.wacz"),
        ("a.pdf", r"a.pdf is of no kind that can be imported"),
        ("nowhere", "no such file or folder: .*nowhere"),
    ]:
        with pytest.raises(ConfigurationError, match=message):
            find_sources([tmp_path / name])


def test_a_relative_canonical_link_needs_a_host(tmp_path: Path) -> None:
    """Of a site with one host it is that one; of several somebody must say which: a guess would be a bug."""
    body = page("a").replace(b"</head>", b'<link rel="canonical" href="/project/a"></head>')
    file = written(tmp_path / "a.html", body)
    assert taken(tmp_path, file, undated=THEN).addresses == {A}
    several = replace(SITE, hosts=("site.example", "www.site.example"))
    summary = taken(tmp_path / "several", file, site=several, undated=THEN)
    assert told(summary) == [("a.html", "unaddressed", "--base says what this is relative to")]
    based = taken(tmp_path / "several", file, site=several, undated=THEN, base="http://www.site.example/")
    assert based.addresses == {"http://www.site.example/project/a"}


def test_a_mirror_of_a_site_has_pages_without_a_suffix_and_other_files(tmp_path: Path) -> None:
    """As `wget --mirror` leaves it; what is of no kind that is imported is counted."""
    files = {"project/a": CANONICAL, "robots.txt": b"User-agent: *", "logo.png": b"PNG", "LICENSE": b"x"}
    for name, content in files.items():
        file = tmp_path / "mirror" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    summary = taken(tmp_path, tmp_path / "mirror", undated=THEN)
    assert (summary.files, summary.addresses, summary.left_out) == (1, {A}, {"other_file": 3})


@pytest.mark.parametrize("name", ["project/a", "project/a.html", "project/a/index.html"])
def test_the_folder_that_is_named_as_the_host_tells_the_address_in_a_mirror(tmp_path: Path, name: str) -> None:
    """Where the page names none; `--adjust-extension` adds the end, another host's folder is another site's."""
    for host in ("site.example", "elsewhere.example"):
        file = tmp_path / "mirror" / host / name
        file.parent.mkdir(parents=True)
        file.write_bytes(page("a"))
    summary = taken(tmp_path, tmp_path / "mirror", undated=THEN)
    assert (summary.addresses, summary.left_out) == ({"http://site.example/project/a"}, {"unaddressed": 1})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (CANONICAL, ".html"),
        (mhtml(A, page("a")), ".mhtml"),
        (b"WARC/1.0", ".warc"),
        (gzip.compress(b"WARC/1.0"), ".warc"),
        (b"PK\x03\x04", ".wacz"),
    ],
    ids=["html", "mhtml", "warc", "gzip", "zip"],
)
def test_a_file_that_is_named_may_have_any_name(tmp_path: Path, content: bytes, kind: str) -> None:
    (source,) = find_sources([written(tmp_path / "a.open", content)])
    assert (source.name, source.kind) == ("a.open", kind)
