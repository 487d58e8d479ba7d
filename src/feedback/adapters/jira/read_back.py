"""Work items as they are now: what people decided about them, read fifty at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from feedback.adapters.jira import reading
from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import understood
from feedback.adapters.jira.reading import PROPERTY, READ_AT_ONCE, NotThere, moment, person_id
from feedback.adapters.jira.texts import Texts
from feedback.domain.publishing.work_item_state import (
    FieldChange,
    FixVersion,
    StatusCategory,
    WorkItemComment,
    WorkItemState,
)

_FIELDS = (
    "summary", "description", "priority", "status", "resolution", "assignee", "fixVersions",
    "duedate", "labels", "updated", "comment", "archiveddate",
)  # fmt: skip
_CATEGORIES = {
    "new": StatusCategory.TO_DO,
    "undefined": StatusCategory.TO_DO,
    "indeterminate": StatusCategory.IN_PROGRESS,
    "done": StatusCategory.DONE,
}
_WATCHED = ("summary", "priority", "status")


class ReadBack:
    def __init__(
        self,
        client: JiraClient,
        texts: Texts,
        workaround_field: str,
        workaround_heading: str,
        mention: str,
    ) -> None:
        self._client, self._texts = client, texts
        self._workaround_field, self._heading = workaround_field, workaround_heading
        self._mention = mention.casefold()
        self._me: str | None = None

    def states(self, keys: Sequence[str], since: datetime | None) -> list[WorkItemState]:
        """In this order, with what people did after `since` (None: without). One request for fifty,
        and one more for each that moved or is gone."""
        found: list[WorkItemState] = []
        for start in range(0, len(keys), READ_AT_ONCE):
            asked = keys[start : start + READ_AT_ONCE]
            with understood(f"the work items {asked[0]} … {asked[-1]}"):
                told = reading.fetch(self._client, asked, self._fields, self._expand(since))
                by_key = {one["key"]: one for one in told}
                found += [self._state(key, by_key.get(key), since) for key in asked]
        return found

    @property
    def _fields(self) -> list[str]:
        return [*_FIELDS, *([self._workaround_field] if self._workaround_field else [])]

    def _expand(self, since: datetime | None) -> Sequence[str]:
        return ("changelog",) if since is not None else ()

    def _state(
        self, asked: str, item: Mapping[str, Any] | None, since: datetime | None
    ) -> WorkItemState:
        is_archived = False
        if item is None:
            try:
                item = reading.fetch_one(self._client, asked, self._fields, self._expand(since))
            except NotThere:
                return WorkItemState(asked, asked, is_gone=True)
            # It is there under the key it was asked by, and is left out of every question.
            is_archived = item["key"] == asked
        fields = item["fields"]
        status = fields.get("status") or {}
        category = (status.get("statusCategory") or {}).get("key", "new")
        histories = self._histories(item, since) if since is not None else []
        talk = self._told_comments(item, since)
        state = WorkItemState(
            asked_key=asked,
            remote_key=item["key"],
            is_locked=is_archived or bool(fields.get("archiveddate")),
            summary=fields.get("summary") or "",
            priority=_named(fields.get("priority")),
            status=_named(status),
            status_category=_CATEGORIES.get(category, StatusCategory.TO_DO),
            resolution=_named(fields.get("resolution")),
            assignee=str((fields.get("assignee") or {}).get("displayName", "")),
            fix_versions=tuple(map(_version, fields.get("fixVersions") or ())),
            due_on=_day(fields.get("duedate")),
            workaround=self._workaround(fields),
            labels=tuple(fields.get("labels") or ()),
            updated_at=moment(fields["updated"]) if fields.get("updated") else None,
            changes=tuple(self._changes(histories)),
            has_changelog="changelog" in item or since is None,
            comments=tuple(self._comments(talk)),
        )
        return replace(state, touched_at=self._touched_at(state, since, histories, talk))

    def _touched_at(
        self,
        state: WorkItemState,
        since: datetime | None,
        histories: Sequence[Mapping[str, Any]],
        talk: Sequence[Mapping[str, Any]],
    ) -> datetime | None:
        """Not found out of what nobody plans: to tell our writes apart costs a request."""
        is_planned = state.status_category is not StatusCategory.TO_DO or (
            state.due_on or state.fix_versions or state.workaround
        )
        if since is None or not is_planned:
            return None
        if not state.has_changelog:
            is_newer = state.updated_at is not None and state.updated_at > since
            return state.updated_at if is_newer else None
        theirs = [one for one in histories if not self._is_me(one.get("author") or {})]
        theirs += [one for one in talk if not self._is_ours(one)]
        return max((moment(one["created"]) for one in theirs), default=None)

    def _workaround(self, fields: Mapping[str, Any]) -> str:
        value = fields.get(self._workaround_field) if self._workaround_field else None
        if value:
            return (
                str(value).strip() if isinstance(value, str) else self._texts.markup.text_of(value)
            )
        return self._texts.markup.marked_section(fields.get("description"), self._heading)

    def _changes(self, histories: Iterable[Mapping[str, Any]]) -> Iterator[FieldChange]:
        for history in histories:
            author = history.get("author") or {}
            for change in history["items"]:
                if change["field"] in _WATCHED:
                    yield FieldChange(
                        field=change["field"],
                        before=str(change.get("fromString") or ""),
                        after=str(change.get("toString") or ""),
                        by=str(author.get("displayName", "")),
                        at=moment(history["created"]),
                        is_ours=self._is_me(author),
                    )

    def _histories(self, item: Mapping[str, Any], since: datetime) -> list[Mapping[str, Any]]:
        """After `since`, oldest first."""
        return sorted(_after(since, self._told_histories(item, since)), key=_place)

    def _told_histories(self, item: Mapping[str, Any], since: datetime) -> list[Mapping[str, Any]]:
        told = item.get("changelog") or {}
        histories = list(told.get("histories", ()))
        oldest = min((moment(one["created"]) for one in histories), default=since)
        if told.get("total", 0) <= len(histories) or oldest <= since:
            return histories
        return list(self._whole_changelog(item["key"]))

    def _whole_changelog(self, key: str) -> Iterator[Mapping[str, Any]]:
        """Where more happened than comes along with a work item."""
        if not self._client.site.is_cloud:  # there it comes along whole, one by one
            item = reading.fetch_one(self._client, key, ["summary"], ["changelog"])
            yield from item["changelog"]["histories"]
            return
        start = 0
        while True:
            page = self._client.get(f"issue/{key}/changelog", {"startAt": start, "maxResults": 100})
            yield from page["values"]
            start += len(page["values"])
            if not page["values"] or page.get("isLast", start >= page["total"]):
                return

    def _comments(self, talk: Iterable[Mapping[str, Any]]) -> Iterator[WorkItemComment]:
        for comment in talk:
            text = self._texts.markup.text_of(comment["body"])
            if not self._is_addressed(comment["body"], text) or self._is_ours(comment):
                continue
            author = comment.get("author") or {}
            yield WorkItemComment(
                str(comment["id"]),
                str(author.get("displayName", "")),
                moment(comment["created"]),
                text,
            )

    def _told_comments(
        self, item: Mapping[str, Any], since: datetime | None
    ) -> list[Mapping[str, Any]]:
        """After `since` (None: ever), oldest first."""
        fields = item["fields"]
        told = fields.get("comment") or {}
        comments = list(told.get("comments", ()))
        is_quiet = (
            since is not None and fields.get("updated") and moment(fields["updated"]) <= since
        )
        if told.get("total", 0) <= len(comments) or is_quiet:
            return sorted(_after(since, comments), key=_place)
        # Of a long talk only a part comes along.
        return sorted(reading.comments(self._client, item["key"], since), key=_place)

    def _is_addressed(self, body: Any, text: str) -> bool:
        return self._mention in text.casefold() or self._texts.markup.mentions(body, self._account)

    def _is_ours(self, comment: Mapping[str, Any]) -> bool:
        marked = any(one["key"] == PROPERTY for one in comment.get("properties") or ())
        return marked or self._is_me(comment.get("author") or {})

    def _is_me(self, person: Mapping[str, Any]) -> bool:
        return bool(self._account) and person_id(person) == self._account

    @property
    def _account(self) -> str:
        """Asked for only when somebody did something: a quiet night costs no request."""
        if self._me is None:
            self._me = person_id(self._client.get("myself"))
        return self._me


def _after(
    since: datetime | None, told: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    return (one for one in told if since is None or moment(one["created"]) > since)


def _place(change: Mapping[str, Any]) -> tuple[datetime, int]:
    """In the order of time; what happened in change moment, in the order of Jira's numbers."""
    return moment(change["created"]), int(change["id"])


def _named(value: Mapping[str, Any] | None) -> str:
    return str((value or {}).get("name", ""))


def _version(told: Mapping[str, Any]) -> FixVersion:
    return FixVersion(str(told["name"]), bool(told.get("released")), _day(told.get("releaseDate")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
