"""A site in an object store: brought into a folder for a build, and its release brought back.

The folder is a mirror, of which only what has changed is fetched; the driver of a build needs a disk as large as the
archive, for it hashes every file of it. A release is published by one step: `latest.json` is put in the place of the
one that the build began with, or not at all.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.archive_state import Report
from build.bucket import Bucket, Stored
from dataset.releases.catalogue import LATEST, LATEST_JSON, RELEASE_ID, RELEASES, release_ids
from dataset.releases.hashes import SUMS_NAME
from dataset.releases.release import Release, point_to
from dataset.releases.run_record import FILE_NAME as RUN_NAME
from sandbox.parse_cache import FILE_NAME as READINGS_NAME
from scraper.archive.archive import FOLDER_NAME as ARCHIVE
from scraper.errors import StorageFault
from scraper.ledger.file import FILE_NAME as LEDGER_NAME

MANIFEST = ".mirror.json"
# "archive/20261124T120000Z-000001-00001.warc.gz", "releases/2026-11-24T031500Z/projects.parquet"
_OURS = re.compile(rf"{ARCHIVE}/(?:index\.sqlite|[^/]+\.warc\.gz)|{RELEASES}/\d[^/]+/[^/]+")
_AT_THE_TOP = {LATEST_JSON, LEDGER_NAME, READINGS_NAME}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A folder that holds what a bucket held when it was fetched.

    Attributes:
        bucket: of one site.
        folder: the site's folder here.
        latest: the store's tag of `latest.json` then; None where there was none.
        fetched: how many objects had to be fetched.
    """

    bucket: Bucket
    folder: Path
    latest: str | None
    fetched: int

    @property
    def archive(self) -> str:
        """Where workers find the WARC files."""
        return f"{self.bucket.address}/{ARCHIVE}"

    def publish(self, release: Release) -> str:
        """Copy a release into the bucket, let it be the latest, and return its address.

        Its files are there before `latest.json` names it. Who reads by that sees the release before, or this one whole.

        Raises:
            LockedError: another run has published meanwhile; its release stands.
            ServiceUnreachable: the store does not answer; the release of before stands.
            StorageFault: the store refuses.
        """
        name = release.folder.relative_to(self.folder).as_posix()
        last = (RUN_NAME, SUMS_NAME)
        for path in sorted(release.folder.iterdir(), key=lambda path: (path.name in last, path.name)):
            self.bucket.create(f"{name}/{path.name}", path)
        if not release.is_apart:
            self.bucket.swap(LATEST_JSON, (self.folder / LATEST_JSON).read_bytes(), self.latest)
        if (self.folder / READINGS_NAME).is_file():
            self.bucket.put(READINGS_NAME, self.folder / READINGS_NAME)
        return f"{self.bucket.address}/{name}"


def fetch(address: str, folder: Path, *, report: Report | None = None) -> Mirror:
    """Bring a site's objects into a folder, those that have changed since the last time.

    Args:
        address: of the site, `s3://bucket/prefix/live`.
        folder: its mirror; the caller holds its lock.
        report: told how many objects have come, of those that have to.

    Raises:
        ServiceUnreachable: the store does not answer.
        StorageFault: the store refuses, there is no archive, or the folder is no mirror of this address.
    """
    known = _read_manifest(folder, address)
    bucket = Bucket(address)
    there = {name: one for name, one in bucket.listing().items() if name in _AT_THE_TOP or _OURS.fullmatch(name)}
    if not any(name.startswith(f"{ARCHIVE}/") and name.endswith(".warc.gz") for name in there):
        raise StorageFault(f"{address}/{ARCHIVE} holds no archive; crawl into a folder and copy it there")
    _write_manifest(folder, address, known)
    _remove_strays(folder, there)
    stale = [name for name, stored in there.items() if _is_stale(folder / name, stored, known.get(name))]
    try:
        for done, name in enumerate(stale, start=1):
            bucket.fetch(name, folder / name)
            known[name] = there[name].tag
            if report:
                report(done, len(stale), name)
    finally:
        _write_manifest(folder, address, known)
    latest = there.get(LATEST_JSON)
    if latest is not None:
        point_to(folder, _read_latest(folder, address))
    return Mirror(bucket, folder, latest.tag if latest else None, len(stale))


def _read_latest(folder: Path, address: str) -> str:
    """The release that the bucket's `latest.json` names.

    Raises:
        StorageFault: it names none.
    """
    try:
        named = str(json.loads((folder / LATEST_JSON).read_text(encoding="utf-8"))["release"])
    except (KeyError, TypeError, ValueError) as error:
        raise StorageFault(f"{address}/{LATEST_JSON} is damaged ({type(error).__name__})") from error
    if not RELEASE_ID.fullmatch(named):
        raise StorageFault(f"{address}/{LATEST_JSON} is damaged: it names no release")
    return named


def _is_stale(path: Path, stored: Stored, known: str | None) -> bool:
    """Whether an object is to be fetched; SQLite's files may have gone on here since."""
    if not path.is_file() or known not in {None, stored.tag}:
        return True
    return known is None if path.suffix in {".sqlite", ".json"} else path.stat().st_size != stored.size


def _remove_strays(folder: Path, there: Mapping[str, Stored]) -> None:
    """Remove what the bucket does not have: releases that were never published there, files of an older archive."""
    published = {name.split("/")[1] for name in there if name.startswith(f"{RELEASES}/")}
    for release in set(release_ids(folder)) - published:
        shutil.rmtree(folder / RELEASES / release)
    for path in (folder / ARCHIVE).glob("*.warc.gz"):
        if f"{ARCHIVE}/{path.name}" not in there:
            path.unlink()
    if LATEST_JSON not in there:
        (folder / LATEST_JSON).unlink(missing_ok=True)
        (folder / LATEST).unlink(missing_ok=True)


def _read_manifest(folder: Path, address: str) -> dict[str, str]:
    """The tags of what was fetched.

    Raises:
        StorageFault: the folder holds something else, which must not be touched.
    """
    path = folder / MANIFEST
    if not path.is_file():
        if (folder / ARCHIVE).exists() or (folder / RELEASES).exists():
            raise StorageFault(f"{folder} holds a site of its own and is no mirror of {address}: name another folder")
        return {}
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        of, tags = said["address"], dict(said["tags"])
    except (KeyError, TypeError, ValueError) as error:
        raise StorageFault(f"{path} is damaged; remove the mirror {folder}, and it is fetched anew") from error
    if of != address:
        raise StorageFault(f"{folder} is a mirror of {of}, not of {address}: name another folder")
    return tags


def _write_manifest(folder: Path, address: str, tags: Mapping[str, str]) -> None:
    aside = folder / f"{MANIFEST}.part"
    aside.write_text(json.dumps({"address": address, "tags": tags}, indent=1) + "\n", encoding="utf-8")
    aside.replace(folder / MANIFEST)
