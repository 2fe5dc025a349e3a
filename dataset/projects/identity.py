"""Keys that stay: a project keeps the key it was first published under, through renames and new identifiers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dataset.projects.preference import ProjectPage, rank
from dataset.releases.stored_tables import Tables, columns
from parsers.model import LANGUAGES, Issue


@dataclass(frozen=True, slots=True)
class Identity:
    """Under which key an earlier release published the project of an address, and with which identifiers."""

    key: str
    project_id: str | None = None
    prima_id: str | None = None


@dataclass(slots=True)
class KeyedGroup:
    """The key of one group of pages, and what was noticed in giving it."""

    key: str
    issues: list[Issue] = field(default_factory=list)


def known_identities(tables: Tables) -> dict[str, Identity]:
    """By address, the identities of an earlier release, from its tables `projects` and `pages`."""
    by_key = {
        row["project_key"]: Identity(row["project_key"], row["project_id"], row["prima_id"])
        for row in columns(tables, "projects", "project_key", "project_id", "prima_id").to_pylist()
    }
    owners = columns(tables, "pages", "url", "project_key").to_pylist()
    return {row["url"]: by_key[row["project_key"]] for row in owners if row["project_key"] in by_key}


def slug(url: str) -> str:
    """The name in an address: `https://iom.int/fr/project/a-b` is `a-b`, `/fr/node/171936` is `node-171936`."""
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if segments and segments[0] in LANGUAGES:
        segments = segments[1:]
    if len(segments) > 1 and segments[0] == "project":
        segments = segments[1:]
    return "-".join(segments) or urlsplit(url).netloc


def assign_keys(groups: Sequence[Sequence[ProjectPage]], known: Mapping[str, Identity]) -> list[KeyedGroup]:
    """Give every group a key of its own, in the order of `groups`.

    A group keeps the key that an earlier release gave to one of its pages, unless its identifier has become another
    one. A new group is called by its Projects ID, else its Prima ID, else the slug of its best page; where that key
    is taken, by key and slug.

    Args:
        groups: the pages of each project, best first. Where two claim one kept key, that with the best page has it.
        known: by address, what an earlier release gave.
    """
    keyed = [_kept_key(pages, known) for pages in groups]
    claims: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(keyed):
        if group.key:
            claims[group.key].append(number)
    for key, numbers in claims.items():
        for number in sorted(numbers, key=lambda number: rank(groups[number][0]))[1:]:
            message = f"pages once published together as {key!r} show different projects now"
            keyed[number] = KeyedGroup("", [Issue("project_split", None, message)])
    taken = set(claims)
    for pages, group in zip(groups, keyed, strict=True):
        if not group.key:
            group.key = next(key for key in _new_keys(pages) if key not in taken)
            taken.add(group.key)
    return keyed


def _kept_key(pages: Sequence[ProjectPage], known: Mapping[str, Identity]) -> KeyedGroup:
    """The key an earlier release gave; empty where there is none that still fits."""
    own_id = _first(pages, "project_id") or _first(pages, "prima_id")
    earlier = [known[page.url] for page in pages if page.url in known]
    fitting = [identity for identity in earlier if _fits(identity, pages)]
    keys = list(dict.fromkeys(identity.key for identity in fitting))
    issues = []
    if len(fitting) < len(earlier):
        gone = ", ".join(dict.fromkeys(repr(one.key) for one in earlier if one not in fitting))
        issues.append(Issue("identity_changed", "project_id", f"published before as {gone}, now printed as {own_id!r}"))
    if not keys:
        return KeyedGroup("", issues)
    key = own_id if own_id in keys else keys[0]
    if len(keys) > 1:
        merged = ", ".join(repr(one) for one in keys if one != key)
        issues.append(Issue("projects_merged", None, f"published before as {merged}, now found to be {key!r}"))
    return KeyedGroup(key, issues)


def _fits(identity: Identity, pages: Sequence[ProjectPage]) -> bool:
    """True unless the address now shows a project with another identifier: addresses can be used again."""
    for name, before in (("project_id", identity.project_id), ("prima_id", identity.prima_id)):
        now = _first(pages, name)
        if before is not None and now is not None:
            return before == now
    return True


def _new_keys(pages: Sequence[ProjectPage]) -> list[str]:
    best = pages[0].url
    name = _first(pages, "project_id") or _first(pages, "prima_id") or slug(best)
    return [name, f"{name}~{slug(best)}", f"{name}~{best}"]


def _first(pages: Sequence[ProjectPage], name: str) -> str | None:
    return next((text for page in pages if (text := page.text(name)) is not None), None)
