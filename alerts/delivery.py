"""Every channel that is set gets its alert at once, in bounded time; what fails is told and fails nothing else."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from alerts import mail, posting, program
from alerts.errors import AlertError
from alerts.message import Alert
from alerts.settings import AlertSettings
from alerts.way import Way

PREFIX = "IOM_PROJECTS_"
LONGEST_FAILURE = 300
Send = Callable[[Alert], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one channel: `failure` is None where it was taken, else one line without a secret."""

    channel: str
    failure: str | None


def channels_of(settings: AlertSettings, way: Way) -> dict[str, Send]:
    """The channels that are set, by name: `email`, `webhook`, `slack`, `ntfy`, `command`."""
    by_address: dict[str, Callable[[Alert, str], None]] = {
        "webhook": lambda alert, address: posting.to_webhook(alert, address, way),
        "slack": lambda alert, address: posting.to_slack(alert, address, way),
        "ntfy": lambda alert, address: posting.to_ntfy(alert, address, way, secrets.get("alert_ntfy_token")),
    }
    secrets = dict(settings.secrets())
    found: dict[str, Send] = {
        name: _to(send, secrets[f"alert_{name}"]) for name, send in by_address.items() if f"alert_{name}" in secrets
    }
    if settings.alert_email_to:
        found["email"] = lambda alert: mail.to_email(alert, settings, way)
    if settings.alert_command:
        found["command"] = lambda alert: program.to_command(
            alert, settings.alert_command, way.seconds, environment_without(secrets)
        )
    return found


def _to(send: Callable[[Alert, str], None], address: str) -> Send:
    return lambda alert: send(alert, address)


def environment_without(secrets: Iterable[str]) -> dict[str, str]:
    """This process' environment without the variables of these settings."""
    hidden = {PREFIX + name.upper() for name in secrets}
    return {name: value for name, value in os.environ.items() if name not in hidden}


def deliver(alert: Alert, channels: Mapping[str, Send], settings: AlertSettings) -> list[Delivery]:
    """Send an alert on every channel at once, and wait for `alert_seconds` at most.

    A thread that is not done by then is left behind; it ends with the program.
    """
    return run_all({name: _with(send, alert) for name, send in channels.items()}, settings)


def _with(send: Send, alert: Alert) -> Callable[[], None]:
    return lambda: send(alert)


def run_all(jobs: Mapping[str, Callable[[], None]], settings: AlertSettings) -> list[Delivery]:
    """Do several things at once that may raise AlertError; see `deliver`."""
    failures: dict[str, str | None] = {}

    def attempt(name: str, job: Callable[[], None]) -> None:
        try:
            job()
        except AlertError as error:
            failures[name] = _scrubbed(str(error), settings)
        except Exception as error:  # noqa: BLE001 - a bug here must cost the alert alone, and is told
            failures[name] = _scrubbed(f"a bug of ours: {type(error).__name__}: {error}", settings)
        else:
            failures[name] = None

    threads = {name: threading.Thread(target=attempt, args=(name, job), daemon=True) for name, job in jobs.items()}
    for thread in threads.values():
        thread.start()
    end = time.monotonic() + settings.alert_seconds
    for thread in threads.values():
        thread.join(max(0.0, end - time.monotonic()))
    late = f"no end within {settings.alert_seconds:g} s (alert_seconds)"
    return [Delivery(name, failures.get(name, late)) for name in jobs]


def _parts(secret: str) -> Iterator[str]:
    """A secret, and where it is an address what follows the host, by which alone it can be told, too."""
    yield secret
    parts = urlsplit(secret)
    yield from (part for part in (parts.path.strip("/"), parts.query, parts.password) if part and parts.netloc)


def _scrubbed(message: str, settings: AlertSettings) -> str:
    """One line without any secret, whatever a server or a library put into it."""
    hidden = {part: name for name, secret in settings.secrets() for part in _parts(secret)}
    for part in sorted(hidden, key=len, reverse=True):
        message = message.replace(part, f"({hidden[part]})")
    line = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    return line if len(line) <= LONGEST_FAILURE else line[:LONGEST_FAILURE] + "…"
