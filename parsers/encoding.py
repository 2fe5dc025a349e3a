"""Bytes to text: the encoding, references that were encoded twice, pages saved as MHTML, and what is left of all this.

The encoding is found in the order that browsers follow (WHATWG HTML, "determining the character encoding"): a byte
order mark, the charset of the Content-Type header, what the page declares in its first 1024 bytes. Where nothing is
declared, bytes that are valid UTF-8 are UTF-8 (the standard allows such detection) and all others windows-1252.
Labels are looked up by `webencodings`, whose table is the standard's: `hex`, `rot13`, `utf-7` or `unicode_escape` are
no labels there, so no Python codec is ever chosen by a page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from html import unescape
from html.entities import html5

import webencodings  # type: ignore[import-untyped]  # it ships no types and no stubs are locked
from selectolax.lexbor import LexborNode

from parsers.boxes import Attributes
from parsers.model import Issue, RawProject

PRESCAN_BYTES = 1024

_UTF8 = webencodings.UTF8
_DEFAULT = webencodings.lookup("windows-1252")

# `\ufeff` as UTF-8, UTF-16BE and UTF-16LE bytes
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))

# `text/html; charset="utf-8"` and `content="text/html;charset=utf-8"`
_CHARSET = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'>]+))""", re.IGNORECASE)

# `<!-- … -->`, `<meta charset=utf-8>`, `<title lang="a>b">`
_PRESCAN_TOKEN = re.compile(
    rb"""<!--.*?-->|<(/?[a-z][^\s/>]*+)((?:[^"'>]|"[^"]*"|'[^']*')*+)>""", re.DOTALL | re.IGNORECASE
)

# `charset=utf-8`, `content='text/html'`, `http-equiv = Content-Type`
_ATTRIBUTE = re.compile(rb"""([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")

# `<?xml version="1.0" encoding="iso-8859-1"?>`
_XML_DECLARATION = re.compile(rb"""^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text.

    Attributes:
        text: without byte order mark; every byte sequence that the encoding lacks became U+FFFD.
        encoding: the WHATWG name, e.g. `utf-8`, `windows-1252`.
    """

    text: str
    encoding: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Read the bytes of a page as text; any bytes and any labels give an answer.

    Args:
        body: the page, content encodings (gzip …) already undone.
        content_type: the Content-Type header, e.g. `text/html; charset=utf-8`, or None for a saved page.
    """
    encoding, mark = _choose(body, content_type)
    text, _ = encoding.codec_info.decode(body[mark:], "replace")
    return Decoded(text, encoding.name)


def _choose(body: bytes, content_type: str | None) -> tuple[webencodings.Encoding, int]:
    """Give the encoding, and the length of the byte order mark to skip."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return webencodings.lookup(name), len(mark)
    declared = (_lookup_charset(content_type) if content_type else None) or _prescan(body[:PRESCAN_BYTES])
    return declared or (_UTF8 if body.isascii() or _is_utf8(body) else _DEFAULT), 0


def _lookup_charset(text: str) -> webencodings.Encoding | None:
    match = _CHARSET.search(text)
    label = next((group for group in match.groups() if group), "") if match else ""
    return _lookup(label)


def _lookup(label: str) -> webencodings.Encoding | None:
    """Look a label up; Python's lone surrogates and other letters beyond ASCII are in no label."""
    return webencodings.lookup(label) if label.isascii() else None


def _prescan(head: bytes) -> webencodings.Encoding | None:
    """Find what the page declares of itself: the standard's "prescan a byte stream to determine its encoding"."""
    for token in _PRESCAN_TOKEN.finditer(head):
        if token[1] is not None and token[1].lower() == b"meta" and (encoding := _read_meta(token[2])):
            return _as_prescanned(encoding)
    declaration = _XML_DECLARATION.match(head)
    encoding = _lookup(declaration[1].decode("latin-1")) if declaration else None
    return _as_prescanned(encoding) if encoding else None


def _read_meta(attributes: bytes) -> webencodings.Encoding | None:
    values: dict[str, str] = {}
    for name, *quotings in _ATTRIBUTE.findall(attributes):
        values.setdefault(name.decode("latin-1").lower(), b"".join(quotings).decode("latin-1"))
    if "charset" in values:
        return _lookup(values["charset"])
    if values.get("http-equiv", "").strip().lower() == "content-type":
        return _lookup_charset(values.get("content", ""))
    return None


def _as_prescanned(encoding: webencodings.Encoding) -> webencodings.Encoding:
    """A page whose `<meta>` could be read byte by byte is not UTF-16, whatever it says; the standard reads UTF-8."""
    if encoding.name in ("utf-16be", "utf-16le"):
        return _UTF8
    return _DEFAULT if encoding.name == "x-user-defined" else encoding


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8, the last character perhaps cut."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


MOST_BYTES = 32_000_000
_HEADERS = 8_192

# `MIME-Version: 1.0` and `Content-Type: multipart/related;` or `text/html` among the headers at the start
_MIME = re.compile(rb"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_HOLDS_HTML = re.compile(rb"^content-type\s*:\s*(?:multipart/|text/html\b)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page of an MHTML file: its bytes, the Content-Type of its part, and its address where the file has it."""

    body: bytes
    content_type: str
    url: str | None


def is_mhtml(body: bytes) -> bool:
    """Say whether bytes begin as an MHTML file does: with the headers of a message that is or holds HTML."""
    start = body[:_HEADERS].lstrip()
    if start.startswith(b"<"):
        return False
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return bool(_MIME.search(head) and _HOLDS_HTML.search(head))


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


# `&#039;`, `&#x27;`, `&eacute;`: in the text of a page, where the parser has decoded all references once
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_TIMES = 4
"""`&amp;amp;amp;eacute;` has been encoded five times over; more was never seen."""

# `[email protected]`, with a no-break space: what the proxy of Cloudflare prints for an address
_HIDDEN_ADDRESS = re.compile(r"\[email\s+protected\]", re.IGNORECASE)
_IN_LINK = "/cdn-cgi/l/email-protection#"


def decode_entities(text: str) -> str:
    """Decode what still reads as a character reference: `Cambodia&#039;s` is `Cambodia's`.

    Unknown names (`&foo;`) and what no `;` ends stay: `R&D`, `AT&T`.
    """
    for _ in range(_MOST_TIMES):
        if "&" not in text:
            break
        decoded = _REFERENCE.sub(_decode, text)
        if decoded == text:
            break
        text = decoded
    return text


def decode_address(node: LexborNode, attributes: Attributes) -> str | None:
    """Give the address that Cloudflare's proxy has hidden in an element, or None where it holds none.

    The cipher is in `data-cfemail` or the link: in hexadecimal, a key and the characters each XORed with it.
    """
    cipher = attributes.get("data-cfemail")
    if not cipher and "href" in attributes and (linked := (attributes["href"] or "").partition(_IN_LINK)[2]):
        text = node.text().strip()
        cipher = linked if not text or _HIDDEN_ADDRESS.fullmatch(text) else None
    if not cipher:
        return None
    try:
        key, *hidden = bytes.fromhex(cipher)
        address = bytes(character ^ key for character in hidden).decode("utf-8").partition("?")[0].strip()
    except ValueError:  # no hexadecimal figures, none at all, or no text
        return None
    return address if "@" in address and address.isprintable() else None


def _decode(match: re.Match[str]) -> str:
    reference = match[0]
    if reference[1] != "#" and reference[1:] not in html5:
        return reference
    return unescape(reference)


# `Ã©` for é, `â€™` for ’, `Â ` for a no-break space
_MOJIBAKE = re.compile(r"[ÂÃ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# `<strong>`, `</p>`, `<a href="…">`: shown as text, for it was encoded once too often
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|sub|sup|table|td|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


# `&#99999999;`, `&foo;`: what reads as a character reference and could not be decoded
_LEFT = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,31});")
# One of these characters is in each residue; most texts have none
_TRACE = re.compile(r"[\ufffdÂÃâ&\[<]")


def find_residues(decoded: Decoded, project: RawProject) -> Iterator[Issue]:
    """Give a finding for each field with characters that were lost, decoded wrongly or hidden on their way."""
    for field in project.fields.values():
        text = field.raw
        if not text or not _TRACE.search(text):
            continue
        if "\ufffd" in text:
            message = f"bytes that are no {decoded.encoding} stand in {text[:80]!r}"
            yield Issue("undecodable", field.name, message)
        if seen := _MOJIBAKE.search(text):
            read = f"looks like UTF-8 that was read as windows-1252; the page was read as {decoded.encoding}"
            yield Issue("mojibake", field.name, f"{seen[0]!r} {read}")
        if seen := _LEFT.search(text):
            message = f"{seen[0]!r} stands in the text and is no character reference that is known"
            yield Issue("entity_left", field.name, message)
        if _HIDDEN_ADDRESS.search(text):
            yield Issue("hidden_address", field.name, "a proxy has hidden an address, and its cipher was not found")
        if seen := _MARKUP.search(text):
            yield Issue("markup_in_text", field.name, f"{seen[0]!r} stands in the text, as a reader sees it too")
