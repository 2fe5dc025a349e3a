"""robots.txt by RFC 9309: which paths we may ask for, and how slowly.

Protego matches the paths (wildcards, `$`, longest rule, percent-encoding). The group that speaks to us is chosen here,
because Protego differs from RFC 9309 and Google's parser where it would free us: an unknown line or `Crawl-delay`
between two `User-agent` lines closes its group, and a group for `iom` would count as one for `iom-projects`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from protego import Protego

AGENT = "iom-projects"
MAX_LINE_BYTES = 16_664
"""Google's parser cuts lines here (8 × 2083, the longest address a browser takes)."""

_USER_AGENT = {"user-agent", "useragent", "user agent"}
_DISALLOW = {"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"}
_SITEMAP = {"sitemap", "site-map"}
# The part of a User-agent value that names a robot: "Googlebot" of "Googlebot/2.1 (news)".
_TOKEN = re.compile(r"[A-Za-z_-]+")


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[tuple[str, str]] = field(default_factory=list)
    crawl_delay: float | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt says to one robot.

    Attributes:
        crawl_delay: seconds, or None.
        sitemaps: addresses as written, in order.
        is_empty: whether no line of the file is a rule of the protocol.
    """

    crawl_delay: float | None
    sitemaps: tuple[str, ...]
    is_empty: bool
    _paths: Protego

    def allows(self, url: str) -> bool:
        """Say whether the address may be asked for."""
        allowed: bool = self._paths.can_fetch(url, AGENT)
        return allowed


def read(body: bytes, agent: str = AGENT) -> Robots:
    """Return what the bytes of a robots.txt say to a robot. No bytes are too odd: what is no rule is passed over.

    All groups that name the robot count as one; where none does, those for `*`.
    """
    groups: list[_Group] = []
    sitemaps: list[str] = []
    naming = False  # whether the line before, rules aside, was a User-agent line of the same group
    seen = 0
    for key, value in _lines(body):
        seen += 1
        if key in _USER_AGENT:
            if not naming:
                groups.append(_Group())
                naming = True
            groups[-1].agents.add(_product(value))
        elif key in _SITEMAP:
            sitemaps.append(value)
        elif key == "allow" or key in _DISALLOW:
            naming = False
            if groups and value:
                groups[-1].rules.append(("Allow" if key == "allow" else "Disallow", value))
        elif key == "crawl-delay" and groups:
            groups[-1].crawl_delay = _seconds(value, groups[-1].crawl_delay)
        else:
            seen -= 1
    ours = [group for group in groups if agent.lower() in group.agents]
    ours = ours or [group for group in groups if "*" in group.agents]
    rules = "".join(f"{verb}: {value}\n" for group in ours for verb, value in group.rules)
    delays = [group.crawl_delay for group in ours if group.crawl_delay is not None]
    return Robots(
        crawl_delay=max(delays, default=None),
        sitemaps=tuple(sitemaps),
        is_empty=seen == 0,
        _paths=Protego.parse(f"User-agent: *\n{rules}"),
    )


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield key, in lower case, and value of every line that has both parts."""
    for mark in (b"\xef", b"\xbb", b"\xbf"):  # a byte order mark, even half of one
        body = body.removeprefix(mark)
    for line in re.split(rb"\r\n|\r|\n", body):
        text = line[:MAX_LINE_BYTES].decode("latin-1").partition("#")[0].strip()
        key, colon, value = text.partition(":")
        if not colon:
            words = text.split()  # "Disallow /private": Google's parser takes exactly two words
            key, value = words if len(words) == 2 else ("", "")
        if key.strip():
            yield key.strip().lower(), _escaped(value.strip())


def _escaped(value: str) -> str:
    """Percent-encode the bytes that are not printable ASCII, so that no value can hold a line of its own."""
    return re.sub(r"[^\x20-\x7e]", lambda match: f"%{ord(match.group()):02X}", value)


def _product(value: str) -> str:
    if value == "*" or value.startswith("* "):
        return "*"
    match = _TOKEN.match(value)
    return match.group().lower() if match else ""


def _seconds(value: str, otherwise: float | None) -> float | None:
    """Read `10` or `0.5`; anything else leaves the delay as it was."""
    return float(value) if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", value) else otherwise


def looks_like_html(body: bytes) -> bool:
    """Say whether a page was sent in the place of robots.txt: a soft 404, or a firewall's challenge."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
