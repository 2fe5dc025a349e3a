"""Misfortunes on demand: what a hostile or unlucky world does to answers, each by a name.

A fault is a function from what was asked and what would be answered to what is answered instead. Faults keep no
state: how often an address was asked for comes in with the question.
"""

from dataclasses import dataclass

from practice.faults import content, discovery, transport
from practice.faults.exchange import (
    Exchange,
    Misfortune,
    at_first,
    at_path,
    for_pages,
    reply,
    reply_with_page,
    rewriting,
    where,
)

__all__ = ["FAULTS", "Exchange", "Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A misfortune with its name, what it does in a line, and the function that does it."""

    name: str
    does: str
    apply: Misfortune


_redirect = discovery.redirect_to
_unavailable = reply(503, b"<h1>Service Unavailable</h1>")
_error = reply(500, b"<h1>The website encountered an unexpected error.</h1>")
_not_found = reply(404, b"<h1>Not Found</h1>")
_soft_404 = reply_with_page(200, "not_found.html")
_challenge = ("cf-mitigated", "challenge")
_forbidding = reply(200, b"User-agent: *\nDisallow: /\n", content_type="text/plain; charset=UTF-8")

_TABLE: tuple[tuple[str, str, Misfortune], ...] = (
    # On the wire
    ("hang-up", "the first request for each project page gets no answer", at_first(for_pages(transport.hang_up))),
    ("silence", "project pages are answered after a minute", for_pages(transport.keep_silent)),
    ("slow-drip", "project pages come byte by byte", for_pages(transport.drip)),
    ("short-body", "project pages are cut before their Content-Length", for_pages(transport.send_half)),
    ("huge-length", "project pages promise 10**18 bytes", for_pages(transport.promise_too_much)),
    ("truncated-gzip", "half a gzip stream, in correct framing", for_pages(transport.halve_gzip)),
    ("bad-crc", "gzip with a wrong checksum", for_pages(transport.break_checksum)),
    ("two-member-gzip", "gzip in two members, which is allowed", for_pages(transport.split_gzip)),
    ("plain-as-gzip", "plain text that says it is gzip", for_pages(transport.claim_gzip)),
    ("gzip-bomb", "a hundred kilobytes that inflate to a hundred megabytes", for_pages(transport.bomb)),
    # Refusals
    ("503-twice", "the first two requests for each project page get 503", at_first(for_pages(_unavailable), times=2)),
    ("503-storm", "503 for everything but robots.txt", where(lambda e: e.path != "/robots.txt", _unavailable)),
    ("503-third", "503 for an arbitrary third of the project pages", where(content.is_one_in_three, _unavailable)),
    (
        "429-retry-after",
        "the first request for each project page gets 429, to be repeated after one second",
        at_first(for_pages(reply(429, b"<h1>Too Many Requests</h1>", ("Retry-After", "1")))),
    ),
    (
        "429-storm",
        "429 for all project pages, to be repeated after an hour",
        for_pages(reply(429, b"<h1>Too Many Requests</h1>", ("Retry-After", "3600"))),
    ),
    ("challenge", "a Cloudflare challenge with 403 for all", reply_with_page(403, "challenge.html", _challenge)),
    ("challenge-200", "the same with 200, for project pages", for_pages(reply_with_page(200, "challenge.html"))),
    ("challenge-aws", "an AWS challenge, 202 and empty, for all", reply(202, b"", ("x-amzn-waf-action", "challenge"))),
    ("access-denied", "Akamai's Access Denied for all", reply_with_page(403, "denied.html")),
    ("maintenance", "Drupal's maintenance page with 503 for all", reply_with_page(503, "maintenance.html")),
    ("maintenance-200", "the same with 200, for project pages", for_pages(reply_with_page(200, "maintenance.html"))),
    # robots.txt
    ("robots-404", "there is no robots.txt", at_path("/robots.txt", _not_found)),
    ("robots-500", "robots.txt is an error", at_path("/robots.txt", _error)),
    ("robots-html", "robots.txt is an HTML page", at_path("/robots.txt", _soft_404)),
    ("robots-forbids", "robots.txt forbids all", at_path("/robots.txt", _forbidding)),
    ("robots-loop", "robots.txt leads to itself", at_path("/robots.txt", _redirect("/robots.txt"))),
    # Content
    ("all-404", "404 for all project pages", for_pages(_not_found)),
    ("soft-404-all", "“Page not found” with 200 for all project pages", for_pages(_soft_404)),
    ("empty-200", "an empty page with 200 for all project pages", for_pages(reply(200, b""))),
    ("login", "all project pages lead to the login", for_pages(_redirect("/user/login?destination={path}"))),
    ("login-200", "a login form with 200 for all project pages", for_pages(reply_with_page(200, "login.html"))),
    ("pdf-as-html", "a PDF that says it is HTML", for_pages(reply(200, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"))),
    ("front-page", "all project pages lead to the front page", for_pages(_redirect("/"))),
    ("cache-mix-up", "every project page shows the seed page", for_pages(rewriting(content.show_seed))),
    ("blank-values", "project pages with every label and no value", for_pages(rewriting(content.blank_values))),
    ("cut-page", "project pages end within their facts, in correct framing", for_pages(rewriting(content.cut_page))),
    ("wrong-charset", "windows-1252 that says it is UTF-8", for_pages(rewriting(content.mislabel_charset))),
    ("hostile-charset", "UTF-8 that says its charset is rot13", for_pages(content.name_hostile_charset)),
    ("one-country-missing", "404 for every project in Kenya", where(content.is_in_missing_country, _not_found)),
    ("french-missing", "404 for every French page", where(content.is_french, _not_found)),
    # Redirects
    ("redirect-loop", "every project page leads to itself", for_pages(_redirect("{origin}{path}"))),
    ("redirect-offsite", "project pages lead to another host", for_pages(_redirect("http://offsite.example{path}"))),
    ("redirect-file", "project pages lead to a file", for_pages(_redirect("file:///etc/passwd"))),
    ("redirect-metadata", "project pages lead to a cloud's metadata", for_pages(_redirect("http://169.254.169.254/"))),
    # Discovery
    ("sitemap-500", "sitemaps are errors", at_path("/sitemap", _error)),
    ("sitemap-loop", "sitemaps name themselves and ever new ones", at_path("/sitemap", discovery.loop_sitemap)),
    ("sitemap-cut", "sitemaps end within a tag", at_path("/sitemap", discovery.cut_sitemap)),
    ("sitemap-empty", "sitemaps name nothing", at_path("/sitemap", discovery.empty_sitemap)),
    ("sitemap-entities", "sitemaps with a DTD and entities", at_path("/sitemap", discovery.entities_in_sitemap)),
    ("sitemap-shrunk", "sitemaps have lost nine of ten addresses", at_path("/sitemap", discovery.shrink_sitemap)),
    ("listing-500", "page 1 of the listing is an error", at_path("/projects", discovery.fail_one_listing_page)),
    ("listing-endless", "the listing has no last page", at_path("/projects", discovery.never_end_listing)),
    # Validators
    ("304-always", "304 for project pages, asked or not", for_pages(discovery.always_unchanged)),
    ("304-stale", "304 to every condition, whatever has changed", for_pages(discovery.unchanged_if_asked)),
    ("new-etag", "the same page under another ETag each time", for_pages(discovery.renew_etag)),
    ("no-validators", "project pages without ETag and Last-Modified", for_pages(discovery.forget_validators)),
)

FAULTS = {name: Fault(name, does, apply) for name, does, apply in _TABLE}
"""All faults by name."""
