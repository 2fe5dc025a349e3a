"""`serve`: a release in the browser, with Datasette, for this machine alone."""

import socket
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.configured import ConfigFile, Output, Release, SiteOption, plan
from cli.exits import DONE, WrongUseError
from cli.terminal import printable, write_out

if TYPE_CHECKING:
    from datasette.app import Datasette

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes any free one.")]
LOOPBACK = "127.0.0.1"
App = Callable[[Mapping[str, Any], Any, Any], Awaitable[None]]
"""What answers requests by ASGI (https://asgi.readthedocs.io/en/latest/specs/www.html)."""


def serve(
    *,
    site: SiteOption = "live",
    output: Output = None,
    release: Release = None,
    port: Port = 8001,
    config: ConfigFile = None,
) -> int:
    """Browse a release in your web browser until Ctrl-C: tables, filters, facets, search, SQL and ready questions.

    Only this machine can reach it, nothing can be changed there, and it asks nobody for anything. The report is there,
    too, and its cards of projects lead to their rows.

    For example:

        iom-projects serve --site practice
    """
    from dataset.exports import export
    from dataset.releases.catalogue import find_release

    folder = find_release(plan(site, config, output=output).folder, release)
    _need_datasette()
    with tempfile.TemporaryDirectory(prefix="iom-projects-") as room, _listen(port) as listener:
        (file,), _ = export("sqlite", folder.parent.parent, Path(room), release=folder.name)
        site_url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        write_out(f"The release {folder.name} stands at {site_url}/ and its report at {site_url}/release/report.html\n")
        write_out("Ctrl-C ends it.\n")
        _serve(_datasette(file, folder), listener)
    return DONE


def _need_datasette() -> None:
    from importlib.util import find_spec

    if find_spec("datasette") is None:
        raise WrongUseError(
            "serve needs the package datasette, which the extra `serve` brings: pip install 'iom-projects[serve]';"
            " report.html in the release needs nothing"
        )


def _listen(port: int) -> socket.socket:
    """Take the port on loopback.

    Raises:
        WrongUseError: it is taken.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()  # whoever asks before the server is up waits for it
    except OSError as error:
        listener.close()
        reason = printable(error.strerror or str(error))
        raise WrongUseError(f"port {port} cannot be used: {reason}; --port 0 takes any free one") from error
    return listener


def _datasette(file: Path, folder: Path) -> "Datasette":
    import rich
    from datasette.app import Datasette

    from dataset.releases.catalogue import read_run
    from report.browsing import MOUNTS, RELEASE, SETTINGS, metadata

    rich.reconfigure(quiet=True)  # Datasette prints a traceback of every address that is not there
    run = read_run(folder)
    told: dict[str, Any] = metadata(source=str(run["source"]), practice=bool(run.get("practice")), release=folder.name)
    return Datasette(
        immutables=[str(file)],
        metadata=told,
        settings=dict(SETTINGS),
        static_mounts=[(RELEASE, str(folder.resolve())), *MOUNTS],
    )


def _for_own_names(app: App, port: int) -> App:
    """Answer to this machine's names alone.

    A page elsewhere can let its own name lead to 127.0.0.1 (DNS rebinding) and would then read every answer; Datasette
    has no setting against it.
    """
    names = {f"{name}:{port}".removesuffix(":80").encode() for name in (LOOPBACK, "localhost")}

    async def answer(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        hosts = [value for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] == "lifespan" or (len(hosts) == 1 and hosts[0].lower() in names):
            await app(scope, receive, send)
            return
        text = f"This is http://{LOOPBACK}:{port}/, for this machine alone: open it by that name.\n"
        await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": text.encode()})

    return answer


def _serve(datasette: "Datasette", listener: socket.socket) -> None:
    """Answer until a signal comes; requests that are being answered are ended first."""
    import asyncio

    import uvicorn

    async def answer() -> None:
        await datasette.invoke_startup()
        app = _for_own_names(datasette.app(), listener.getsockname()[1])
        settings = uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False)
        await uvicorn.Server(settings).serve(sockets=[listener])

    try:
        asyncio.run(answer())
    except KeyboardInterrupt:  # uvicorn hands the signal on when all is closed
        return
