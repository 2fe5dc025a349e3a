"""A site of generated project pages as static files behind nginx, for whoever crawls it: `make bench`.

Pages of the practice site, whose menus have 368 links as those of Drupal do, padded to 80 kB by icons.
Files are compressed beforehand, so that the server costs next to nothing.
"""

import gzip
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from practice.site import Site

ORIGIN = "http://127.0.0.1"
MOST = 9_000
"""Projects of the practice site that pages are made of; what is wanted beyond is made of these once more."""
_INVENTED = "/practice-project-"
_HEADING = re.compile(rb"<h1[^>]*>\s*(?:<[^>]*>\s*)*([^<]+)")  # what stands in a heading, or in an element of it
SIZE = 80_000
"""Bytes of a page, about."""
_ICON = b'<svg class="icon" viewBox="0 0 24 24"><path d="M12 2C6.48 2 2 6.48 2 12s4.48 10 10 10 10-4.48 10-10z"/></svg>'
NEVER_CHANGED = 1_600_000_000
"""Time of all files, so that `Last-Modified` says the same in every run."""

CONFIGURATION = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_rlimit_nofile 4096;
events {{ worker_connections 512; }}
http {{
  access_log off; default_type text/html; charset utf-8; etag on; gzip_static on; gzip_vary on;
  keepalive_requests 1000000;
  types {{ text/html html; application/xml xml; text/plain txt; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; location / {{ try_files $uri $uri.html =404; }} }}
}}
"""


def pages_of(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield path and body of so many project pages, or some less; each has an identifier and a title of its own."""
    site = Site(size=min(count, MOST))
    paths = [path for path in site.pages if path.startswith("/project/")]
    for path in paths[:count]:
        yield path, _padded(site.get(path, origin=ORIGIN).body)
    invented = [path for path in paths if _INVENTED in path]
    for number in range(len(paths), count):
        again, place = divmod(number - len(paths), len(invented))
        path = invented[place]
        yield _renamed(path, site.get(path, origin=ORIGIN).body, again)


def _renamed(path: str, body: bytes, again: int) -> tuple[str, bytes]:
    """Make another project's page of one, by slug, identifier and title: a practice site has 9,999 projects at most."""
    letter = chr(ord("Y") - again)
    slug = f"{_INVENTED}{letter.lower()}-"
    heading = _HEADING.search(body)
    title = heading[1] if heading else b""
    made = body.replace(_INVENTED.encode(), slug.encode()).replace(b"ZZ.", b"Z" + letter.encode() + b".")
    return path.replace(_INVENTED, slug), _padded(
        made.replace(title, title + b" " + letter.encode()) if title else made
    )


def _padded(body: bytes) -> bytes:
    return body.replace(b"</nav>", _ICON * (max(SIZE - len(body), 0) // len(_ICON)) + b"</nav>", 1)


def write_site(folder: Path, count: int) -> None:
    """Write the site's files below `www`."""
    root = folder / "www"
    (root / "project").mkdir(parents=True, exist_ok=True)
    paths = []
    for path, body in pages_of(count):
        paths.append(path)
        write_page(root, path, body)
    entries = "".join(f"<url><loc>{{origin}}{path}</loc></url>" for path in paths)
    (folder / "sitemap.txt").write_text(entries, encoding="utf-8")
    _write(root / "robots.txt", b"User-agent: *\nAllow: /\nSitemap: /sitemap.xml\n")


def write_page(root: Path, path: str, body: bytes) -> None:
    """Write a page and its compressed form."""
    _write(root / f"{path[1:]}.html", body)


def _write(path: Path, body: bytes, moment: int = NEVER_CHANGED) -> None:
    packed = path.with_name(path.name + ".gz")
    path.write_bytes(body)
    packed.write_bytes(gzip.compress(body, 6, mtime=0))
    for one in (path, packed):
        os.utime(one, (moment, moment))


def change_pages(folder: Path, share: float) -> int:
    """Change a share of the pages, evenly spread, and return how many."""
    files = sorted((folder / "www" / "project").glob("*.html"))
    step = max(round(1 / share), 1)
    for file in files[::step]:
        _write(file, file.read_bytes().replace(b"</nav>", b"<!-- changed --></nav>", 1), int(time.time()))
    return len(files[::step])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the site on loopback and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    entries = (folder / "sitemap.txt").read_text(encoding="utf-8").replace("{origin}", origin)
    sitemap = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    _write(folder / "www" / "sitemap.xml", sitemap.encode())
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port), encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(configuration)]
    with subprocess.Popen(command) as process:  # noqa: S603 - our own command
        try:
            while process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.01)
            yield origin + "/"
        finally:
            process.terminate()
