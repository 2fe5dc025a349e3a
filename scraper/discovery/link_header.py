"""Links that stand in the head of an answer, not in its page: `Link` (RFC 8288) and `Refresh`.

Drupal and others send a page's other languages, and the next page of a listing, in `Link` too, or there alone. They are
written as the tags that say the same, so that one reader serves both.
"""

import html
import re
from collections.abc import Iterator

from scraper.http.exchange import Headers

MAX_LINKS = 200
# `<https://…/fr/project/x>; rel="alternate"; hreflang="fr"`; possessive, so that nothing is read twice
_LINK = re.compile(r"<([^<>]*)>((?:\s*+;\s*+[\w*-]++\s*+(?:=\s*+(?:\"[^\"]*+\"|[^\s\",;]*+))?+)*+)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]*))")
_RELATIONS = frozenset({"alternate", "next"})
"""What is taken; a canonical address counts where the page itself states it."""


def as_markup(headers: Headers) -> str:
    """Return the tags that say what the head of an answer says; `""` where it says nothing."""
    return "".join(_tags(headers))


def _tags(headers: Headers) -> Iterator[str]:
    links = 0
    for name, text in headers:
        if name.lower() == "refresh":
            yield f'<meta http-equiv="refresh" content="{html.escape(text)}">'
        elif name.lower() == "link":
            for match in _LINK.finditer(text):
                said = {key.lower(): quoted or bare for key, quoted, bare in _PARAMETER.findall(match[2])}
                relations = _RELATIONS.intersection(said.get("rel", "").lower().split())
                if relations and links < MAX_LINKS:
                    links += 1
                    written = {"rel": " ".join(sorted(relations)), "href": match[1], "hreflang": said.get("hreflang")}
                    shown = (f'{key}="{html.escape(value)}"' for key, value in written.items() if value is not None)
                    yield f"<link {' '.join(shown)}>"
