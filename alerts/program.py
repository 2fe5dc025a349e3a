"""Alerts to a program of the user's own."""

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from alerts.errors import AlertError
from alerts.message import Alert

WORDS = 200
"""So much of what a program that failed said is shown."""


def to_command(alert: Alert, command: Sequence[str], seconds: float, environment: Mapping[str, str]) -> None:
    """Start a program with the alert as JSON on its standard input; what it prints goes nowhere.

    Args:
        alert: what it gets.
        command: the program and its arguments; no shell reads them.
        seconds: after so long it is killed, with all that it started.
        environment: its environment, without secrets of ours.

    Raises:
        AlertError: it cannot be started, takes too long, or ends with another exit code than 0.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - it is the user's own program, and no shell reads it
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=dict(environment),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise AlertError(f"{command[0]} cannot be started ({getattr(error, 'strerror', None) or error})") from error
    with process:
        try:
            _, said = process.communicate(json.dumps(alert.to_json()).encode(), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise AlertError(f"{command[0]} was still at work after {seconds:g} s and was killed") from error
    if process.returncode:
        words = said.decode(errors="replace").strip()[:WORDS]
        raise AlertError(f"{command[0]} ended with {process.returncode}{f': {words}' if words else ''}")
