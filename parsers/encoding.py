"""Bytes to text, in the order that browsers follow (WHATWG HTML, "determining the character encoding").

A byte order mark, then the charset of the Content-Type header, then what the page declares in its first 1024 bytes.
Where nothing is declared, bytes that are valid UTF-8 are UTF-8 (the standard allows such detection) and all others
windows-1252. Labels are looked up by `webencodings`, whose table is the standard's: `hex`, `rot13`, `utf-7` or
`unicode_escape` are no labels there, so no Python codec is ever chosen by a page.
"""

import re
from dataclasses import dataclass
from typing import Literal

import webencodings  # type: ignore[import-untyped]  # it ships no types and no stubs are locked

EncodingSource = Literal["bom", "header", "meta", "detected", "default"]

PRESCAN_BYTES = 1024

_UTF8 = webencodings.UTF8
_DEFAULT = webencodings.lookup("windows-1252")

# `\ufeff` as UTF-8, UTF-16BE and UTF-16LE bytes
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))

# `text/html; charset="utf-8"` and `content="text/html;charset=utf-8"`
_CHARSET = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'>]+))""", re.IGNORECASE)

# `<!-- … -->`, `<meta charset=utf-8>`, `<title lang="a>b">`
_PRESCAN_TOKEN = re.compile(
    rb"""<!--.*?-->|<(/?[a-z][^\s/>]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>""", re.DOTALL | re.IGNORECASE
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
        source: which rule chose it.
        undecodable: how many U+FFFD the decoding had to put in.
    """

    text: str
    encoding: str
    source: EncodingSource
    undecodable: int


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Read the bytes of a page as text; any bytes and any labels give an answer.

    Args:
        body: the page, content encodings (gzip …) already undone.
        content_type: the Content-Type header, e.g. `text/html; charset=utf-8`, or None for a saved page.
    """
    encoding, source, mark = _choose(body, content_type)
    text, _ = encoding.codec_info.decode(body[mark:], "replace")
    lost = text.count("\ufffd") - (body.count(b"\xef\xbf\xbd") if encoding.name == "utf-8" else 0)
    return Decoded(text, encoding.name, source, max(lost, 0))


def _choose(body: bytes, content_type: str | None) -> tuple[webencodings.Encoding, EncodingSource, int]:
    """Give the encoding, the rule that chose it, and the length of the byte order mark to skip."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return webencodings.lookup(name), "bom", len(mark)
    if content_type and (encoding := _lookup_charset(content_type)):
        return encoding, "header", 0
    if encoding := _prescan(body[:PRESCAN_BYTES]):
        return encoding, "meta", 0
    if not body.isascii() and _is_utf8(body):
        return _UTF8, "detected", 0
    return (_UTF8 if body.isascii() else _DEFAULT), "default", 0


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
