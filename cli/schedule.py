"""`schedule`: ready files for cron, systemd, GitHub's workflows and containers, with this installation's own paths."""

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.configured import ConfigFile, Contact, Output, SiteName, configure
from cli.exits import DONE, WrongUseError
from cli.lines import print_lines
from cli.terminal import write_error

if TYPE_CHECKING:
    from settings.configuration import Configuration

Kind = Annotated[Literal["cron", "systemd", "github", "docker"], typer.Argument(help="What starts the runs.")]
Write = Annotated[Path | None, typer.Option(metavar="DIR", help="Write the files there instead of printing them.")]
Install = Annotated[
    bool, typer.Option("--install", help="systemd: write them where systemd looks, and start the timers.")
]
MailTo = Annotated[str | None, typer.Option(metavar="ADDRESS", help="cron: whom to mail (default: the contact).")]
S3 = Annotated[str | None, typer.Option("--s3", metavar="s3://BUCKET/FOLDER", help="github: keep the archive there.")]

MAX_AGE_DAYS = "8"
"""A weekly run and a day's grace."""
MARK = "Made by iom-projects schedule"
"""Stands in the first lines of every file: what has it may be written anew."""
# A place such as "s3://bucket/folder/below".
_S3 = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[A-Za-z0-9._-]+)*")
# A mailbox such as "you@example.org", but not the address of a page.
_MAILBOX = re.compile(r"[^\s@/,;\"]+@[^\s@/,;\"]+")


def schedule(
    kind: Kind,
    site: SiteName = "live",
    *,
    write: Write = None,
    install: Install = False,
    mail_to: MailTo = None,
    s3: S3 = None,
    output: Output = None,
    config: ConfigFile = None,
    contact: Contact = None,
) -> int:
    """Print or write what runs the whole job every week and looks at the data every day.

    github and docker are for the folder that holds iom-projects' sources: --write there.

    For example:

        iom-projects schedule cron --contact you@example.org

        iom-projects schedule systemd --install

        iom-projects schedule github --write . --s3 s3://our-bucket/iom-projects

    Exit codes: 0 done, 2 no contact is set (a job that nobody watches must say whom to write to), a file is in the
    way, or systemd does not take the units.
    """
    configuration = configure(config, output=output, contact=contact)
    if configuration.crawl.contact is None:
        raise WrongUseError("name a contact for the site's people: --contact you@example.org")
    if (install and kind != "systemd") or (s3 is not None and kind != "github"):
        raise WrongUseError(f"{'--install' if install else '--s3'} is for {'systemd' if install else 'github'} alone")
    if s3 is not None and not _S3.fullmatch(s3.rstrip("/")):
        raise WrongUseError(f"--s3 must be s3://BUCKET/FOLDER, not {s3}")
    files = _files(kind, configuration, site, mail_to=mail_to, s3=s3.rstrip("/") if s3 else None)
    if kind == "cron" and not (mail_to or _MAILBOX.fullmatch(configuration.crawl.contact)):
        write_error("iom-projects: warning: cron will mail nobody; --mail-to you@example.org names whom")
    if install:
        from cli.systemd import start_timers, units_folder

        print_lines(
            [*_write(files, units_folder()), *start_timers([name for name in files if name.endswith(".timer")])]
        )
    elif write is not None:
        print_lines(_write(files, write))
    else:
        print_lines(line for name, text in files.items() for line in (f"# {name}", *text.splitlines(), ""))
    return DONE


def _files(
    kind: str, configuration: "Configuration", site: str, *, mail_to: str | None, s3: str | None
) -> dict[str, str]:
    """The files of a schedule by their names, every placeholder filled."""
    from importlib.resources import files

    job = configuration.plan(site)
    unit = "iom-projects" if job.folder.name == "live" else f"iom-projects-{job.folder.name}"
    values = {"UNIT": unit, "SITE": job.folder.name, "FOLDER": _folder(kind), **_commands(kind, configuration, site)}
    if kind == "cron":
        contact = configuration.crawl.contact or ""
        values["MAILTO"] = mail_to or (contact if _MAILBOX.fullmatch(contact) else "")
    if kind == "github":
        values |= _storage(unit, s3)
    folder = files("cli").joinpath("data", "schedules", kind)
    below = ".github/workflows/" if kind == "github" else ""
    return {
        below + re.sub("^iom-projects", unit, one.name): _filled(one.read_text(encoding="utf-8"), values)
        for one in sorted(folder.iterdir(), key=lambda one: (len(one.name), one.name))
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled."""
    return re.sub(r"@([A-Z0-9]+)@", lambda match: values[match[1]], text)


def _commands(kind: str, configuration: "Configuration", site: str) -> dict[str, str]:
    in_cloud = kind in {"github", "docker"}
    output = {"github": "data", "docker": "/data/output"}.get(kind) or str(configuration.output.absolute())
    common = ["--output", output]
    if configuration.file is not None and not in_cloud:
        common += ["--config", str(configuration.file.absolute())]
    program = {"github": ".venv/bin/iom-projects", "docker": "iom-projects"}.get(kind) or str(_program())
    contact = configuration.crawl.contact or ""
    quote = QUOTES[kind]
    return {
        "RUN": quote([program, "run", site, "--contact", contact, *common]),
        "STATUS": quote([program, "status", site, "--max-age-days", MAX_AGE_DAYS, "--alert", *common]),
    }


def _folder(kind: str) -> str:
    here = str(Path.cwd())
    return here.replace("%", "%%") if kind == "systemd" else QUOTES[kind]([here])


def _storage(unit: str, s3: str | None) -> dict[str, str]:
    """How a workflow keeps the archive, and the environment of its steps."""
    from importlib.resources import files

    from alerts.settings import SECRETS
    from settings.setting import SETTINGS

    parts = files("cli").joinpath("data", "schedules", "parts")
    way = "branch" if s3 is None else "s3"
    texts = {
        step: parts.joinpath(f"{way}-{step}.sh").read_text(encoding="utf-8").rstrip().replace("\n", "\n" + " " * 10)
        for step in ("restore", "store")
    }
    place = {"BRANCH": f"{unit}-data", "IOM_PROJECTS_KEEP": '"4"'} if s3 is None else {"S3": s3}
    variables = [SETTINGS[name].variable for name in SECRETS]
    variables += [] if s3 is None else ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
    lines = [f"{name}: {value}" for name, value in place.items()]
    lines += [f"{name}: ${{{{ secrets.{name} }}}}" for name in variables]
    return {
        "RESTORE": " " * 10 + texts["restore"],
        "STORE": " " * 10 + texts["store"],
        "SECRETS": "\n".join(f"  {line}" for line in lines),
    }


def _write(files: Mapping[str, str], folder: Path) -> list[str]:
    """Write the files, none where one of another's making is in the way; returns a line for each.

    Raises:
        WrongUseError: something is in the way, or the folder cannot be written.
    """
    try:
        for name in files:
            path = folder / name
            if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
                raise WrongUseError(f"{path} is there already, and not by iom-projects schedule: move it away first")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if text.startswith("#!"):
                path.chmod(0o755)
    except OSError as error:
        raise WrongUseError(f"{error.filename or folder} cannot be written ({error.strerror})") from error
    return [f"wrote {folder / name}" for name in files]


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
    "docker": shlex.join,
}
"""How a command line is written in each kind of file."""
