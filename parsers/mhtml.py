"""Pages saved as MHTML: the one page of HTML in it, its transfer encoding undone."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError

MOST_BYTES = 32_000_000
_HEADERS = 8_192

# `MIME-Version: 1.0` and `Content-Type: multipart/related;` among the headers at the start
_MIME = re.compile(rb"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"^content-type\s*:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page of an MHTML file: its bytes, the Content-Type of its part, and its address where the file has it."""

    body: bytes
    content_type: str
    url: str | None


def is_mhtml(body: bytes) -> bool:
    """Say whether bytes begin as an MHTML file does: with the headers of a message of related parts."""
    start = body[:_HEADERS].lstrip()
    if start.startswith(b"<"):
        return False
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return bool(_MIME.search(head) and _RELATED.search(head))


def read_mhtml(body: bytes) -> SavedPage | None:
    """Give the first part of HTML, quoted-printable and base64 undone; None where there is none, or too much."""
    if len(body) > MOST_BYTES:
        return None
    try:
        message = message_from_bytes(body.lstrip(), policy=policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        payload = parts[0].get_payload(decode=True) if parts else None
    except (MessageError, RecursionError, ValueError):  # parts nested without end, headers that are none
        return None
    if not isinstance(payload, bytes):
        return None
    places = (parts[0].get("Content-Location"), message.get("Snapshot-Content-Location"))
    url = next((place for place in map(str, filter(None, places)) if re.match(r"https?://[^/\s]+\S*$", place)), None)
    return SavedPage(payload, str(parts[0].get("Content-Type", "text/html")), url)
