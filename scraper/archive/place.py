"""Where a site is kept: a folder, or an address of an object store."""

import re
from pathlib import Path

from scraper.errors import ConfigurationError

SCHEME = "s3://"
# "s3://bucket", "s3://bucket/some/prefix"; a path drops the second slash: "s3:/bucket/some/prefix"
_ADDRESS = re.compile(
    r"s3:/{1,2}(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(?:/(?!\.)[\w.=+-]+)*)/?", re.ASCII
)
# What looks like an address of any kind: "gs://bucket", or as a path "gs:/bucket", "s3:".
_ANY_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:(?:/.*)?", re.IGNORECASE)


def read_address(output: Path | str) -> str | None:
    """Return the `s3://` address that stands in place of a folder; None for a folder.

    Raises:
        ConfigurationError: it is an address that cannot be used; it is not repeated, for it may hold a key.
    """
    text = str(output)
    if not _ANY_ADDRESS.fullmatch(text):
        return None
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise ConfigurationError(
            "output must be a folder or s3://bucket/prefix, of plain letters and without keys, which come from the"
            " environment or a profile"
        )
    return f"{SCHEME}{match['bucket']}{match['prefix']}"
