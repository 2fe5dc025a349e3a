"""Alerts by HTTP: a webhook that takes JSON, Slack, ntfy; and the ping of a heartbeat."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from alerts.errors import AlertError
from alerts.message import Alert
from alerts.way import Way


def to_webhook(alert: Alert, address: str, way: Way) -> None:
    """Send the alert as JSON; see `Alert.to_json`."""
    _ask("POST", address, way, json=alert.to_json())


def to_slack(alert: Alert, address: str, way: Way) -> None:
    """Send the alert as Slack's incoming webhooks take it."""
    text = f"*{alert.subject}*\n{alert.text}"
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(plain, escaped)
    _ask("POST", address, way, json={"text": text})


def to_ntfy(alert: Alert, address: str, way: Way, token: str | None = None) -> None:
    """Publish the alert to a topic, as JSON to the server's root: no header need hold a title."""
    parts = urlsplit(address)
    place, _, topic = parts.path.rstrip("/").rpartition("/")
    record = {
        "topic": topic,
        "title": alert.subject,
        "message": alert.text,
        "priority": 3 if alert.is_good else 4,
        "tags": ["white_check_mark" if alert.is_good else "warning"],
    }
    root = urlunsplit((parts.scheme, parts.netloc, f"{place}/", "", ""))
    _ask("POST", root, way, json=record, headers={"Authorization": f"Bearer {token}"} if token else {})


def ping(address: str, way: Way) -> None:
    """Ask for the address of a dead man's switch: all is well."""
    _ask("GET", address, way)


def _ask(
    method: str,
    address: str,
    way: Way,
    *,
    json: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one request; redirects are not followed and the answer's body is not read.

    Raises:
        AlertError: it was not taken.
    """
    try:
        with (
            httpx.Client(proxy=way.proxy, verify=way.trusted(), timeout=way.seconds, trust_env=False) as client,
            client.stream(method, address, json=json, headers=dict(headers or {})) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise AlertError(
            f"{urlsplit(address).hostname} cannot be reached ({str(error) or type(error).__name__})"
        ) from error
    if not 200 <= status < 300:
        raise AlertError(f"{urlsplit(address).hostname} answers {status}: is the address right, and still good?")
