"""Whom to tell, and how; what opens a door stands in the environment alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

LONGEST_SECONDS = 300
SECURITIES = ("auto", "starttls", "tls", "none")

# A server such as "mail.example.org:587" or "[::1]:25".
_SERVER = re.compile(r"(?P<host>[^\s:/\[\]]+|\[[0-9a-f:]+\]):(?P<port>[0-9]{1,5})")
# A mailbox such as "you@example.org": one line without blanks, which a header can hold
_MAILBOX = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no message, record or representation shows."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """The text itself, for the one who is to be shown it."""
        return self._text


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Whom to tell when the verdict on a site is another one. Nobody, unless something is set.

    Attributes:
        alert_email_to: e-mail addresses to write to.
        alert_email_from: the sender's address; the first of `alert_email_to` unless it is set.
        alert_smtp: host and port of the mail server.
        alert_smtp_security: `auto` (STARTTLS where the server offers it; a password is sent under TLS, or to this
            machine, alone), `starttls`, `tls` (from the first byte, as on port 465) or `none`.
        alert_smtp_user: the user's name at the mail server, where it asks for one.
        alert_smtp_password: the password that goes with it.
        alert_webhook: an address that takes the alert as JSON.
        alert_slack: the address of an incoming webhook of Slack, or of Mattermost and others that take the same.
        alert_ntfy: the address of a topic of ntfy, such as https://ntfy.sh/your-topic.
        alert_ntfy_token: an access token for it.
        alert_heartbeat: an address that is asked for (GET) whenever all is well, for a dead man's switch such as
            healthchecks.io: where it is silent for too long, the switch tells you.
        alert_command: a program with its arguments; it gets the alert as JSON on standard input.
        alert_metrics: a folder for `iom_projects_SITE.prom`, as the textfile collector of Prometheus' node_exporter
            reads it; written at every look, whatever the verdict.
        alert_seconds: how long all alerts together may take.
    """

    alert_email_to: Sequence[str] = ()
    alert_email_from: str | None = None
    alert_smtp: str = "localhost:25"
    alert_smtp_security: str = "auto"
    alert_smtp_user: str | None = None
    alert_smtp_password: Secret | None = None
    alert_webhook: Secret | None = None
    alert_slack: Secret | None = None
    alert_ntfy: Secret | None = None
    alert_ntfy_token: Secret | None = None
    alert_heartbeat: Secret | None = None
    alert_command: Sequence[str] = ()
    alert_metrics: Path | None = None
    alert_seconds: float = 20.0

    @property
    def tells_somebody(self) -> bool:
        """Whether anything at all is set that takes alerts, pings or figures."""
        return bool(
            self.alert_email_to
            or self.alert_command
            or self.alert_metrics
            or self.alert_webhook
            or self.alert_slack
            or self.alert_ntfy
            or self.alert_heartbeat
        )

    def server(self) -> tuple[str, int]:
        """Host and port of the mail server."""
        match = _SERVER.fullmatch(self.alert_smtp)
        if match is None or int(match["port"]) > 65535:
            raise ValueError('alert_smtp must be "host:port"')
        return match["host"].strip("[]"), int(match["port"])

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Every secret that is set, by the setting's name."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, Secret):
                yield each.name, value.reveal()

    def check(self) -> None:
        """Refuse what cannot work; no secret stands in the message.

        Raises:
            ValueError: the message begins with the setting's name.
        """
        for name, address in self.secrets():
            if name in _ADDRESSES and not _is_address(address):
                raise ValueError(f"{name} must be an address (https://…)")
        if self.alert_ntfy is not None and not urlsplit(self.alert_ntfy.reveal()).path.strip("/"):
            raise ValueError("alert_ntfy must name a topic: https://ntfy.sh/your-topic")
        for name, mailboxes in (("alert_email_to", self.alert_email_to), ("alert_email_from", [self.alert_email_from])):
            wrong = next((one for one in mailboxes if one is not None and not _MAILBOX.fullmatch(one)), None)
            if wrong is not None:
                raise ValueError(f"{name} must be e-mail addresses, not {wrong!r}")
        self.server()
        if self.alert_smtp_security not in SECURITIES:
            raise ValueError(f"alert_smtp_security must be one of {', '.join(SECURITIES)}")
        if (self.alert_smtp_user is None) != (self.alert_smtp_password is None):
            raise ValueError("alert_smtp_user and alert_smtp_password must both be set, or neither")
        if not 0 < self.alert_seconds <= LONGEST_SECONDS:
            raise ValueError(f"alert_seconds must be more than 0 and at most {LONGEST_SECONDS}")


_ADDRESSES = ("alert_webhook", "alert_slack", "alert_ntfy", "alert_heartbeat")
SECRETS = tuple(each.name for each in fields(AlertSettings) if Secret in get_args(each.type))
"""The settings that stand in the environment alone."""


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and text.isprintable()
    except ValueError:  # a port that is none, brackets that do not fit
        return False
