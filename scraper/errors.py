"""What can go wrong between us and the network, the archive or the ledger.

```
ScraperError
├── ConfigurationError     2  an impossible setting, found before any request
├── SourceError            4
│   ├── SourceUnreachable     no answer from the site: DNS, refused, TLS, time-outs, 5xx without end
│   └── RobotsForbids         robots.txt forbids us, or could not be read
├── ServiceUnreachable     4  a scheduler or object store of the user's own does not answer
├── BlockedError           5  a challenge, or 429/503 without end: we stop and do not evade
│   └── FirewallError         403 to everything: a firewall, before robots.txt or the site has a say
├── LockedError            6  another run holds the site's folder
├── StorageFault           7  archive, index or ledger: unreadable, damaged or not writable
│   └── StaleIndex            the index speaks of another record than the files hold; it can be made anew
├── Interrupted            -  somebody asked us to stop; the crawl ends in order and can be taken up again
└── FetchError             -  one address failed; the crawl records it and goes on
    ├── AddressRefused        we will not connect there: scheme, host or resolved address
    ├── ConnectFault          no connection: DNS, refused, TLS
    │   └── NameFault             the name of the host leads nowhere
    ├── DeadlineExceeded      the request's wall-clock time was spent
    ├── ProtocolFault         broken HTTP: framing, lengths, a connection that died
    │   └── MalformedAnswer       a head that is no HTTP, and will be none the next time
    └── BodyFault             a body that cannot be trusted: undecodable, truncated, too large
```

The numbers are the exit codes of the commands. `Interrupted`, `FetchError` and its kinds never leave `scraper.crawl`.
"""

# ruff: noqa: N818 - the names say what happened; `RobotsForbidsError` would say no more.

import re

MEND = "make room or mend the disk, then run the command again: nothing that was whole is lost"
"""What heals a disk that is full or broken."""

# Control, format, surrogate-like and line-separating characters that could forge a log line or move a terminal's
# cursor: "\x1b[2J", "\r", "\u202e".
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def printable(text: str, limit: int = 300) -> str:
    """Make text from the network safe to stand in a message: one line, no control characters, bounded."""
    shown = _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return shown if len(shown) <= limit else shown[:limit] + "…"


class ScraperError(Exception):
    """The root; its message is one line for people and `exit_code` is the command's."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(printable(message, limit=1000))


class ConfigurationError(ScraperError):
    """A setting that cannot work; raised before any request."""

    exit_code = 2


class SourceError(ScraperError):
    """The site cannot be used today."""

    exit_code = 4


class SourceUnreachable(SourceError):
    """Nobody answers, or nobody answers sensibly."""


class RobotsForbids(SourceError):
    """robots.txt forbids the project pages, or could not be read, which RFC 9309 counts the same."""


class ServiceUnreachable(ScraperError):
    """A service that the user named does not answer: a scheduler, an object store."""

    exit_code = 4


class BlockedError(ScraperError):
    """The site tells us to go away. There is no evasion."""

    exit_code = 5


class FirewallError(BlockedError):
    """A firewall stands in the way, by a challenge or by refusing whatever is asked: the site itself has no say."""


class LockedError(ScraperError):
    """Another run works in this folder."""

    exit_code = 6


class StorageFault(ScraperError):
    """The archive, its index or the ledger cannot be read or written. The message names the file."""

    exit_code = 7


class StaleIndex(StorageFault):
    """The index says another thing of a capture than its record, as where files of two archives were mixed."""


class Interrupted(ScraperError):
    """The crawl was asked to stop while it waited."""


class FetchError(ScraperError):
    """One address could not be fetched. `healing` says whether another try may help."""

    healing = True


class AddressRefused(FetchError):
    """An address we do not connect to."""

    healing = False


class ConnectFault(FetchError):
    """No connection came about."""


class NameFault(ConnectFault):
    """The host's name does not resolve, or nobody says to what."""


class DeadlineExceeded(FetchError):
    """The wall-clock time allowed for one request is over."""


class ProtocolFault(FetchError):
    """The peer broke HTTP or the connection."""


class MalformedAnswer(ProtocolFault):
    """The head of the answer is no HTTP; the same server will send the same again."""

    healing = False


class BodyFault(FetchError):
    """A body that must not be used as content."""

    def __init__(self, message: str, *, healing: bool) -> None:
        super().__init__(message)
        self.healing = healing
