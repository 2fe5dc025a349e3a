"""The page behind a project or an address of the latest release, as the archive holds it."""

import difflib
from typing import TYPE_CHECKING, Any

from cli.exits import WrongUseError
from maintenance.explanation import COMPONENTS
from workers import SavedPage

if TYPE_CHECKING:
    from job import Job

SHOWN = 5
"""How many keys that come near are named."""


def read_archived(job: "Job", key: str, field: str | None = None) -> SavedPage:
    """Read the capture that the latest release took a project, or an address, from.

    Args:
        job: whose release and archive.
        key: a project's key, Projects ID or Prima ID, or the address of a page.
        field: for a project, the page that its value was taken from; the best page where no page gives one.

    Raises:
        WrongUseError: there is no such project or address, or several are called so.
        ReleaseError: there is no release, or it cannot be read.
        StorageFault: the archive cannot be read, or does not hold the capture any more.
    """
    from dataset.loading import load_table
    from scraper import archive, records
    from scraper.errors import StorageFault

    rows = {name: load_table(job.folder, name).to_pylist() for name in ("projects", "observations", "pages")}
    url = key if "://" in key else page_of(rows, key, field)
    digest = next((row["digest"] for row in rows["pages"] if row["url"] == url), None)
    if digest is None:
        raise WrongUseError(f"{url} is no page with a body in the latest release{_near(url, rows['pages'], 'url')}")
    captures = [entry for entry in archive.page_history(job.folder) if (entry.url, entry.digest) == (url, digest)]
    if not captures:
        raise StorageFault(f"the archive of {job.folder} does not hold the capture {digest} of {url} any more")
    (capture,) = archive.read_entries(job.folder, captures[-1:])
    entry = captures[-1]
    record = records.record_id(f"{entry.file} {entry.offset} {entry.kind}").strip("<>")
    place = f"{archive.FOLDER_NAME}/{entry.file} at byte {entry.offset}, {record}"
    return SavedPage(capture.body, capture.content_type, capture.url, capture.fetched_at, place)


def page_of(rows: dict[str, list[dict[str, Any]]], key: str, field: str | None) -> str:
    """Find the page of a project that a field's value was taken from, else its best page, and give its address.

    Args:
        rows: the tables `projects` and `observations`, row by row.
        key: the project's key, Projects ID or Prima ID.
        field: a field of a page, `components`, or None.

    Raises:
        WrongUseError: no project, or several, are called so.
    """
    names = ("project_key", "project_id", "prima_id")
    for name in names:
        found = [row for row in rows["projects"] if row[name] == key]
        if len(found) > 1:
            keys = ", ".join(row["project_key"] for row in found)
            raise WrongUseError(f"several projects have the {name} {key}: name one of the keys {keys}")
        if found:
            wanted = "description" if field == COMPONENTS else field
            chosen = (
                row["url"]
                for row in rows["observations"]
                if row["is_chosen"] and (row["project_key"], row["field"]) == (found[0]["project_key"], wanted)
            )
            return str(next(chosen, found[0]["url"]))
    message = f"no file or folder, and no project of the latest release, is called {key}"
    raise WrongUseError(message + _near(key, rows["projects"], *names))


def _near(name: str, rows: list[dict[str, Any]], *columns: str) -> str:
    known = dict.fromkeys(row[column] for row in rows for column in columns if row[column] is not None)
    near = difflib.get_close_matches(name, known, n=SHOWN, cutoff=0.6)
    return f"; near: {', '.join(near)}" if near else ""
