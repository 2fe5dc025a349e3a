"""Bytes of a page in, what it says out. Pure: no network, no clock, no disk but our own data files."""

from parsers.parse import parse_page

__all__ = ["parse_page"]
