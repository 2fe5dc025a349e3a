"""Misfortunes on the wire: framing, compression, slowness. The text behind them is the true one."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from practice.faults.exchange import Exchange, is_gzip, plain_body, without
from practice.negotiation import Answer

BOMB_BYTES = 100_000_000
DRIP_SECONDS = 0.1
SILENCE_SECONDS = 60


def hang_up(_exchange: Exchange, answer: Answer) -> Answer:
    """Closes the connection without a word."""
    return replace(answer, hang_up=True)


def keep_silent(_exchange: Exchange, answer: Answer) -> Answer:
    """Answers after a minute."""
    return replace(answer, silence=SILENCE_SECONDS)


def drip(_exchange: Exchange, answer: Answer) -> Answer:
    """Sends the body byte by byte, so slowly that it takes many minutes."""
    return replace(answer, drip=DRIP_SECONDS)


def send_half(_exchange: Exchange, answer: Answer) -> Answer:
    """Promises the whole length, sends half, closes."""
    return replace(answer, cut=len(answer.body) // 2)


def halve_gzip(_exchange: Exchange, answer: Answer) -> Answer:
    """Half a gzip stream in correct framing: only the decoder can notice."""
    return _with_gzip(answer, lambda packed: packed[: len(packed) // 2])


def break_checksum(_exchange: Exchange, answer: Answer) -> Answer:
    """A whole gzip stream whose checksum is wrong."""
    return _with_gzip(answer, lambda packed: packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:])


def split_gzip(_exchange: Exchange, answer: Answer) -> Answer:
    """Two gzip members one after the other, which together are the body: allowed, and often read only to the first."""
    if not is_gzip(answer) or not answer.body:
        return answer
    body = plain_body(answer)
    half = len(body) // 2
    packed = gzip.compress(body[:half], mtime=0) + gzip.compress(body[half:], mtime=0)
    return replace(answer, body=packed, length=len(packed))


def claim_gzip(_exchange: Exchange, answer: Answer) -> Answer:
    """Plain text that says it is gzip."""
    if answer.status != 200:
        return answer
    body = plain_body(answer)
    plain = without(answer, "Content-Encoding")
    return replace(plain, headers=(*plain.headers, ("Content-Encoding", "gzip")), body=body, length=len(body))


def bomb(_exchange: Exchange, answer: Answer) -> Answer:
    """A hundred kilobytes that inflate to a hundred megabytes."""
    plain = without(answer, "Content-Encoding", "ETag", "Last-Modified")
    headers = (*plain.headers, ("Content-Encoding", "gzip"))
    return replace(plain, status=200, headers=headers, body=_bomb(), length=len(_bomb()))


def promise_too_much(_exchange: Exchange, answer: Answer) -> Answer:
    """A length of a million terabytes."""
    return replace(answer, headers=(*answer.headers, ("Content-Length", str(10**18))), cut=len(answer.body))


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), mtime=0)


def _with_gzip(answer: Answer, change: Callable[[bytes], bytes]) -> Answer:
    if not is_gzip(answer) or not answer.body:
        return answer
    body = change(answer.body)
    return replace(answer, body=body, length=len(body))
