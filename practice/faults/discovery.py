"""Misfortunes on the way to the pages: sitemaps, listing, redirects, validators."""

import re
from dataclasses import replace

from practice.faults.exchange import Exchange, Misfortune, plain_body, reply, with_body, without
from practice.negotiation import Answer

XML = "application/xml; charset=UTF-8"
_ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY file SYSTEM "file:///etc/passwd">]>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&c;&file;</loc></url></urlset>
"""
_EMPTY = b'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>\n'


def loop_sitemap(exchange: Exchange, answer: Answer) -> Answer:
    """Every sitemap is an index that names itself and one that nobody has seen before."""
    again = f"{exchange.origin}{exchange.path}"
    deeper = again.replace(".xml", "-x.xml")
    locations = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in (again, deeper))
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</sitemapindex>'
    return reply(200, body.encode(), content_type=XML)(exchange, answer)


def cut_sitemap(_exchange: Exchange, answer: Answer) -> Answer:
    """Sitemaps end within a tag."""
    if answer.status != 200:
        return answer
    body = plain_body(answer)
    return with_body(answer, body[: len(body) * 2 // 3])


def shrink_sitemap(_exchange: Exchange, answer: Answer) -> Answer:
    """Of ten addresses in a sitemap nine are gone."""
    if answer.status != 200 or b"<urlset" not in plain_body(answer):
        return answer
    lines = plain_body(answer).split(b"\n")
    entries = [line for line in lines if b"<loc>" in line]
    dropped = set(entries) - set(entries[::10])
    return with_body(answer, b"\n".join(line for line in lines if line not in dropped))


entities_in_sitemap = reply(200, _ENTITIES, content_type=XML)
empty_sitemap = reply(200, _EMPTY, content_type=XML)


def fail_one_listing_page(exchange: Exchange, answer: Answer) -> Answer:
    """The listing's page 1 cannot be had, those after it can."""
    if exchange.target.endswith("page=1"):
        return reply(500, b"<h1>The website encountered an unexpected error.</h1>")(exchange, answer)
    return answer


def never_end_listing(exchange: Exchange, answer: Answer) -> Answer:
    """Every page of the listing has a next link, the empty ones beyond the end too."""
    body = plain_body(answer)
    if answer.status != 200 or b'rel="next"' in body:
        return answer
    number = int((re.findall(r"page=(\d+)", exchange.target) or ["0"])[0])
    link = f'<li class="pager__item pager__item--next"><a href="?page={number + 1}" rel="next">Next page</a></li>'
    return with_body(answer, body.replace(b"</ul></nav>", f"{link}</ul></nav>".encode()))


def redirect_to(location: str) -> Misfortune:
    """Leads every address to one other; `{origin}` and `{path}` stand for those of the request."""

    def redirect(exchange: Exchange, answer: Answer) -> Answer:
        target = location.format(origin=exchange.origin, path=exchange.path)
        return reply(302, b"", ("Location", target))(exchange, answer)

    return redirect


def always_unchanged(_exchange: Exchange, answer: Answer) -> Answer:
    """304, asked or not."""
    return replace(without(answer, "Content-Type", "Content-Encoding"), status=304, body=b"", length=0)


def unchanged_if_asked(exchange: Exchange, answer: Answer) -> Answer:
    """304 to every condition, as a broken cache does, whatever has changed."""
    is_asked = "if-none-match" in exchange.headers or "if-modified-since" in exchange.headers
    return always_unchanged(exchange, answer) if is_asked else answer


def forget_validators(_exchange: Exchange, answer: Answer) -> Answer:
    """No ETag and no Last-Modified."""
    return without(answer, "ETag", "Last-Modified")


def renew_etag(exchange: Exchange, answer: Answer) -> Answer:
    """The same page under another ETag each time."""
    renamed = without(answer, "ETag", "Last-Modified")
    return replace(renamed, headers=(*renamed.headers, ("ETag", f'"practice-{exchange.times}"')))
