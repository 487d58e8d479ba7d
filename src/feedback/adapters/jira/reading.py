"""Reading work items: fifty at once, and by question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import Refused, understood
from feedback.errors import TransientFault

READ_AT_ONCE = 50
PROPERTY = "feedback"
"""Of work items and of comments: holds the idempotency key of what was written last."""


class NotThere(Exception):
    """No such work item, or none that we may see."""


def fetch(
    client: JiraClient, keys: Sequence[str], fields: Sequence[str], expand: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """At most fifty work items in one request, in no particular order; those that are gone, or
    archived, are missing. Cloud reads what stands there now, Data Center what its index knows."""
    if client.site.is_cloud:
        body = {
            "issueIdsOrKeys": list(keys),
            "fields": list(fields),
            "properties": [PROPERTY],
            **({"expand": list(expand)} if expand else {}),
        }
        try:
            return list(client.ask("issue/bulkfetch", body)["issues"])
        except Refused as fault:
            if fault.status not in (404, 405):
                raise  # a gateway before Jira may let older questions through only
    jql = f"key in ({', '.join(map(quoted, keys))})"
    return list(search(client, jql, fields, expand))


def fetch_one(
    client: JiraClient,
    key: str,
    fields: Sequence[str],
    expand: Sequence[str] = (),
    permission: str = "Browse projects",
) -> dict[str, Any]:
    """One work item as it stands now. Raises `NotThere`, or as `JiraClient`."""
    params = {"fields": ",".join(fields), "properties": PROPERTY, "expand": ",".join(expand)}
    try:
        found = client.get(f"issue/{key}", params, permission)
    except Refused as fault:
        if fault.status == 404:
            raise NotThere from None
        raise
    with understood(key):
        return {**found, "key": found["key"], "fields": {**found["fields"]}}


def search(
    client: JiraClient, jql: str, fields: Sequence[str], expand: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """Every work item that answers the question, as far as the index knows by now.

    Raises `TransientFault` when the pages break off.
    """
    pages = _cloud_pages if client.site.is_cloud else _data_center_pages
    return pages(client, jql, fields, expand)


def _cloud_pages(
    client: JiraClient, jql: str, fields: Sequence[str], expand: Sequence[str]
) -> Iterator[dict[str, Any]]:
    asked: dict[str, str | int] = {"jql": jql, "fields": ",".join(fields), "maxResults": 100}
    if expand:
        asked["expand"] = ",".join(expand)
    seen: set[str] = set()
    while True:
        page = client.get("search/jql", asked)
        yield from page["issues"]
        token = page.get("nextPageToken")
        if page.get("isLast", token is None):
            return
        if not token or token in seen:
            raise _broken_off(jql)
        seen.add(token)
        asked["nextPageToken"] = token


def _data_center_pages(
    client: JiraClient, jql: str, fields: Sequence[str], expand: Sequence[str]
) -> Iterator[dict[str, Any]]:
    start = 0
    while True:
        page = client.get(
            "search",
            {
                "jql": jql,
                "fields": ",".join(fields),
                "startAt": start,
                "maxResults": 100,
                # A key that is gone would make the whole question an error.
                "validateQuery": "false",
                **({"expand": ",".join(expand)} if expand else {}),
            },
        )
        yield from page["issues"]
        start += len(page["issues"])
        if start >= page["total"]:
            return
        if not page["issues"]:
            raise _broken_off(jql)


def comments(
    client: JiraClient, key: str, since: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """A work item's comments, the newest first, made after `since` (None: ever)."""
    start = 0
    while True:
        page = client.get(
            f"issue/{key}/comment",
            {
                "startAt": start,
                "maxResults": 100,
                "orderBy": "-created",
                "expand": "properties",
            },
        )
        for comment in page["comments"]:
            if since is None or moment(comment["created"]) > since:
                yield comment
        start += len(page["comments"])
        if not page["comments"] or start >= page["total"]:
            return
        if since is not None and moment(page["comments"][-1]["created"]) <= since:
            return


def _broken_off(jql: str) -> TransientFault:
    return TransientFault(
        f"Jira's search broke off before its end ({jql}). It will be asked again."
    )


def quoted(text: str) -> str:
    """For JQL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def moment(text: str) -> datetime:
    """Jira's 2026-03-09T03:00:00.000+0000."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Marker:
    """What our property of a work item or a comment says."""

    idempotency_key: str
    """Of the write that it was made or last changed by."""
    left_out: tuple[str, ...] = ()
    """Fields that we wanted to set and never could: what stands there is nobody's decision."""

    def as_property(self) -> dict[str, Any]:
        value: dict[str, Any] = {"idempotency_key": self.idempotency_key}
        if self.left_out:
            value["left_out"] = list(self.left_out)
        return {"key": PROPERTY, "value": value}


def marker_of(item: Mapping[str, Any]) -> Marker | None:
    found = (item.get("properties") or {}).get(PROPERTY)
    if not isinstance(found, Mapping) or "idempotency_key" not in found:
        return None
    return Marker(str(found["idempotency_key"]), tuple(found.get("left_out", ())))


def person_id(person: Mapping[str, Any] | None) -> str:
    """Cloud's account id, or Data Center's user name."""
    told = person or {}
    return str(told.get("accountId") or told.get("name") or told.get("key") or "")
