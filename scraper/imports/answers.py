"""Others' captures as answers, as if the site had given them to us."""

from datetime import datetime

from scraper.archive.entry import MAX_STORED_BODY
from scraper.errors import BodyFault
from scraper.http.decoding import decode
from scraper.http.exchange import Exchange, header
from scraper.imports.foreign import ForeignCapture

_AS_IT_WAS = "X-Archive-Orig-Content-Encoding"
"""What web archives call a header that no longer says what stands below it."""


def as_exchange(one: ForeignCapture, at: datetime) -> Exchange:
    """Return a capture as if it had been our own answer; its body decoded, or the fault."""
    body, fault, headers = None, None, one.headers
    try:
        body = decode(one.raw, header(headers, "Content-Encoding"), limit=MAX_STORED_BODY)
    except BodyFault as error:
        fault = error
        if _is_plain(one.raw):
            # Programs that keep what a browser decoded often keep the header as well.
            headers = tuple(
                (_AS_IT_WAS if name.lower() == "content-encoding" else name, text) for name, text in headers
            )
            body, fault = one.raw, None
    return Exchange(
        url=one.url,
        fetched_at=at,
        request_line="",
        request_headers=(),
        status_line=one.status_line,
        headers=headers,
        raw=one.raw,
        body=body,
        fault=fault,
    )


def _is_plain(raw: bytes) -> bool:
    """Whether bytes are HTML as it stands, whatever the header says of their coding."""
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<!--", b"<?xml", b"<head"))
