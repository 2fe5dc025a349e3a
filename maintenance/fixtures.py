"""Fixtures: pages with the answer they must give, one folder per reason.

A folder `<layout>/<slug>--<why>/` holds `page.html` (the bytes as a server sent them), `meta.json` (where they come
from, why they are kept, who accepted the answer) and `expected.json` (the answer). While a proposal waits,
`expected.new.json` stands beside them and the tests fail. The three layouts are the two families of project pages,
and `refused` for what is no project page.
"""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from maintenance.errors import FixtureError
from sandbox.page import SavedPage

FixtureLayout = Literal["current", "legacy", "refused"]
Source = Literal["live", "practice", "written by hand"]

PAGE, META, EXPECTED, PROPOSED = "page.html", "meta.json", "expected.json", "expected.new.json"

LONGEST_SLUG = 60
"""Slugs of the site have up to 183 characters; a folder's name should be read at a glance."""

# `no-budget`
_WORDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# every run of characters that a slug cannot hold
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted an expectation, when (ISO 8601 date), and because of what."""

    by: str
    at: str
    because: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What `meta.json` says.

    Attributes:
        url: address the page was fetched from, or None.
        fetched_at: when it was received (UTC), or None for a page that was never fetched.
        content_type: the `Content-Type` header, or None.
        source: `live` (the Fund's site), `practice` (the practice site) or `written by hand`.
        reason: one sentence that says why this page is kept.
        accepted: the history of its expectation, oldest first.
    """

    url: str | None
    fetched_at: datetime | None
    content_type: str | None
    source: Source
    reason: str
    accepted: tuple[Acceptance, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixture:
    """One folder."""

    folder: Path

    @property
    def layout(self) -> str:
        """`current`, `legacy` or `refused`."""
        return self.folder.parent.name

    @property
    def name(self) -> str:
        """`<layout>/<slug>--<why>`, the name that the commands take."""
        return f"{self.layout}/{self.folder.name}"

    @property
    def slug(self) -> str:
        """Which page it is."""
        return self.folder.name.rpartition("--")[0]

    @property
    def why(self) -> str:
        """Why it is kept, in a few words joined by hyphens."""
        return self.folder.name.rpartition("--")[2]

    def page(self) -> SavedPage:
        """Read the page.

        Raises:
            FixtureError: `page.html` or `meta.json` cannot be read.
        """
        meta = self.meta()
        return SavedPage(self._bytes(PAGE), meta.content_type, meta.url, meta.fetched_at)

    def meta(self) -> Meta:
        """Read `meta.json`.

        Raises:
            FixtureError: it is missing, or not of the form above.
        """
        return _read_meta(self._json(META), self.folder / META)

    def expected(self) -> dict[str, Any] | None:
        """Read the accepted answer; None where there is none yet."""
        return self._json(EXPECTED) if (self.folder / EXPECTED).exists() else None

    def proposed(self) -> dict[str, Any] | None:
        """Read the answer that waits for acceptance; None where none does."""
        return self._json(PROPOSED) if (self.folder / PROPOSED).exists() else None

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise FixtureError(f"cannot read {self.folder / name}: {error.strerror}") from error

    def _json(self, name: str) -> dict[str, Any]:
        try:
            content = json.loads(self._bytes(name))
        except ValueError as error:
            raise FixtureError(f"{self.folder / name} is not JSON: {error}") from error
        if not isinstance(content, dict):
            raise FixtureError(f"{self.folder / name} is not a JSON object")
        return content


def check_root(root: Path) -> None:
    """Make sure that there is a folder of fixtures, so that none is begun in the wrong place.

    Raises:
        FixtureError: there is no such folder.
    """
    if not root.is_dir():
        raise FixtureError(f"no folder of fixtures at {root}: name it with --fixtures DIR")


def find_fixtures(root: Path) -> list[Fixture]:
    """List all fixtures below a folder, by layout and name.

    Raises:
        FixtureError: there is no such folder.
    """
    check_root(root)
    folders = (folder for layout in get_args(FixtureLayout) for folder in sorted((root / layout).glob("*/")))
    return [Fixture(folder) for folder in folders]


def find_fixture(root: Path, name: str) -> Fixture:
    """Find one fixture by `<layout>/<slug>--<why>`, by the last part alone, or by its path.

    Raises:
        FixtureError: no fixture or several have this name; the message lists what comes near.
    """
    fixtures = find_fixtures(root)
    wanted = name.rstrip("/")
    found = [fixture for fixture in fixtures if wanted in (fixture.name, fixture.folder.name)]
    found = found or [fixture for fixture in fixtures if fixture.folder.resolve() == Path(wanted).resolve()]
    if len(found) == 1:
        return found[0]
    if found:
        raise FixtureError(f"several fixtures are called {name}: {', '.join(fixture.name for fixture in found)}")
    near = difflib.get_close_matches(wanted, [fixture.name for fixture in fixtures], n=3, cutoff=0.4)
    raise FixtureError(f"no fixture is called {name}" + (f"; near: {', '.join(near)}" if near else ""))


def slug_of(url: str | None, stem: str) -> str:
    """Name a page by the last parts of its address, or by its file where it has none.

    `/project/migration-management-hispaniola` gives `migration-management-hispaniola`, `/fr/node/171936` gives
    `fr-node-171936`. Long slugs are cut between words.
    """
    path = urlsplit(url).path.replace("/project/", "/", 1) if url else stem
    words = [word for word in _OTHER.split(path.lower()) if word] or ["page"]
    while len(words) > 1 and len("-".join(words)) > LONGEST_SLUG:
        words.pop()
    return "-".join(words)[:LONGEST_SLUG]


def folder_name(slug: str, why: str) -> str:
    """Join slug and reason to a folder's name.

    Raises:
        FixtureError: one of them is not words joined by hyphens.
    """
    for what, text in (("the slug", slug), ("--why", why)):
        if not _WORDS.fullmatch(text):
            raise FixtureError(f"{what} is words in small letters joined by hyphens, like no-budget, not {text!r}")
    return f"{slug}--{why}"


def meta_text(meta: Meta) -> str:
    """Write `meta.json`: keys in a fixed order, one to a line."""
    return json_text(
        {
            "url": meta.url,
            "fetched_at": meta.fetched_at.isoformat() if meta.fetched_at else None,
            "content_type": meta.content_type,
            "source": meta.source,
            "reason": meta.reason,
            "accepted": [{"by": one.by, "at": one.at, "because": one.because} for one in meta.accepted],
        }
    )


def json_text(content: Mapping[str, Any]) -> str:
    """Write JSON for people and for `git diff`: indented, UTF-8, one final line end."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _read_meta(content: dict[str, Any], path: Path) -> Meta:
    try:
        source, reason = content["source"], content["reason"]
        if source not in get_args(Source):
            raise FixtureError(f"{path}: source is one of {', '.join(get_args(Source))}, not {source!r}")
        if not isinstance(reason, str) or not reason.strip():
            raise FixtureError(f"{path}: reason is a sentence that says why this page is kept")
        fetched_at = content["fetched_at"]
        return Meta(
            url=content["url"],
            fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None,
            content_type=content["content_type"],
            source=cast("Source", source),
            reason=reason,
            accepted=tuple(Acceptance(one["by"], one["at"], one["because"]) for one in content["accepted"]),
        )
    except KeyError as error:
        raise FixtureError(f"{path} lacks {error}") from error
    except (TypeError, ValueError) as error:
        raise FixtureError(f"{path}: {error}") from error
