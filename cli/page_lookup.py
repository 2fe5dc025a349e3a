"""The one page that a command's PATH-OR-KEY names: a saved page, or the page of a fixture."""

from pathlib import Path

from cli.exits import WrongUseError
from cli.saved_pages import find_pages
from maintenance.fixtures import META, PAGE, Fixture
from workers import SavedPage


def look_up(path_or_key: str) -> SavedPage:
    """Read the page that a file, a folder with one page, or a fixture's folder holds.

    Raises:
        WrongUseError: there is none, there are several, or it or its meta file cannot be read.
    """
    path = Path(path_or_key)
    if not path.exists():
        raise WrongUseError(f"no such file or folder: {path_or_key} (a project key cannot be looked up yet)")
    folder = path.parent if path.name == PAGE else path
    if (folder / PAGE).is_file() and (folder / META).is_file():
        return Fixture(folder).page()
    files = find_pages([path])
    if len(files) > 1:
        raise WrongUseError(f"{path} holds {len(files)} pages: name one of them")
    if files[0].issues:
        raise WrongUseError(files[0].issues[0].message)
    return files[0].read()
