"""Jira as the issue tracker: work items, comments and links, each written by one request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feedback.adapters.jira import reading
from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import Refused, understood
from feedback.adapters.jira.fields import GUARDED, Fields
from feedback.adapters.jira.read_back import ReadBack
from feedback.adapters.jira.reading import PROPERTY, Marker, NotThere, quoted
from feedback.adapters.jira.texts import Texts
from feedback.domain.issues.issue import issue_label
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.routing import Route
from feedback.domain.publishing.work_item import LABEL
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import LinkKind
from feedback.domain.publishing.work_item_state import OpenWorkItem, WorkItemState
from feedback.domain.publishing.work_item_words import comment_lines
from feedback.errors import AnswerLost, FinalFault

DUPLICATE = "Duplicate"
"""A link type that every Jira has."""


@dataclass(frozen=True, slots=True)
class JiraPolicy:
    """What a deployment decides about its Jira."""

    project: str
    issue_type: str = "Task"
    impact_field: str = ""
    """Key of a number field, such as customfield_10050; empty: none."""
    workaround_field: str = ""
    workaround_heading: str = "Workaround"
    mention: str = "@feedback"
    """In a comment it addresses us."""
    link_type: str = "Relates"
    """Of issues that were one; an absorbed issue is linked as `DUPLICATE`."""
    adopt_projects: tuple[str, ...] = ()
    """Where open work items are looked for; empty: in `project`."""
    extra_fields: Mapping[str, Any] = field(default_factory=dict)
    """Set when a work item is made, as Jira's interface wants them."""


class JiraTracker:
    """An `IssueTracker`. `remarks` says what had to be left out or decided on the way."""

    def __init__(self, client: JiraClient, texts: Texts, policy: JiraPolicy) -> None:
        self._client, self._texts, self._policy = client, texts, policy
        self.remarks: list[str] = []
        self._fields = Fields(client, texts, policy.impact_field, policy.extra_fields, self.remarks)
        self._read_back = ReadBack(
            client, texts, policy.workaround_field, policy.workaround_heading, policy.mention
        )

    # --- Work items --------------------------------------------------------------------------

    def find_work_item(self, idempotency_key: str) -> str | None:
        label = idempotency_key.split("/")[1]
        with understood(f"the work items labelled {label}"):
            found = self._made_by(idempotency_key, label)
        if len(found) > 1:
            self._remark(
                f"{label} has {len(found)} work items, {', '.join(found)}: {found[0]} is the "
                f"oldest and is kept. Close the others in Jira."
            )
        return found[0] if found else None

    def _made_by(self, idempotency_key: str, label: str) -> list[str]:
        """The keys of the work items that this write made or last changed, the oldest first."""
        jql = f"labels = {quoted(label)} ORDER BY created ASC"
        candidates = [one["key"] for one in reading.search(self._client, jql, ["created"])]
        found = []
        for candidate in candidates:  # hardly ever more than one
            try:
                # What the index says may be of yesterday: read the thing itself.
                item = reading.fetch_one(self._client, candidate, ["description"])
            except NotThere:
                continue
            footer = self._texts.key_in(item["fields"].get("description"), label)
            marker = reading.marker_of(item)
            if (marker.idempotency_key if marker else footer) == idempotency_key:
                found.append(item["key"])
        return found

    def write_work_item(
        self, idempotency_key: str, remote_key: str | None, content: WorkItemContent
    ) -> str:
        if remote_key is None:
            return self._create(idempotency_key, content)
        return self._update(idempotency_key, remote_key, content)

    def _create(self, key: str, content: WorkItemContent) -> str:
        route = content.route or Route()
        project = route.project or self._policy.project
        issue_type = route.issue_type or self._policy.issue_type
        fields = self._fields.to_create(key, project, issue_type, content)
        body = {"fields": fields, "properties": [_marker(key, fields, GUARDED)]}
        try:
            made = self._client.post("issue", body, "Create issues")
        except Refused as fault:
            less = self._fields.without_refused(body, fault, f"{project} when it is made")
            if less is None:
                raise self._fields.cannot_be_made(fault, project, issue_type) from None
            made = self._client.post("issue", less, "Create issues")
        if not isinstance(made, Mapping) or "key" not in made:
            raise AnswerLost(
                f"Jira took the work item of {issue_label(content.issue_id)} and did not say its "
                "key."
            )
        return str(made["key"])

    def _update(self, key: str, remote_key: str, content: WorkItemContent) -> str:
        label = issue_label(content.issue_id)
        try:
            item = reading.fetch_one(
                self._client, remote_key, self._fields.read, ["editmeta"], "Edit issues"
            )
        except NotThere:
            raise FinalFault(
                f"{remote_key} of {label} is gone: deleted, or moved to where the "
                'account lacks "Browse projects". It is not made again unless you ask for it: '
                f"`feedback issues hand-back {label}` has another one made, "
                f"`feedback issues link {label} KEY` uses one that exists. Nothing "
                "was written."
            ) from None
        with understood(remote_key):
            changes = self._fields.to_update(key, item, content)
        if changes:
            marker = reading.marker_of(item)
            left_out = marker.left_out if marker else ()
            property_ = _marker(key, changes.get("fields", {}), left_out)
            self._put(item["key"], {**changes, "properties": [property_]})
        return str(item["key"])

    def _put(self, remote_key: str, body: Mapping[str, Any]) -> None:
        path = f"issue/{remote_key}"
        try:
            self._client.put(path, body, "Edit issues")
        except Refused as fault:
            less = self._fields.without_refused(body, fault, remote_key.rpartition("-")[0])
            if less is None:
                raise
            self._client.put(path, less, "Edit issues")

    # --- Comments and links ------------------------------------------------------------------

    def find_comment(self, idempotency_key: str, remote_key: str) -> str | None:
        with understood(f"the comments of {remote_key}"):
            for comment in reading.comments(self._client, remote_key):
                if self._is_made_by(comment, idempotency_key):
                    return str(comment["id"])
            return None

    def add_comment(self, idempotency_key: str, remote_key: str, comment: Comment) -> str:
        # Not every Data Center gives the properties of comments back, so a line says it there.
        footer = "" if self._client.site.is_cloud else _footer(idempotency_key)
        body = {
            "body": self._texts.comment(comment_lines(comment), footer),
            "properties": [Marker(idempotency_key).as_property()],
        }
        made = self._client.post(f"issue/{remote_key}/comment", body, "Add comments")
        if not isinstance(made, Mapping) or "id" not in made:
            raise AnswerLost(f"Jira took a comment on {remote_key} and did not say its id.")
        return str(made["id"])

    def _is_made_by(self, comment: Mapping[str, Any], key: str) -> bool:
        if "properties" in comment:
            marked = [one["value"] for one in comment["properties"] if one["key"] == PROPERTY]
        elif self._client.site.is_cloud:
            # That a list of comments brings their properties is not described; that one does, is.
            marked = self._property_of(str(comment["id"]))
        else:
            marked = []
        if marked:
            return bool(marked[0].get("idempotency_key") == key)
        return self._texts.has_footer(comment["body"], _footer(key))

    def _property_of(self, comment_id: str) -> list[Any]:
        try:
            told = self._client.get(f"comment/{comment_id}/properties/{PROPERTY}")
        except Refused as fault:
            if fault.status != 404:
                raise
            return []
        return [told["value"]]

    def link_work_items(self, remote_key: str, to_key: str, kind: LinkKind) -> str:
        link_type = DUPLICATE if kind is LinkKind.DUPLICATES else self._policy.link_type
        try:
            item = reading.fetch_one(self._client, remote_key, ["issuelinks"])
        except NotThere:
            raise FinalFault(
                f"{remote_key} is gone, so it cannot be linked to {to_key}. Nothing was written."
            ) from None
        with understood(f"the links of {remote_key}"):
            is_there = any(
                link["type"]["name"] == link_type
                and to_key in (_key(link, "outwardIssue"), _key(link, "inwardIssue"))
                for link in item["fields"].get("issuelinks") or ()
            )
        if not is_there:
            # Jira shows "remote_key duplicates to_key" for these ends, whatever their names say.
            ends = {"inwardIssue": {"key": item["key"]}, "outwardIssue": {"key": to_key}}
            self._client.post("issueLink", {"type": {"name": link_type}, **ends}, "Link issues")
        return f"{remote_key}-to-{to_key}"

    # --- Reading back ------------------------------------------------------------------------

    def read_work_items(
        self, remote_keys: Sequence[str], since: datetime | None
    ) -> Sequence[WorkItemState]:
        return self._read_back.states(remote_keys, since)

    def open_work_items(self) -> Sequence[OpenWorkItem]:
        projects = self._policy.adopt_projects or (self._policy.project,)
        jql = (
            f"project in ({', '.join(map(quoted, projects))}) AND statusCategory != Done AND "
            f"(labels is EMPTY OR labels not in ({quoted(LABEL)})) ORDER BY key ASC"
        )
        with understood("open work items"):
            return [
                OpenWorkItem(one["key"], one["fields"]["summary"])
                for one in reading.search(self._client, jql, ["summary", "labels"])
                if LABEL not in (one["fields"].get("labels") or ())
            ]

    def take_remarks(self) -> Sequence[str]:
        """As `IssueTracker`."""
        said = list(self.remarks)
        self.remarks.clear()
        return said

    def _remark(self, words: str) -> None:
        if words not in self.remarks:
            self.remarks.append(words)


def _marker(key: str, written: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """Our property behind a write of these fields; what is wanted and not written was left out."""
    return Marker(key, tuple(name for name in wanted if name not in written)).as_property()


def _footer(key: str) -> str:
    return f"Written as {key}"


def _key(link: Mapping[str, Any], side: str) -> str:
    return str((link.get(side) or {}).get("key", ""))
