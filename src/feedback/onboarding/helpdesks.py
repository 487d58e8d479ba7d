"""Which helpdesk an address belongs to, and what its source needs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from feedback.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """A source in the making. `secret`: what its environment variable must hold."""

    name: str
    kind: str
    secret: str
    settings: Mapping[str, Any] = field(default_factory=dict)


def is_address(text: str) -> bool:
    """Whether this is a web address, not a file."""
    return re.match(r"https?://", text, re.IGNORECASE) is not None


def helpdesk_at(address: str) -> Helpdesk:
    """The helpdesk of an address. Raises `InvalidInput` for one that is unknown."""
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").lower()
    for ending, maker in _BY_HOST.items():
        if host == ending or host.endswith(f".{ending}"):
            return maker(parts, host)
    for pattern, maker in _BY_PATH.items():
        if re.search(pattern, parts.path):
            return maker(parts, host)
    raise InvalidInput(
        f"{address}: nobody knows this helpdesk by its address. Known are Zendesk, Freshdesk, "
        "Intercom, Jira Service Management, Discourse (name a category: https://…/c/support/5) and "
        "Request Tracker. For others export a file, or write the source by hand (docs/sources)."
    )


def _root(parts: SplitResult) -> str:
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def _named(host: str, kind: str) -> str:
    first = re.sub(r"[^a-z0-9]+", "-", host.split(".")[0]).strip("-")
    return f"{first}-{kind}" if first and first not in ("www", "app", "api", kind) else kind


def _zendesk(parts: SplitResult, host: str) -> Helpdesk:
    return Helpdesk(
        _named(host, "zendesk"), "zendesk", "an OAuth token, or an API token with email set",
        {"url": _root(parts)},
    )  # fmt: skip


def _freshdesk(parts: SplitResult, host: str) -> Helpdesk:
    return Helpdesk(
        _named(host, "freshdesk"), "freshdesk", "the API key", {"url": _root(parts)}
    )  # fmt: skip


def _intercom(_parts: SplitResult, host: str) -> Helpdesk:
    region = next((each for each in ("eu", "au") if f".{each}." in f".{host}."), "")
    url = f"https://api.{region}.intercom.io" if region else "https://api.intercom.io"
    return Helpdesk("intercom", "intercom", "the access token", {"url": url})


def _jira(parts: SplitResult, host: str) -> Helpdesk:
    found = re.search(r"/(?:projects|browse|customer/portal|queues)/([A-Z][A-Z0-9_]+)", parts.path)
    jql = f"project = {found[1]}" if found else "projectType = service_desk"
    return Helpdesk(
        _named(host, "jira"), "jira_service_management",
        "a personal access token, or an API token with email set",
        {"url": _root(parts), "jql": jql},
    )  # fmt: skip


def _discourse(parts: SplitResult, host: str) -> Helpdesk:
    found = re.search(r"/c/([\w/-]+/\d+)", parts.path)
    assert found is not None, "the address was known by it"
    return Helpdesk(
        _named(host, "discourse"), "discourse", "the API key",
        {"url": _root(parts), "categories": [found[1]]},
    )  # fmt: skip


def _request_tracker(parts: SplitResult, host: str) -> Helpdesk:
    base = re.sub(r"/(?:Ticket|Search|REST)/.*", "", parts.path).rstrip("/")
    return Helpdesk(
        _named(host, "rt"), "request_tracker", "an authentication token",
        {"url": f"{_root(parts)}{base}"},
    )  # fmt: skip


_BY_HOST: Mapping[str, Callable[[SplitResult, str], Helpdesk]] = {
    "zendesk.com": _zendesk,
    "freshdesk.com": _freshdesk,
    "intercom.com": _intercom,
    "intercom.io": _intercom,
    "atlassian.net": _jira,
}
_BY_PATH: Mapping[str, Callable[[SplitResult, str], Helpdesk]] = {
    r"/c/[\w/-]+/\d+": _discourse,
    r"/(?:Ticket|Search|REST)/|/rt/?$": _request_tracker,
    r"/servicedesk/|/browse/[A-Z]": _jira,
}
