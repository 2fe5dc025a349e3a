"""The page behind a project or an address of the latest release, as the archive holds it."""

from typing import TYPE_CHECKING, Any

from cli.exits import WrongUseError
from cli.projects import find_project
from cli.suggestions import suggest
from sandbox.page import SavedPage

if TYPE_CHECKING:
    from settings.run_plan import RunPlan


def read_archived(job: "RunPlan", key: str, field: str | None = None) -> SavedPage:
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
    from dataset.releases.loading import load_table
    from scraper.archive import archive, records
    from scraper.errors import StorageFault

    rows = {name: load_table(job.folder, name).to_pylist() for name in ("projects", "observations", "pages")}
    url = key if "://" in key else page_of(rows, key, field)
    digest = next((row["digest"] for row in rows["pages"] if row["url"] == url), None)
    if digest is None:
        near = suggest(url, (row["url"] for row in rows["pages"]))
        raise WrongUseError(f"{url} is no page with a body in the latest release{near}")
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
    from maintenance.explanation import COMPONENTS

    found = find_project(rows["projects"], key, what="file or folder, and no project of the latest release,")
    wanted = "description" if field == COMPONENTS else field
    chosen = (
        row["url"]
        for row in rows["observations"]
        if row["is_chosen"] and (row["project_key"], row["field"]) == (found["project_key"], wanted)
    )
    return str(next(chosen, found["url"]))
