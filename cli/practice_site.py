"""`practice`: the practice site on its own, to look at in a browser or to try other tools on."""

from typing import Annotated

import typer

from cli.exits import DONE, WrongUseError
from cli.interruption import stopping
from cli.suggestions import suggest
from cli.terminal import printable, write_out

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes any free one.")]
Size = Annotated[int, typer.Option(min=1, max=9999, help="How many projects it has.")]
Season = Annotated[int, typer.Option(min=1, max=2, help="Which season it shows.")]
FaultNames = Annotated[list[str] | None, typer.Option("--fault", help="A fault to show; repeat for more.")]
ListFaults = Annotated[bool, typer.Option("--list-faults", help="List the faults it can show, and stop.")]


def practice(
    *,
    port: Port = 8052,
    size: Size = 1200,
    season: Season = 1,
    fault: FaultNames = None,
    list_faults: ListFaults = False,
) -> int:
    """Serve the practice site on this machine until Ctrl-C.

    It stands in for iom.int: real facts and invented projects (IDs ZZ.0001 and on) in invented pages, with robots.txt,
    sitemaps, a paged listing and, where asked for, faults. Only this machine can reach it.

    For example:

        iom-projects practice --port 8052

        iom-projects practice --fault robots-500
    """
    # Imported here: the site's templates take half a second that other commands need not wait.
    from practice.faults import FAULTS
    from practice.server import serve

    if list_faults:
        for name, known in FAULTS.items():
            write_out(f"{name}  {known.does}\n")
        return DONE
    for name in fault or []:
        if name not in FAULTS:
            raise WrongUseError(f"no fault is called {name}{suggest(name, FAULTS)}; --list-faults lists them")
    try:
        with stopping() as stop, serve(port=port, size=size, season=season, faults=fault or []) as server:
            write_out(f"The practice site stands at {server.url}/projects (Ctrl-C ends it)\n")
            stop.wait()
    except ValueError as error:
        raise WrongUseError(str(error)) from error
    except OSError as error:
        raise WrongUseError(f"port {port} cannot be used: {printable(error.strerror or str(error))}") from error
    return DONE
