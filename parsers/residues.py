"""What is left of encodings in a field's text: a finding each, for nothing of it is what the author wrote."""

import re
from collections.abc import Iterator

from parsers.encoding import Decoded
from parsers.entities import HIDDEN_ADDRESS, left_undecoded
from parsers.model import Issue, RawField, RawProject

# `Ã©` for é, `â€™` for ’, `Â ` for a no-break space
_MOJIBAKE = re.compile(r"[ÂÃ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# `<strong>`, `</p>`, `<a href="…">`: shown as text, for it was encoded once too often
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|sub|sup|table|td|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def find_residues(decoded: Decoded, project: RawProject) -> Iterator[Issue]:
    """Give a finding for each field with characters that were lost, decoded wrongly or hidden on their way."""
    for field in project.fields.values():
        if field.raw:
            yield from _residues_of(decoded, field, field.raw)


def _residues_of(decoded: Decoded, field: RawField, text: str) -> Iterator[Issue]:
    if "\ufffd" in text:
        message = f"bytes that are no {decoded.encoding} stand in {text[:80]!r}"
        yield Issue("undecodable", field.name, message)
    if seen := _MOJIBAKE.search(text):
        message = f"{seen[0]!r} looks like UTF-8 that was read as windows-1252; the page was read as {decoded.encoding}"
        yield Issue("mojibake", field.name, message)
    if reference := left_undecoded(text):
        message = f"{reference!r} stands in the text and is no character reference that is known"
        yield Issue("entity_left", field.name, message)
    if HIDDEN_ADDRESS.search(text):
        yield Issue("hidden_address", field.name, "a proxy has hidden an address, and its cipher was not found")
    if tag := _MARKUP.search(text):
        yield Issue("markup_in_text", field.name, f"{tag[0]!r} stands in the text, as a reader sees it too")
