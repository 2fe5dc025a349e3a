"""The commented settings file, written from the settings themselves."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alerts.settings import Secret
from dataset.checks.checks import LIVE_FLOORS
from settings.setting import PREFIX, SETTINGS, TABLES, Setting
from settings.sources import FILE_NAME, FILE_VARIABLE

WIDTH = 115
EXAMPLES: Mapping[str, Any] = {
    "keep": 60,
    "contact": "you@example.org",
    "delay_seconds": 5.0,
    "limit": 100,
    "more_hosts": ("projects.example.org",),
    "host_aliases": {"default": "www.iom.int"},
    "prefixes": ("/pt",),
    "sitemaps": ("https://www.iom.int/rss.xml",),
    "listings": ("https://www.iom.int/search?keywords=&sort_bef_combine=created_DESC",),
    "proxy": "http://proxy.example.org:3128",
    "ca_file": "authorities.pem",
    "web_archive_index": "https://web.archive.org/cdx/search/cdx",
    "web_archive_replay": "https://web.archive.org/web/",
    "authors": ("Lovelace, Ada", "Example Lab"),
    "institution": "University of Example",
    "doi": "10.5281/zenodo.1234567",
    "licence": "CC-BY-4.0",
    "alert_email_to": ("you@example.org",),
    "alert_email_from": "iom-projects@example.org",
    "alert_smtp_user": "iom-projects",
    "alert_command": ("/usr/local/bin/tell-us", "--loudly"),
    "alert_metrics": "/var/lib/prometheus/node-exporter",
    "connect_to": {"www.iom.int:443": "127.0.0.1:8443"},
}
"""Values to show for settings that have none of their own."""
_HEADER = f"""\
Settings of iom-projects. Save this as {FILE_NAME} where you start it, or name it: --config FILE, {FILE_VARIABLE}.
Flags win over the environment ({PREFIX}WORKERS=2), the environment over this file, the file over the defaults.
A line that begins with # and no blank is a setting with its default: take the # away and change the value.
Paths are relative to this file's folder. `iom-projects config` prints what holds, and where it comes from."""
_ABOUT = {
    "crawl": "How the crawl behaves. Times are seconds, sizes bytes.",
    "alerts": "Whom to tell when the verdict on a site is another one; `iom-projects alerts test` tries it. Secrets"
    " (addresses of webhooks, passwords) stand in the environment alone.",
    "checks": "What a build must have to be published; shares are 0 to 1. Set here, they hold for every site.",
    "citation": "Whom to name when a release is cited: `export citation` and `export zenodo`.",
}


def template_lines() -> Iterator[str]:
    """Yield the template, line by line; as it stands it sets nothing."""
    yield from _prose(_HEADER)
    for table in ("", *TABLES):
        if table:
            yield from ("", f"[{table}]")
            yield from _prose(_ABOUT[table])
        for setting in SETTINGS.values():
            if setting.table == table:
                yield ""
                yield from _setting(setting)


def toml_value(value: Any) -> str:
    """Write a setting's value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False)
    if isinstance(value, tuple) and (not value or isinstance(value[-1], str)):
        return f"[{', '.join(toml_value(one) for one in value)}]"
    if isinstance(value, tuple):
        host, port = value
        return json.dumps(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {toml_value(each)}" for key, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _setting(setting: Setting) -> Iterator[str]:
    yield from _prose(setting.about[:1].upper() + setting.about[1:])
    if setting.table == "checks" and getattr(LIVE_FLOORS, setting.name) != setting.default:
        yield f"# For the site live: {toml_value(getattr(LIVE_FLOORS, setting.name))}."
    if setting.kind is Secret:
        yield f"# In the environment alone: {setting.variable}"
        return
    if setting.default is None or setting.default in ({}, ()):
        yield "# Not set unless you set it; for example:"
    yield f"#{setting.name} = {toml_value(EXAMPLES.get(setting.name, setting.default))}"


def _prose(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from textwrap.wrap(line, WIDTH, initial_indent="# ", subsequent_indent="# ")
