"""Bytes of a page in, its printed values out. Pure: no network, no clock, no disk but our own data files."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsers.parse import parse_page

__all__ = ["parse_page"]


def __getattr__(name: str) -> Any:
    """Import `parse_page`, with all rules and tables behind it, once somebody asks for it (PEP 562)."""
    if name == "parse_page":
        from parsers.parse import parse_page  # noqa: PLC0415 - who needs a type or the decoding alone need not wait

        return parse_page
    raise AttributeError(f"module 'parsers' has no attribute {name!r}")
