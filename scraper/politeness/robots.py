"""robots.txt by RFC 9309: which paths we may ask for, and how slowly.

Protego matches the paths (wildcards, `$`, longest rule, percent-encoding). The group that speaks to us is chosen here,
because Protego differs from RFC 9309 and Google's parser where it would free us: an unknown line or `Crawl-delay`
between two `User-agent` lines closes its group, and a group for `iom` would count as one for `iom-projects`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from protego import Protego

AGENT = "iom-projects"
MAX_LINE_BYTES = 16_663
"""Google's parser keeps so much of a line: 8 × 2083 (the longest address a browser takes), less one."""

_USER_AGENT = {"user-agent", "useragent", "user agent"}
_DISALLOW = {"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"}
_SITEMAP = {"sitemap", "site-map"}
_KNOWN = {*_USER_AGENT, *_DISALLOW, *_SITEMAP, "allow", "crawl-delay", "host", "noindex", "clean-param", "request-rate"}
# A line that is more than a comment: "Error: no such file"
_TEXT = re.compile(rb"^[^\S\r\n]*[^#\s]", re.MULTILINE)
# The part of a User-agent value that names a robot: "Googlebot" of "Googlebot/2.1 (news)".
_TOKEN = re.compile(r"[A-Za-z_-]+")

# "10", "0.5", "1,5", "10s", "2 seconds", "1e3"
_SECONDS = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?(?:e[0-9]{1,3})?)\s*(?:s|secs?|seconds?)?", re.IGNORECASE)
LONGEST_DELAY = 10 * 365 * 86_400.0
"""Of a `Crawl-delay` beyond every run, this much is taken."""


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt says to one robot.

    Attributes:
        crawl_delay: seconds, or None.
        unread_delays: what stands as `Crawl-delay` for any robot and is no number of seconds.
        sitemaps: addresses as written, in order.
        is_noise: whether there is text in the file and not one line that a robots.txt has.
    """

    crawl_delay: float | None
    unread_delays: tuple[str, ...]
    sitemaps: tuple[str, ...]
    is_noise: bool
    _paths: Protego

    def allows(self, url: str) -> bool:
        """Say whether the address may be asked for."""
        allowed: bool = self._paths.can_fetch(url, AGENT)
        return allowed


def read(body: bytes, agent: str = AGENT) -> Robots:
    """Return what the bytes of a robots.txt say to a robot. No bytes are too odd: what is no rule is passed over.

    All groups that name the robot count as one; where none does, those for `*`.
    """
    lines = list(_lines(body))
    groups = _groups(lines)
    ours = [group for group in groups if agent.lower() in group.agents]
    ours = ours or [group for group in groups if "*" in group.agents]
    rules = "".join(f"{verb}: {value}\n" for group in ours for verb, value in group.rules)
    delays = _delays(lines)
    return Robots(
        crawl_delay=delays.get(agent.lower(), delays.get("*")),
        unread_delays=tuple(
            value for key, value in lines if key == "crawl-delay" and value and _seconds(value) is None
        ),
        sitemaps=tuple(value for key, value in lines if key in _SITEMAP),
        is_noise=bool(_TEXT.search(body)) and not any(key in _KNOWN for key, _ in lines),
        _paths=Protego.parse(f"User-agent: *\n{rules}"),
    )


def _groups(lines: Sequence[tuple[str, str]]) -> list[_Group]:
    """Return the groups; only a rule ends a run of User-agent lines, whatever else stands between them."""
    groups: list[_Group] = []
    naming = False
    for key, value in lines:
        if key in _USER_AGENT:
            if not naming:
                groups.append(_Group())
                naming = True
            groups[-1].agents.add(_product(value))
        elif key == "allow" or key in _DISALLOW:
            naming = False
            if groups and value:
                groups[-1].rules.append(("Allow" if key == "allow" else "Disallow", value))
    return groups


def _seconds(value: str) -> float | None:
    """Return the seconds of a `Crawl-delay`, of any size; None where it is no number."""
    match = _SECONDS.fullmatch(value)
    return min(float(match["number"].replace(",", ".")), LONGEST_DELAY) if match else None


def _delays(lines: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return the delay of every robot; the RFC knows none, so a `Crawl-delay` speaks to the robots named before it."""
    delays: dict[str, float] = {}
    agents: set[str] = set()
    naming = False
    for key, value in lines:
        if key in _USER_AGENT:
            agents = agents if naming else set()
            naming = True
            agents.add(_product(value))
        elif key == "crawl-delay":
            naming = False
            seconds = _seconds(value)
            if seconds is not None:
                delays.update((agent, max(seconds, delays.get(agent, 0.0))) for agent in agents)
        elif key == "allow" or key in _DISALLOW:
            naming = False
    return delays


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


def looks_like_html(body: bytes) -> bool:
    """Say whether a page was sent in the place of robots.txt: a soft 404, or a firewall's challenge."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
