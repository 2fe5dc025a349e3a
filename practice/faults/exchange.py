"""What a fault may look at, and how it writes an answer of its own."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from practice.negotiation import Answer, compress
from practice.project import ProjectPage

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as a fault sees it.

    Attributes:
        target: path and query.
        headers: of the request, by lower-case name.
        times: how often this target has been asked for, this time included.
        origin: scheme and host the client used.
        page: the project page at this address, None for any other.
        read: the text that the site has at a target.
        in_full: the answer to the same request without its conditions.
    """

    target: str
    headers: Mapping[str, str]
    times: int
    origin: str
    page: ProjectPage | None
    read: Callable[[str], bytes]
    in_full: Callable[[], Answer]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


Misfortune = Callable[[Exchange, Answer], Answer]


def where(condition: Callable[[Exchange], bool], misfortune: Misfortune) -> Misfortune:
    """The same misfortune on some requests alone."""
    return lambda exchange, answer: misfortune(exchange, answer) if condition(exchange) else answer


def for_pages(misfortune: Misfortune) -> Misfortune:
    """The same misfortune on project pages alone."""
    return where(lambda exchange: exchange.page is not None, misfortune)


def rewriting(misfortune: Misfortune) -> Misfortune:
    """The same misfortune where the site would confirm a stored copy: what stands there now is another text."""
    return lambda exchange, answer: misfortune(exchange, exchange.in_full() if answer.status == 304 else answer)


def at_first(misfortune: Misfortune, times: int = 1) -> Misfortune:
    """The same misfortune on the first requests for each address alone."""
    return where(lambda exchange: exchange.times <= times, misfortune)


def at_path(start: str, misfortune: Misfortune) -> Misfortune:
    """The same misfortune on addresses alone whose path starts so."""
    return where(lambda exchange: exchange.path.startswith(start), misfortune)


def reply(status: int, body: bytes, *headers: tuple[str, str], content_type: str = HTML) -> Misfortune:
    """Answers everything with one response, without validators."""
    sent = (("Content-Type", content_type), ("X-Practice-Site", "1"), *headers)
    return lambda _exchange, _answer: Answer(status, sent, body, len(body))


def reply_with_page(status: int, name: str, *headers: tuple[str, str]) -> Misfortune:
    """Answers everything with one of `templates/faults/`."""
    return reply(status, files("practice").joinpath("templates", "faults", name).read_bytes(), *headers)


def plain_body(answer: Answer) -> bytes:
    """The body before compression."""
    return gzip.decompress(answer.body) if is_gzip(answer) else answer.body


def is_gzip(answer: Answer) -> bool:
    """Whether the body goes out compressed."""
    return ("Content-Encoding", "gzip") in answer.headers


def with_body(answer: Answer, body: bytes) -> Answer:
    """The same answer with another text, compressed as before; its validators are those of the old text no more."""
    sent = compress(body) if is_gzip(answer) else body
    return replace(without(answer, "ETag", "Last-Modified"), body=sent, length=len(sent))


def without(answer: Answer, *names: str) -> Answer:
    """The same answer without some headers."""
    return replace(answer, headers=tuple((name, value) for name, value in answer.headers if name not in names))
