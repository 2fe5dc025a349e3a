"""Misfortunes of content: a flawless answer that is not what the address stands for."""

import re
import zlib
from dataclasses import replace

from practice.facts import SEED_PATH
from practice.faults.exchange import HTML, Exchange, plain_body, with_body
from practice.negotiation import Answer

MISSING_COUNTRY = "Kenya"
# `<span class="field__item">Kenya</span>`: the value of a fact
_VALUE = re.compile(rb'(<span class="field__item">)[^<]*(</span>)')


def show_seed(exchange: Exchange, answer: Answer) -> Answer:
    """The seed page under every address, as a cache that confuses addresses would show it."""
    return with_body(answer, exchange.read(SEED_PATH)) if answer.status == 200 else answer


def blank_values(_exchange: Exchange, answer: Answer) -> Answer:
    """The true page with every fact's value gone and every label in place."""
    return with_body(answer, _VALUE.sub(rb"\1\2", plain_body(answer))) if answer.status == 200 else answer


def cut_page(_exchange: Exchange, answer: Answer) -> Answer:
    """The page up to the middle of its facts, in correct framing."""
    if answer.status != 200:
        return answer
    body = plain_body(answer)
    return with_body(answer, body[: body.index(b"<h1") + 2000])


def mislabel_charset(_exchange: Exchange, answer: Answer) -> Answer:
    """Text in windows-1252 that says it is UTF-8."""
    if answer.status != 200:
        return answer
    return with_body(answer, plain_body(answer).decode().encode("cp1252", errors="xmlcharrefreplace"))


def name_hostile_charset(_exchange: Exchange, answer: Answer) -> Answer:
    """UTF-8 under the name of a codec that only some programming languages know."""
    headers = tuple((n, "text/html; charset=rot13" if v == HTML else v) for n, v in answer.headers)
    return replace(answer, headers=headers)


def is_in_missing_country(exchange: Exchange) -> bool:
    """Whether the page is that of a project in one certain country."""
    return exchange.page is not None and MISSING_COUNTRY in exchange.page.countries


def is_french(exchange: Exchange) -> bool:
    """Whether the page is a French one."""
    return exchange.page is not None and exchange.page.language == "fr"


def is_one_in_three(exchange: Exchange) -> bool:
    """Whether the page belongs to an arbitrary third of all pages, always the same."""
    return exchange.page is not None and zlib.crc32(exchange.path.encode()) % 3 == 0
