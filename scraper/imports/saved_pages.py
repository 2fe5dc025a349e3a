"""Pages that people saved: HTML with what stands beside or in it, and MHTML as Chrome, Edge and Opera write it.

An address comes from `NAME.meta.json`, from what the browser notes at the top of the page, from the page's own
canonical link, or, in a mirror, from the folder that is named as the site's host; a time from the meta file, the
browser's note or the MHTML file's `Date`. A file's own time is that of the last copy and counts for nothing.
"""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from scraper.discovery.links import read_links
from scraper.imports.foreign import ForeignCapture, Item, LeftOut, Place, Sieve
from scraper.imports.framing import MAX_BLOCK
from scraper.imports.meta_file import PageMeta, read_meta

OK = "HTTP/1.1 200 OK"
_TOP = 16 * 1024
"""Where a browser's note stands, if it wrote one."""

# "<!-- saved from url=(0033)https://www.iom.int/project/x -->" by Chrome and Edge; the number is the address's length.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\([0-9]+\)(?P<url>\S+)\s*-->", re.IGNORECASE)
# Three lines of SingleFile's: "Page saved with SingleFile", "url: https://…", and with the time zone's name behind it
# "saved date: Thu Nov 26 2026 10:05:00 GMT+0100".
_SINGLE_FILE = re.compile(
    rb"Page saved with SingleFile\s+url: (?P<url>\S+)\s+saved date: \w{3} (?P<date>\w{3} \d\d \d{4} \d\d:\d\d:\d\d)"
    rb" GMT(?P<offset>[+-]\d{4})"
)
# Address and time in a comment of HTTrack's, such as
# "Mirrored from www.iom.int/project/x by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 31 May 2024 10:00:07 GMT".
_HTTRACK = re.compile(
    rb"<!-- Mirrored from (?P<url>\S+) by HTTrack Website Copier/[^\s,]+ \[[^\]]*\], (?P<date>[A-Za-z0-9,: ]+ GMT) -->"
)


def read_saved_page(path: Path, name: str, sieve: Sieve) -> Iterator[Item]:
    """Yield the one capture of a saved page, or why it cannot be taken.

    Args:
        path: of the file.
        name: what people know it by.
        sieve: says which addresses are wanted.
    """
    place = Place(name)
    try:
        if path.stat().st_size > MAX_BLOCK:
            yield LeftOut(place, "damaged", f"of {path.stat().st_size:,} bytes: no page is so large")
            return
        meta = read_meta(path)
        data = path.read_bytes()
    except OSError as error:
        yield LeftOut(place, "damaged", f"cannot be read ({error.strerror})")
        return
    except ValueError as error:
        yield LeftOut(place, "damaged", str(error))
        return
    read = _read_mhtml if path.suffix.lower() in {".mhtml", ".mht"} else _read_html
    one = read(data, meta, place)
    if isinstance(one, LeftOut) and one.reason == "unaddressed":
        mirrored = _address_in_mirror(path, sieve)
        one = read(data, replace(meta, url=mirrored), place) if mirrored else one
    refused = sieve(one.url) if isinstance(one, ForeignCapture) else None
    if refused and isinstance(one, ForeignCapture):
        is_relative = refused == "unaddressed" and one.url.startswith("/")
        yield LeftOut(place, refused, "--base says what this is relative to" if is_relative else "", one.url)
    else:
        yield one


def _address_in_mirror(path: Path, sieve: Sieve) -> str | None:
    """The address that a file has in a mirror of the site: `www.iom.int/project/x`, as `wget --mirror` keeps it.

    wget adds `.html` where it is told to (`--adjust-extension`), and `index.html` to what ends in a slash.
    """
    for depth, host in enumerate(path.parts[:-1]):
        below = "/".join(path.parts[depth + 1 :]).removesuffix(".html").removesuffix("/index")
        addresses = (f"https://{host}/{below}", f"http://{host}/{below}")
        wanted = next((address for address in addresses if sieve(address) is None), None)
        if wanted is not None:
            return wanted
    return None


def _read_html(data: bytes, meta: PageMeta, place: Place) -> Item:
    note = _note(data[:_TOP])
    url = meta.url or note.url or read_links(data).canonical
    if url is None:
        return LeftOut(place, "unaddressed", "neither a meta file nor the page itself names its address")
    headers = (("Content-Type", meta.content_type or "text/html"),)
    return ForeignCapture(place, url, meta.fetched_at or note.fetched_at, OK, headers, data)


def _note(top: bytes) -> PageMeta:
    """What the program that saved a page noted in it."""
    single = _SINGLE_FILE.search(top)
    if single:
        text = f"{single['date'].decode('ascii', 'replace')} {single['offset'].decode('ascii')}"
        try:
            at = datetime.strptime(text, "%b %d %Y %H:%M:%S %z").astimezone(UTC)
        except (ValueError, OverflowError):
            at = None
        return PageMeta(single["url"].decode("utf-8", "replace"), at)
    mirrored = _HTTRACK.search(top)
    if mirrored:  # which names no scheme
        return PageMeta("http://" + mirrored["url"].decode("utf-8", "replace"), _date(mirrored["date"].decode("ascii")))
    saved = _SAVED_FROM.search(top)
    return PageMeta(saved["url"].decode("utf-8", "replace")) if saved else PageMeta()


def _read_mhtml(data: bytes, meta: PageMeta, place: Place) -> Item:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    page = _root(message)
    if page is None:
        return LeftOut(place, "damaged", "an MHTML file without a page in it")
    body = page.get_payload(decode=True)
    if not isinstance(body, bytes) or not body.strip():
        return LeftOut(place, "damaged", "an MHTML file whose page is empty")
    if message.is_multipart() and not _is_closed(data, message):
        return LeftOut(place, "damaged", "an MHTML file that is cut short")
    noted = message.get("Snapshot-Content-Location") or page.get("Content-Location")
    url = meta.url or (str(noted).strip() if noted else None) or read_links(body).canonical
    if url is None:
        return LeftOut(place, "unaddressed", "nothing in it names the page's address")
    charset = page.get_content_charset()
    content_type = meta.content_type or page.get_content_type() + (f"; charset={charset}" if charset else "")
    at = meta.fetched_at or _date(message.get("Date"))
    return ForeignCapture(place, url, at, OK, (("Content-Type", content_type),), body)


def _root(message: Message) -> Message | None:
    """The part that is the page itself: the one that is named as the start, else the first of HTML."""
    start = message.get_param("start")
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    named = [part for part in pages if start is not None and part.get("Content-ID") == start]
    return next(iter(named or pages), None)


def _is_closed(data: bytes, message: Message) -> bool:
    boundary = message.get_boundary() or ""
    return f"--{boundary}--".encode("ascii", "replace") in data[-len(boundary) - 4096 :]


def _date(text: object) -> datetime | None:
    """`Fri, 27 Nov 2026 03:40:00 -0000`; None where it is no date."""
    if text is None:
        return None
    try:
        at = email.utils.parsedate_to_datetime(str(text))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
