"""Which code and which vocabularies made a release: hashes, so that a later build knows what has changed since."""

from functools import cache

from parsers import hash_files

_PACKAGES = ("dataset", "parsers")


@cache
def reader_hashes() -> dict[str, str]:
    """SHA-256 over all code (`parser`) and over all data files (`vocabulary`) that turn pages into tables."""
    return {
        "parser": hash_files(*_PACKAGES, suffix=".py"),
        "vocabulary": hash_files(*_PACKAGES, suffix=".csv"),
    }
