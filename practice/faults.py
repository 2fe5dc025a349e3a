"""Misfortunes on demand: what a hostile or unlucky world does to answers, each by a name.

A fault is a function from what was asked and what would be answered to what is answered instead. Faults keep no
state: how often an address was asked for comes in with the question, so a run can be repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from practice.negotiation import Answer
from practice.project import ProjectPage


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a fault may look at.

    Attributes:
        target: path and query.
        method: of the request.
        headers: of the request, by lower-case name.
        times: how often this target has been asked for, this time included.
        total: how many requests the server has had, this one included.
        origin: scheme and host the client used.
        page: the project page at this address, None for any other.
    """

    target: str
    method: str
    headers: Mapping[str, str]
    times: int
    total: int
    origin: str
    page: ProjectPage | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A misfortune with its name, what it does in a line, and the function that does it."""

    name: str
    does: str
    apply: Callable[[Exchange, Answer], Answer]


FAULTS: dict[str, Fault] = {}
