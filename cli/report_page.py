"""`report`: where the page of a release stands, and the same in a web browser."""

from typing import Annotated

import typer

from cli.configured import AsJson, ConfigFile, Output, Release, SiteName, plan
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.terminal import print_json

Open = Annotated[bool, typer.Option("--open", help="Show it in your web browser.")]


def report(
    site: SiteName = "live",
    *,
    output: Output = None,
    release: Release = None,
    show: Open = False,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Say where the report of a release stands: one file that any web browser shows, and that asks nobody for anything.

    For example:

        iom-projects report practice --open
    """
    import webbrowser

    from dataset.releases.catalogue import find_release
    from report import FILE_NAME

    folder = find_release(plan(site, config, output=output).folder, release)
    page = (folder / FILE_NAME).absolute()
    if not page.is_file():
        raise WrongUseError(f"{page} is not there; iom-projects verify {site} says what became of the release")
    if show and not webbrowser.open(page.as_uri()):
        raise WrongUseError(f"no web browser could be started here; open {page} in one")
    if json:
        print_json({"release": folder.name, "report": str(page)}, indent=2)
    else:
        print_lines([str(page)])
    return DONE
