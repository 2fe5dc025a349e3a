"""What a listing says in words of how much of it is shown: `1 - 20 of 95`, `Page 1 of 5`, `95 projects found`."""

import re

# "1 - 20 of 1,205", "1–20 sur 95", "1 a 20 de 95"
_CLAIM = re.compile(
    r"\b([0-9]{1,6}) ?(?:-|–|to|à|a) ?([0-9]{1,6}) (?:of|out of|sur|de) ([0-9][0-9.,\u00a0\u202f]{0,9})"
)
# "Showing 3 of 95 projects", "3 sur 95 résultats"
_SHARE = re.compile(
    r"\b([0-9]{1,6}) (?:of|out of|sur|de) ([0-9][0-9.,\u00a0\u202f]{0,9}) (?:pro[jy][a-z]+|r[eé]sult[a-z]+)",
    re.IGNORECASE,
)


# "Page 1 of 5", "Página 1 de 5"
_PAGES = re.compile(r"\b(?:page|página|pagina) ?([0-9]{1,4}) ?(?:of|sur|de|/) ?([0-9]{1,4})\b", re.IGNORECASE)
# "95 projects found", "95 projets trouvés"; results may be of other kinds
_FOUND = re.compile(r"\b([0-9][0-9.,\u00a0\u202f]{0,9}) pro[jy]\w{2,8} (?:found|trouv\w+|encontrad\w+)", re.IGNORECASE)


def shows_a_part(text: str, named: int) -> bool:
    """Say whether a listing that names so many project pages says itself that there are more."""
    parts = [(int(last) - int(first) + 1, int(last), _number(total)) for first, last, total in _CLAIM.findall(text)]
    parts += [(int(shown), int(shown), _number(total)) for shown, total in _SHARE.findall(text)]
    return (
        any(shown == named and total > last for shown, last, total in parts)
        or any(int(page) < int(pages) for page, pages in _PAGES.findall(text))
        or any(_number(total) > named > 0 for total in _FOUND.findall(text))
    )


def _number(written: str) -> int:
    return int(re.sub(r"\D", "", written))
