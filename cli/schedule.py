"""`schedule`: ready snippets for cron, systemd and a CI workflow, with this installation's own paths."""

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.configured import ConfigFile, Contact, Output, SiteName, configure
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines

Kind = Annotated[Literal["cron", "systemd", "github"], typer.Argument(help="Which snippet.")]
MAX_AGE_DAYS = "8"
"""A weekly run and a day's grace."""


def schedule(
    kind: Kind,
    site: SiteName = "live",
    *,
    output: Output = None,
    config: ConfigFile = None,
    contact: Contact = None,
) -> int:
    """Print what runs the whole job every week and looks at the data in between; nothing is installed.

    For example:

        iom-projects schedule cron --contact you@example.org

        iom-projects schedule systemd

    Exit codes: 0 printed, 2 no contact is set: a job that nobody watches must say whom to write to.
    """
    configuration = configure(config, output=output, contact=contact)
    job = configuration.plan(site)
    if configuration.crawl.contact is None:
        raise WrongUseError("name a contact for the site's people: --contact you@example.org")
    in_cloud = kind == "github"
    common = [] if in_cloud else ["--output", str(configuration.output.absolute())]
    if configuration.file is not None and not in_cloud:
        common += ["--config", str(configuration.file.absolute())]
    program = ".venv/bin/iom-projects" if in_cloud else str(_program())
    quote = QUOTES[kind]
    values = {
        "RUN": quote([program, "run", site, "--contact", configuration.crawl.contact, *common]),
        "STATUS": quote([program, "status", site, "--max-age-days", MAX_AGE_DAYS, *common]),
        "FOLDER": str(Path.cwd()).replace("%", "%%") if kind == "systemd" else quote([str(Path.cwd())]),
        "SITE": job.folder.name,
    }
    snippet = files("cli").joinpath("data", f"{kind}.txt").read_text(encoding="utf-8")
    print_lines(re.sub(r"@([A-Z]+)@", lambda match: values[match[1]], snippet).splitlines())
    return DONE


def _program() -> Path:
    """The command as it was started, else the one on the path, else the one beside this Python."""
    started = Path(sys.argv[0])
    if started.is_file() and started.name.startswith("iom-projects"):
        return started.absolute()
    return Path(shutil.which("iom-projects") or Path(sys.executable).with_name("iom-projects")).absolute()


def _for_cron(words: Sequence[str]) -> str:
    """Quoted for sh; cron itself takes a bare % for the end of the line."""
    return shlex.join(words).replace("%", r"\%")


def _for_systemd(words: Sequence[str]) -> str:
    """Quoted as systemd.service(5) says: backslashes, doubled % and $."""
    escaped = [word.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%").replace("$", "$$") for word in words]
    return " ".join(f'"{word}"' if re.search(r"[\s\"';]", word) else word for word in escaped)


QUOTES: Mapping[str, Callable[[Sequence[str]], str]] = {
    "cron": _for_cron,
    "systemd": _for_systemd,
    "github": shlex.join,
}
"""How a command line is written in each snippet."""
