"""systemd's user units: where they stand, and how their timers are started."""

import getpass
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from cli.exits import WrongUseError

SECONDS = 60


def units_folder() -> Path:
    """Where systemd looks for a user's own units."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def start_timers(timers: Sequence[str]) -> Iterator[str]:
    """Let systemd read the units, start the timers, and let them run while nobody is logged in; yields what was done.

    Raises:
        WrongUseError: systemd does not; the message says what to do by hand.
    """
    commands = [
        ["systemctl", "--user", "daemon-reload"],
        ["systemctl", "--user", "enable", "--now", *timers],
        ["loginctl", "enable-linger", getpass.getuser()],
    ]
    for number, command in enumerate(commands):
        failure = _failure(command)
        if failure is not None:
            rest = "; ".join(shlex.join(one) for one in commands[number:])
            raise WrongUseError(
                f"the units are written, but {shlex.join(command)} failed ({failure}): log in as the user itself, not"
                f" by su or sudo, and do it by hand: {rest}"
            )
        yield f"done: {shlex.join(command)}"
    yield "look at them: systemctl --user list-timers; what runs say: journalctl --user -u 'iom-projects*'"


def _failure(command: Sequence[str]) -> str | None:
    if shutil.which(command[0]) is None:
        return f"{command[0]} is not on this machine"
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - fixed words
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    return None if done.returncode == 0 else " ".join(done.stderr.split()) or f"exit code {done.returncode}"
