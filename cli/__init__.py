"""The commands: arguments in, pipeline calls, human and JSON output."""

import sys
from collections.abc import Sequence

import typer

from cli import pages
from cli.exits import INTERRUPTED, WRONG_USE, WrongUseError
from cli.terminal import printable

app = typer.Typer(
    name="iom-projects",
    help="The public project pages of the IOM Development Fund as a dataset people can cite.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(pages.parse)


@app.callback()
def _main() -> None:
    """Keep `parse` a subcommand while it is the only one."""


def execute(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; what went wrong stands in one line on stderr."""
    try:
        command = typer.main.get_command(app)
        return int(command.main(list(arguments), prog_name="iom-projects", standalone_mode=False) or 0)
    except typer.TyperException as error:
        return _complain(error.format_message(), error.exit_code)
    except WrongUseError as error:
        return _complain(str(error), WRONG_USE)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("interrupted", INTERRUPTED)


def _complain(message: str, code: int) -> int:
    sys.stderr.write(f"iom-projects: {printable(' '.join(message.split()))}\n")
    return code


def main() -> None:
    """Start the command line."""
    sys.exit(execute(sys.argv[1:]))
