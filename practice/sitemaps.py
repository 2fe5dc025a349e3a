"""robots.txt and the sitemaps: an index, whose sections are indexes or sitemaps, one of them gzipped."""

import gzip
from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape

from practice.project import ProjectPage

ADDRESSES_EACH = 400
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, date]


def write_robots(origin: str) -> bytes:
    """A robots.txt that allows all project pages and names the sitemap."""
    return (
        "# Practice site, not iom.int\n"
        "User-agent: *\n"
        "Disallow: /admin/\n"
        "Disallow: /newsletter\n"
        "Disallow: /search\n"
        "Disallow: /user/\n"
        "\n"
        f"Sitemap: {origin}/sitemap.xml\n"
    ).encode()


def write_sitemaps(origin: str, pages: Iterable[ProjectPage], others: Sequence[Entry]) -> dict[str, tuple[bytes, date]]:
    """All sitemap files by path, each with the day of its newest entry.

    Two levels of indexes: `/sitemap.xml` names `/sitemaps/projects.xml`, which again is an index.

    Args:
        origin: scheme and host that the absolute addresses start with.
        pages: every project page; those that no sitemap leads to are left out.
        others: path and day of the addresses beside the project pages.
    """
    listed = [page for page in pages if "sitemap" in page.found_by]
    current = [(page.path, page.modified) for page in listed if page.family == "current"]
    legacy = [(page.path, page.modified) for page in listed if page.family == "legacy"]
    files: dict[str, tuple[bytes, date]] = {}
    parts: list[Entry] = []
    for number, start in enumerate(range(0, len(current), ADDRESSES_EACH), 1):
        path = f"/sitemaps/projects-{number}.xml"
        urls = current[start : start + ADDRESSES_EACH]
        content = _write("urlset", "url", origin, urls)
        if number == 1:
            path, content = f"{path}.gz", gzip.compress(content, mtime=0)
        files[path] = content, _newest(urls)
        parts.append((path, _newest(urls)))
    sections: list[Entry] = []
    for name, root, element, entries in (
        ("projects", "sitemapindex", "sitemap", parts),
        ("legacy", "urlset", "url", legacy),
        ("pages", "urlset", "url", list(others)),
    ):
        path = f"/sitemaps/{name}.xml"
        files[path] = _write(root, element, origin, entries), _newest(entries)
        sections.append((path, _newest(entries)))
    files["/sitemap.xml"] = _write("sitemapindex", "sitemap", origin, sections), _newest(sections)
    return files


def _newest(entries: Sequence[Entry]) -> date:
    return max((day for _, day in entries), default=date(2024, 1, 1))


def _write(root: str, element: str, origin: str, entries: Iterable[Entry]) -> bytes:
    lines = [
        f"  <{element}><loc>{escape(origin + path)}</loc><lastmod>{day.isoformat()}</lastmod></{element}>"
        for path, day in entries
    ]
    body = "\n".join([f'<{root} xmlns="{_NAMESPACE}">', *lines, f"</{root}>"])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
