"""`parse`: saved pages to JSON lines, without network or archive."""

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import DONE, OUR_BUG
from cli.saved_pages import find_pages
from cli.terminal import print_json, track

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Saved pages, or folders of them (*.html).")]
AsJson = Annotated[bool, typer.Option("--json", help="Accepted for uniformity: this command always prints JSON lines.")]


def parse(paths: Paths, *, json: AsJson = False) -> int:
    """Read saved pages and print one JSON object a page, in JSON lines.

    A page that is no project is an outcome too, never an error. NAME.meta.json beside NAME.html may give "url",
    "fetched_at" and "content_type". Every value is right, or null with a "field_status" that says why; whatever is
    doubtful has an entry in "issues" that names the field.

    For example:

        iom-projects parse page.html

        iom-projects parse saved-pages/ | jq 'select(.outcome == "project") | .project'
    """
    from build.pages import read_pages
    from dataset.page_json import describe_issue, describe_page

    files = find_pages(paths)
    answers = read_pages(file.read() for file in files)
    failed = False
    for file, answer in zip(files, track(answers, "Reading pages", len(files)), strict=True):
        record = describe_page(answer, path=str(file.path))
        record["issues"] += [describe_issue(issue) for issue in file.issues]
        failed = failed or any(issue.kind == "reader_failed" for issue in answer.issues)
        if not print_json(record):
            break
    return OUR_BUG if failed else DONE
