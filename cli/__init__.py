"""The commands: arguments in, pipeline calls, human and JSON output."""

import errno
import signal
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any

import typer

from cli import (
    alerts,
    browsing,
    cards,
    differences,
    doctor,
    explanation,
    exports,
    fixtures,
    imports,
    jobs,
    pages,
    practice_site,
    releases,
    repair,
    report_page,
    schedule,
    settings,
    status,
    verification,
)
from cli.exits import DONE, INTERRUPTED, REFUSED, STORAGE, WRONG_USE, WrongUseError
from cli.suggestions import suggest_choice
from cli.terminal import draws, fill_streams, give_up_output, printable, write_error, write_out
from dataset.errors import BuildDeadlineError, NoReleaseError, OlderReleaseError, ReleaseError, ReleaseRefusedError
from maintenance.errors import FixtureError, TableError
from scraper.errors import MEND, ScraperError


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write_out(f"iom-projects {version('iom-projects')}\n")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
]


def iom_projects(*, version: Version = False) -> None:
    """The public project pages of the IOM Development Fund as a dataset people can cite."""
    from maintenance.tables import check_tables

    check_tables()


app = typer.Typer(
    name="iom-projects",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.callback()(iom_projects)
app.command()(jobs.run)
app.command()(jobs.crawl)
app.command()(jobs.build)
app.command("import")(imports.take_in)
app.command()(pages.parse)
app.command()(practice_site.practice)
app.command()(settings.config)
app.command()(doctor.doctor)
app.command()(status.status)
app.command()(schedule.schedule)
app.command()(report_page.report)
app.add_typer(alerts.app, name="alerts")
app.command()(cards.show)
app.command()(cards.search)
app.command()(differences.changes)
app.command()(differences.diff)
app.command()(verification.verify)
app.command()(repair.repair)
app.add_typer(releases.app, name="releases")
app.command()(exports.export)
app.command()(exports.reconcile)
app.command()(explanation.explain)
app.command()(browsing.serve)
app.add_typer(fixtures.app, name="fixture")

PLAIN_WIDTH = 140
"""Of help that is not drawn: wide enough that no command's line is cut."""
EXIT_CODES: dict[type[Exception], int] = {
    WrongUseError: WRONG_USE,
    FixtureError: WRONG_USE,
    TableError: WRONG_USE,
    NoReleaseError: WRONG_USE,
    OlderReleaseError: WRONG_USE,
    ReleaseError: STORAGE,
    ReleaseRefusedError: REFUSED,
    BuildDeadlineError: REFUSED,
}
"""What each error of ours means; the first that fits counts. A `ScraperError` knows its own."""


def exit_code_of(error: Exception) -> int | None:
    """The exit code of an error that is understood; None for a bug of ours."""
    if isinstance(error, ScraperError):
        return error.exit_code
    if isinstance(error, OSError):
        return STORAGE
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), None)


def execute(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; what went wrong stands in one line on stderr."""
    try:
        return _execute(arguments)
    except BrokenPipeError:  # the reader of a long help has gone away
        give_up_output()
        return DONE
    except SystemExit as end:  # which is how rich takes the same
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        return DONE
    except OSError as error:
        give_up_output()
        if error.errno == errno.EBADF and error.filename is None:  # as help is printed
            return _complain("standard output cannot be written (it is closed)", STORAGE)
        place = error.filename or "standard output, or a file,"
        return _complain(f"{place} cannot be used ({error.strerror or error}); {MEND}", STORAGE)


def _execute(arguments: Sequence[str]) -> int:
    try:
        drawn = draws()
        width = None if drawn else PLAIN_WIDTH
        code = _command_line(drawn=drawn)(
            list(arguments), prog_name="iom-projects", standalone_mode=False, terminal_width=width
        )
        code = int(code or 0)
        write_out("")  # what still waits to be written
        return _complain("interrupted", code) if code == INTERRUPTED else code  # Typer turns Ctrl-C into this code
    except typer.TyperException as error:
        message = suggest_choice(error.format_message())  # none where help was printed instead
        if message.startswith("Usage:"):  # help that was not asked for, and is no complaint
            write_out(f"{message}\n")
            return error.exit_code
        return _complain(message, error.exit_code) if message else error.exit_code
    except tuple(EXIT_CODES) as error:
        return _complain(str(error), next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind)))
    except ScraperError as error:
        return _complain(str(error), error.exit_code)
    except typer.Abort:
        return _complain("interrupted", INTERRUPTED)


@cache
def _command_line(*, drawn: bool) -> Callable[..., Any]:
    """Make what runs a command line, once for each way of printing help."""
    app.rich_markup_mode = "rich" if drawn else None
    return typer.main.get_command(app).main


def _complain(message: str, code: int) -> int:
    write_error(f"iom-projects: {printable(' '.join(message.split()))}")
    return code


def main() -> None:
    """Start the command line; SIGTERM ends a command as Ctrl-C does."""
    fill_streams()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(execute(sys.argv[1:]))
