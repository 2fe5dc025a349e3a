"""Character references that were encoded twice, and addresses that a proxy has hidden: text made readable again."""

import re
from html import unescape
from html.entities import html5

from selectolax.lexbor import LexborNode

from parsers.boxes import Attributes

# `&#039;`, `&#x27;`, `&eacute;`: in the text of a page, where the parser has decoded all references once
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_TIMES = 4
"""`&amp;amp;amp;eacute;` has been encoded five times over; more was never seen."""

# `[email protected]`, with a no-break space: what the proxy of Cloudflare prints for an address
HIDDEN_ADDRESS = re.compile(r"\[email\s+protected\]", re.IGNORECASE)
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


def left_undecoded(text: str) -> str | None:
    """Give the first character reference in a text, as far as it has a known form, or None."""
    match = re.search(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,31});", text)
    return match[0] if match else None


def decode_address(node: LexborNode, attributes: Attributes) -> str | None:
    """Give the address that Cloudflare's proxy has hidden in an element, or None where it holds none.

    The cipher is in `data-cfemail` or the link: in hexadecimal, a key and the characters each XORed with it.
    """
    cipher = attributes.get("data-cfemail")
    if not cipher and "href" in attributes and (linked := (attributes["href"] or "").partition(_IN_LINK)[2]):
        text = (node.text() or "").strip()
        cipher = linked if not text or HIDDEN_ADDRESS.fullmatch(text) else None
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
