"""Fetch ten thousand times from a server that breaks every answer, and watch memory, descriptors and threads.

Run it as `.venv/bin/python -m benchmarks.faulty_fetches [--fetches 10000]`. It prints one JSON object and fails where
any of the three goes on growing.
"""

import argparse
import gc
import json
import os
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scraper.clock import SystemClock
from scraper.errors import FetchError
from scraper.http.client import Client
from scraper.settings import CrawlSettings
from scraper.sites import site_at

WORKERS = 8
LIMIT = 100_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ANSWERS = (
    b"",
    b"HTTP/1.1 200 OK\r\nContent-",
    b"garbage\r\n\r\n",
    HEAD + b"Content-Length: 100\r\n\r\nhalf",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone",
    HEAD + b"Content-Length: 1000000000\r\n\r\n",
    HEAD + b"Content-Length: 15\r\n\r\n<html>ok</html>",
    HEAD + b"\r\n<html>cut",
    b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
)


def main() -> None:
    """Do it, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetches", type=int, default=10_000)
    chosen = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with Client(site_at(url), CrawlSettings(workers=WORKERS), SystemClock()) as client:
        rounds = [used_after(client, url, chosen.fetches // 4) for _ in range(4)]
    sys.stdout.write(json.dumps({"fetches": chosen.fetches, "after_each_quarter": rounds}, indent=2) + "\n")
    first, last = rounds[0], rounds[-1]
    grown = last["descriptors"] - first["descriptors"], last["threads"] - first["threads"]
    if max(grown) > WORKERS or last["megabytes"] - first["megabytes"] > 20:
        sys.exit(1)


def serve(listener: socket.socket) -> None:
    """Answer each connection with the next kind of broken answer, and close it."""
    number = 0
    while True:
        connection, _ = listener.accept()
        number += 1
        with connection:
            connection.recv(65536)
            connection.sendall(ANSWERS[number % len(ANSWERS)])


def used_after(client: Client, url: str, fetches: int) -> dict[str, int]:
    """Fetch so many times in several threads; return what the process then holds."""

    def fetch(number: int) -> None:
        try:
            client.get(f"{url}/project/{number}", limit=LIMIT)
        except FetchError:
            return

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(fetch, range(fetches)))
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return {
        "descriptors": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "threads": threading.active_count(),
        "megabytes": pages * os.sysconf("SC_PAGE_SIZE") // 2**20,
    }


if __name__ == "__main__":
    main()
