"""Publishing: a whole folder prepared aside, made durable, renamed into place, and pointed to last.

A reader finds the old release or the new one, complete, at every moment; so does whoever looks after a crash.

    output/<site>/releases/.preparing-<id>/   being written, removed by the next publication if left behind
    output/<site>/releases/<id>/              complete and never touched again
    output/<site>/refused/<id>/               a build that its checks refused, with its report
    output/<site>/visits/<id>/run.json        a run that found nothing new: `latest` stays, and holds the same data
    output/<site>/apart/<id>/                 a build of a crawl that was limited; `latest` never points there
    output/<site>/latest -> releases/<id>     and latest.json, for systems without links
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from dataset.checks.result import CheckReport, listed
from dataset.citation import Cited, newest_day, write_citations
from dataset.errors import ReleaseRefusedError
from dataset.releases.catalogue import (
    APART,
    LATEST,
    LATEST_JSON,
    PREPARING,
    REFUSED,
    RELEASE_ID,
    RELEASES,
    REMOVING,
    VISITS,
    in_order,
)
from dataset.releases.csv_files import write_both
from dataset.releases.hashes import SUMS_NAME, file_hashes, sha256, sums_text
from dataset.releases.parquet import write_parquet
from dataset.releases.run_record import FILE_NAME, RunRecord, run_json
from dataset.releases.stored_tables import StoredTables, Tables, columns, row_groups, schema_of
from dataset.schema.documents import write_documents
from dataset.schema.fields import TABLES
from dataset.values.cells import as_text

ISSUES_NAME = "issues.csv"
_WITHOUT_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)
"""What file systems without symbolic links answer."""

KEPT_ASIDE = 3
"""How many of the newest refused builds, and of those apart, are kept."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release.

    Attributes:
        is_apart: whether it stands beside the releases, and `latest` is what it was.
        visit: id of the visit that found its data unchanged; None where it is newly published.
    """

    id: str
    folder: Path
    is_apart: bool = False
    visit: str | None = None


def publish(
    site: Path,
    tables: Tables,
    run: RunRecord,
    report: CheckReport,
    *,
    now: datetime,
    extras: Mapping[str, Iterable[bytes]] | None = None,
    apart: bool = False,
) -> Release:
    """Publish the tables as a new release, or keep them aside where the checks refuse.

    The caller holds the site's lock: two publications at once are not meant to meet here.

    Args:
        site: the site's folder, `output/<site>`; made if missing.
        tables: by `tables.build_tables`.
        run: what to record of the run.
        report: by `checks.run_checks` on the same tables; one without a profile is of tables whose form is broken.
        now: the time of publication, aware.
        extras: further files by name, in parts, such as the report page; none of a name that a release has anyway.
        apart: whether this is no release, but a look at a part of the site: it stands apart, whatever the checks say,
            and `latest` is left alone.

    Raises:
        ReleaseRefusedError: the checks refuse; or the form is broken, for a build apart, too.
        OSError: the disk is full, read-only or gone; the last good release stands.
    """
    releases, refused, aside = site / RELEASES, site / REFUSED, site / APART
    apart = apart and report.profile is not None
    parent = aside if apart else releases if report.passed else refused
    parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(releases, refused, aside)
    release_id = _new_id(now, (releases, refused, aside, site / VISITS))
    preparing = parent / f"{PREPARING}{release_id}"
    preparing.mkdir()
    try:
        if isinstance(tables, StoredTables):
            tables.move_to(preparing)
        if report.profile is None:
            _write_what_can_be(preparing, tables)
        else:
            _write_files(preparing, tables, run, extras or {})
        hashes = file_hashes(preparing)
        text = run_json(run, report, tables, release=release_id, now=now, folder=preparing, hashes=hashes)
        (preparing / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")
        sums = sums_text(dict(sorted({**hashes, FILE_NAME: sha256(preparing / FILE_NAME)}.items())))
        (preparing / SUMS_NAME).write_text(sums, encoding="utf-8", newline="\n")
        _make_durable(preparing)
        folder = parent / release_id
        preparing.rename(folder)
        if isinstance(tables, StoredTables):
            tables.folder = folder
    except BaseException:
        shutil.rmtree(preparing, ignore_errors=True)
        raise
    _sync(parent)
    if parent is not releases:
        _keep_the_newest(parent)
    if apart:
        return Release(release_id, folder, is_apart=True)
    if not report.passed:
        raise ReleaseRefusedError(_refusal(folder, report, _build_command(site, run)), folder, report)
    point_to(site, release_id)
    return Release(release_id, folder)


def record_visit(site: Path, tables: Tables, run: RunRecord, report: CheckReport, *, now: datetime) -> Release:
    """Record a run that found nothing new, and return the release that holds its data: the latest.

    Args:
        site: the site's folder.
        tables: of today.
        run: its `parent` is the release with the same data.
        report: by `checks.run_checks`.
        now: the time, aware.

    Raises:
        OSError: the disk is full or read-only.
    """
    if run.parent is None:
        raise ValueError("a visit is one to data that were published")
    visits = site / VISITS
    visits.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(visits)
    visit = _new_id(now, (site / RELEASES, site / REFUSED, site / APART, visits))
    newest = pc.max(columns(tables, "pages", "last_fetched").column(0)).as_py()
    details = {**run.details, "same_data_as": run.parent, "newest_page": as_text(newest)}
    preparing = visits / f"{PREPARING}{visit}"
    preparing.mkdir()
    text = run_json(replace(run, details=details), report, tables, release=visit, now=now, folder=preparing, hashes={})
    (preparing / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")
    _make_durable(preparing)
    preparing.rename(visits / visit)
    _sync(visits)
    return Release(run.parent, site / RELEASES / run.parent, visit=visit)


def write_table(tables: Tables, name: str, folder: Path) -> None:
    """Write a table as each of its files; that of stored tables which are in the folder is there."""
    if not (isinstance(tables, StoredTables) and tables.folder == folder):
        write_parquet(tables[name], folder / f"{name}.parquet")
    rows, schema = row_groups(tables, name), schema_of(tables, name)
    write_both(rows, schema, folder / f"{name}.csv", folder / f"{name}.excel.csv")


def _write_files(folder: Path, tables: Tables, run: RunRecord, extras: Mapping[str, Iterable[bytes]]) -> None:
    for declared in TABLES:
        write_table(tables, declared.name, folder)
    write_documents(folder, source=run.source, practice=run.practice)
    if run.credit is not None:
        cited = Cited(sha256(folder / "projects.parquet"), newest_day(tables), run.practice)
        write_citations(folder, cited, run.credit)
    for name, parts in extras.items():
        with (folder / name).open("xb", buffering=1 << 20) as file:
            file.writelines(parts)


def _write_what_can_be(folder: Path, tables: Tables) -> None:
    """Write the tables of a build whose form is broken, for whoever looks for the reason; some cannot be written."""
    for name in tables:
        try:
            write_table(tables, name, folder)
        except (LookupError, TypeError, ValueError, pa.ArrowException):
            for path in folder.glob(f"{name}.*"):
                path.unlink()


def _new_id(now: datetime, folders: tuple[Path, ...]) -> str:
    """An id that sorts after every other, even where the clock went back: `2026-11-24T031500Z`, then `…Z-001`."""
    stem = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    names = (path.name for folder in folders if folder.is_dir() for path in folder.iterdir())
    last = max((name for name in names if RELEASE_ID.fullmatch(name)), default=None, key=in_order)
    if last is None or in_order(stem) > in_order(last):
        return stem
    before, number = in_order(last)
    return f"{before}Z-{number + 1:03}"


def _remove_leftovers(*folders: Path) -> None:
    """Take away what a killed publication or removal left behind."""
    for folder in folders:
        for prefix in (PREPARING, REMOVING):
            for path in folder.glob(f"{prefix}*"):
                shutil.rmtree(path)


def _keep_the_newest(folder: Path) -> None:
    """Keep the newest builds alone: a job that is refused, or limited, every night must not fill the disk."""
    builds = [path for path in folder.iterdir() if RELEASE_ID.fullmatch(path.name)]
    builds.sort(key=lambda path: in_order(path.name))
    for path in builds[:-KEPT_ASIDE]:
        shutil.rmtree(path)


def _refusal(folder: Path, report: CheckReport, command: str) -> str:
    reasons = listed([check.message for check in report.refusals], "; ")
    is_broken = any(check.name == "integrity" for check in report.refusals)
    right = (
        "its form is broken, which nothing sets aside" if is_broken else f"if it is right: {command} --override REASON"
    )
    step = f"next: look at {folder / ISSUES_NAME} and {FILE_NAME} beside it; {right}"
    return f"not published, kept in {folder}: {reasons}; {step}"


def _build_command(site: Path, run: RunRecord) -> str:
    """The command that builds a site, as a person would give it."""
    name = run.site if run.site in {"live", "practice"} else run.source
    where = "" if site.parent == Path("output") else f" --output {site.parent}"
    return f"iom-projects build {name}{where}"


def _make_durable(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def point_to(site: Path, release_id: str) -> None:
    """Switch `latest` and `latest.json`, each by one rename; file systems without links have the second alone."""
    link = site / ".latest-next"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(Path(RELEASES) / release_id, target_is_directory=True)
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
    else:
        link.replace(site / LATEST)
    pointer = site / ".latest-next.json"
    pointer.write_text(
        json.dumps({"release": release_id, "folder": f"{RELEASES}/{release_id}"}) + "\n", encoding="utf-8"
    )
    _sync(pointer)
    pointer.replace(site / LATEST_JSON)
    _sync(site)
