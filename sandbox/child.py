"""Killable children that do one kind of work each, so that no page can hang, crash or starve the job.

A page is hostile input and lexbor is C: 71 KB of nested `<p><b class=xN>` cost it 12 s and 3.2 GB, and a crash in
it would take the whole run along (FAULTS 51, 52). Each child has a memory limit and, for every task, an alarm from the
kernel, whose default action ends it even inside C code, and also where the parent is long dead.

Why by hand: `concurrent.futures` breaks the whole pool when a child dies, the library with time limits per task is
LGPL, and `multiprocessing` would import the caller's main module again, which a notebook or script does not expect.
The child is therefore started as `python -P -m MODULE`; nothing but one socket is inherited, in particular no lock.
"""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

SECONDS_PER_TASK = 20
MOST_ANSWER_BYTES = 64 * 1024**2
"""No answer is larger; a child that says more has been taken over by its page."""
MEMORY_BYTES = 2 * 1024**3


WITHHELD = "IOM_PROJECTS_"
"""A child needs no setting, and a page that takes it over finds no secret: so begin the names of the variables."""


class ChildDiedError(Exception):
    """A child ended without an answer.

    Attributes:
        returncode: as `subprocess` has it: negative for the signal that ended it.
    """

    def __init__(self, returncode: int) -> None:
        self.returncode = returncode
        super().__init__(_reason(returncode))


class Child:
    """One process that works on one task at a time.

    Args:
        module: run as a program with one argument, the number of a socket; it calls `serve`.

    Attributes:
        connection: ready to be read (`multiprocessing.connection.wait`) once there is an answer, or a death.
        is_alive: whether it can be given another task.
    """

    def __init__(self, module: str) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", module, str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no outside input
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=_environment()
            )
        self.connection = Connection(ours.detach())
        self.is_alive = True

    def give(self, task: Any) -> None:
        """Hand over a task."""
        with contextlib.suppress(BrokenPipeError):  # a dead child; `take` finds no answer and says why
            self.connection.send(task)

    def take(self) -> bytes:
        """Wait for the answer and return it.

        Raises:
            ChildDiedError: it was too slow, crashed or failed.
        """
        try:
            return self.connection.recv_bytes(MOST_ANSWER_BYTES)
        except (EOFError, OSError):
            with contextlib.suppress(subprocess.TimeoutExpired):  # it lives on, and says too much: `stop` ends it
                self._process.wait(timeout=2)
            self.stop()
            raise ChildDiedError(self._process.returncode) from None

    @property
    def has_ended(self) -> bool:
        """Whether the process is over already, so that no task of ours can be why."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it, whatever it is at."""
        self.is_alive = False
        self.connection.close()
        self._process.kill()
        self._process.wait()


def serve(descriptor: int, work: Callable[[Any], bytes]) -> None:
    """Work on tasks until the other side closes; runs in the child."""
    connection = Connection(descriptor)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for number in (signal.SIGINT, signal.SIGTERM):  # for the parent, though all get them; it then closes the socket
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_TASK)
        answer = work(task)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            connection.send_bytes(answer)
        except OSError:  # the parent is dead, and nobody is left who would want the answer
            return


def _reason(returncode: int) -> str:
    if returncode == -signal.SIGALRM:
        return f"reading this page took longer than {SECONDS_PER_TASK} s and was stopped"
    if returncode < 0:
        return f"the reader of this page was ended by {signal.Signals(-returncode).name}"
    return f"the reader of this page failed with exit code {returncode}; its traceback stands on stderr"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(WITHHELD)}
