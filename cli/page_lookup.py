"""The one page that a command's KEY-OR-PATH names: a saved page, the page of a fixture, or one of the archive."""

from pathlib import Path
from typing import Annotated

import typer

from cli.archived_pages import read_archived
from cli.configured import plan
from cli.exits import WrongUseError
from cli.saved_pages import find_pages
from dataset.errors import NoReleaseError
from maintenance.fixtures import META, PAGE, Fixture
from sandbox.page import SavedPage

KeyOrPath = Annotated[
    str,
    typer.Argument(
        metavar="KEY-OR-PATH",
        help="A project's key or a page's address in the latest release, a saved page, or the folder of a fixture.",
    ),
]
SiteOption = Annotated[str, typer.Option("--site", metavar="SITE", help="For a key: live, practice, or an address.")]


def look_up(
    key_or_path: str,
    *,
    field: str | None = None,
    site: str = "live",
    output: Path | None = None,
    config: Path | None = None,
) -> SavedPage:
    """Read the page that a file, a folder with one page, a fixture's folder, or a project of the latest release has.

    Args:
        key_or_path: a path that exists, else a project's key or a page's address.
        field: for a project with several pages, the field whose page is wanted.
        site: whose latest release a key is looked up in.
        output: the folder that holds one folder per site.
        config: the settings file.

    Raises:
        WrongUseError: there is none, there are several, or it or its meta file cannot be read.
        ReleaseError: the latest release cannot be read.
        StorageFault: the archive cannot be read.
    """
    path = Path(key_or_path)
    if not _exists(path):
        if "://" not in key_or_path and (len(path.parts) > 1 or path.suffix.lower() in (".htm", ".html", ".xhtml")):
            raise WrongUseError(f"no such file or folder: {key_or_path}")
        try:
            return read_archived(plan(site, config, output=output), key_or_path, field)
        except NoReleaseError as error:
            raise WrongUseError(f"no file or folder is called {key_or_path}, and {error}") from error
    folder = path.parent if path.name == PAGE else path
    if (folder / PAGE).is_file() and (folder / META).is_file():
        return Fixture(folder).page()
    files = find_pages([path])
    if len(files) > 1:
        raise WrongUseError(f"{path} holds {len(files)} pages: name one of them")
    if files[0].issues:
        raise WrongUseError(files[0].issues[0].message)
    return files[0].read()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # too long for a name on this disk
        return False
