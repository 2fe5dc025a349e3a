"""A small site that can go down, a mail server and a web server on loopback, and the real commands between them."""

import json
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cli import execute
from tests.cli.played_site import project
from tests.scraper.loopback import PlainSite, Reply, Request, urlset

PATHS = [f"/project/p{number}" for number in (1, 2, 3)]
PASSWORD = "correct-horse-battery"  # noqa: S105 - a test's own
TOKEN = "s3cr3t-t0ken"  # noqa: S105 - as above


@dataclass
class Inbox:
    """What a mail server took: the messages, and who logged in."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, EmailMessage, policy=default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 taken"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, way: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(f"{data.login.decode()} by {way}, TLS {session.ssl is not None}")
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server without TLS, as a machine's own is."""
    yield from serve_mail(Inbox())


def serve_mail(inbox: Inbox, **settings: Any) -> Iterator[Inbox]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        inbox.port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port, authenticator=inbox.authenticate, **settings)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass
class Watched:
    """A site of three projects, its output, and the command line that works on it."""

    site: PlainSite
    output: Path
    settings: Path
    is_down: bool = False

    @property
    def folder(self) -> Path:
        (folder,) = (path for path in self.output.iterdir() if path.is_dir())
        return folder

    def command(self, name: str, *arguments: str) -> int:
        common = ["--output", str(self.output), "--config", str(self.settings)]
        return execute([name, *arguments, self.site.url, *common])

    def set(self, *lines: str) -> None:
        text = "\n".join(("[crawl]", "attempts = 1", "[alerts]", *lines))
        self.settings.write_text(text, encoding="utf-8")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    def answer(request: Request) -> Reply:
        if made.is_down:
            return Reply(0)
        if request.path == "/sitemap.xml":
            return urlset(*(request.url + path for path in PATHS))
        pages = {path: project(number) for number, path in enumerate(PATHS, 1)}
        return Reply(200, pages[request.path]) if request.path in pages else Reply(404)

    made = Watched(PlainSite(answer), tmp_path / "output", tmp_path / "settings.toml")
    made.output.mkdir()
    made.set()
    yield made
    made.site.close()


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], list[str]]:
    """Write a small program, and give the command that starts it; it keeps what it reads in `alert.json` beside it."""

    def write(more: str = "") -> list[str]:
        script = tmp_path / "tell.py"
        keep = "pathlib.Path(__file__).with_name('alert.json').write_text(sys.stdin.read())"
        words = "pathlib.Path(__file__).with_name('environment.txt').write_text(repr(dict(os.environ)))"
        script.write_text(f"import os, pathlib, sys, time\n{keep}\n{words}\n{more}\n")
        return [sys.executable, str(script)]

    return write


def toml(value: object) -> str:
    return json.dumps(value)


def server_context(authority: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context
