"""What is set in Jira's fields: all that may be when a work item is made, later what differs."""

from collections.abc import Mapping
from typing import Any

from feedback.adapters.jira import screens
from feedback.adapters.jira.blocks import cut, one_line
from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import Refused, understood
from feedback.adapters.jira.reading import Marker, marker_of
from feedback.adapters.jira.texts import Texts
from feedback.domain.issues.issue import issue_label
from feedback.domain.publishing.known_work_item import OURS_TO_LOSE, WorkItemField
from feedback.domain.publishing.work_item_content import WorkItemContent, Written
from feedback.errors import FinalFault

SUMMARY_CHARS = 255
LABEL_CHARS = 255
GUARDED = tuple(map(str, OURS_TO_LOSE))
_NEEDED = ("project", "issuetype", "summary", "labels")
"""Without these a work item cannot be made, or not be found again."""


class Fields:
    """Writes what cannot be set to `remarks`, once each."""

    def __init__(
        self,
        client: JiraClient,
        texts: Texts,
        impact_field: str,
        extra_fields: Mapping[str, Any],
        remarks: list[str],
    ) -> None:
        self._client, self._texts = client, texts
        self._impact_field, self._extra = impact_field, extra_fields
        self._remarks = remarks
        self._screens: dict[tuple[str, str], screens.Screen | FinalFault] = {}

    @property
    def read(self) -> list[str]:
        """The fields an update has to know."""
        known = ["summary", "description", "priority", "labels", "project", "issuetype"]
        return [*known, self._impact_field] if self._impact_field else known

    def to_create(
        self, key: str, project: str, issue_type: str, content: WorkItemContent
    ) -> dict[str, Any]:
        """Everything a new work item gets. Raises `FinalFault` where it cannot be made."""
        screen = self._create_screen(project, issue_type)
        where = f"the create screen of {issue_type} in {project}"
        wanted: dict[str, Any] = {
            **self._extra,
            "summary": _summary(content),
            "labels": self._labels(content),
            "description": self._texts.description(None, key, content),
            "priority": {"name": content.priority},
        }
        if content.route is not None and content.route.component:
            wanted["components"] = [{"name": content.route.component}]
        if self._impact_field:
            wanted[self._impact_field] = _impact(content)
        if not screen.may_have("labels"):
            raise FinalFault(
                f"Labels are not on {where}: without them a work item cannot be found again, so "
                "none is made. Put the field Labels on that screen. Nothing was written."
            )
        fields = {
            name: value
            for name, value in wanted.items()
            if value is not None and self._may_set(name, value, screen, where)
        }
        missing = screens.missing_required(screen, fields)
        if missing:
            raise FinalFault(
                f"Project {project} wants {', '.join(missing)} for every new {issue_type}. Give "
                "each a default in Jira, make it optional, or set it in [jira.extra_fields]. "
                "Nothing was written."
            )
        named = {"id": screen.type_id} if screen.type_id else {"name": issue_type}
        return {"project": {"key": project}, "issuetype": named, **fields}

    def _create_screen(self, project: str, issue_type: str) -> screens.Screen:
        """Asked once; a project that is not there is not asked about for every issue."""
        place = (project, issue_type)
        if place not in self._screens:
            try:
                with understood(f"the create screen of {issue_type} in {project}"):
                    found = screens.create_screen(self._client, project, issue_type)
                self._screens[place] = found
            except FinalFault as fault:
                self._screens[place] = fault
        known = self._screens[place]
        if isinstance(known, FinalFault):
            raise known
        return known

    def cannot_be_made(self, fault: Refused, project: str, issue_type: str) -> FinalFault:
        """What a refusal to make a work item says about its project or issue type; kept, so that
        the next one is not tried in vain."""
        if fault.status != 400 or not {"project", "issuetype"} & set(fault.fields):
            return fault
        words = (
            screens.no_such_project(project)
            if "project" in fault.fields
            else screens.no_such_type(project, issue_type)
        )
        self._screens[project, issue_type] = words
        return words

    def to_update(
        self, key: str, item: Mapping[str, Any], content: WorkItemContent
    ) -> dict[str, Any]:
        """`fields` and `update` of what differs; empty where nothing does.

        Raises `FinalFault` for a work item that refuses every edit.
        """
        screen = screens.edit_screen(self._client, item)
        if screen.is_closed:
            raise FinalFault(
                f"{item['key']} of {issue_label(content.issue_id)} refuses every edit: it is "
                "archived, its workflow locks it in this status, or the account lacks the "
                'permission "Edit issues". Nothing was written.'
            )
        present = item["fields"]
        where = (
            f"the edit screen of {_named(present, 'issuetype')} in {item['key'].rpartition('-')[0]}"
        )
        wanted = self._differing(key, item, content)
        fields = {n: value for n, value in wanted.items() if self._may_set(n, value, screen, where)}
        labels = [one for one in self._labels(content) if one not in (present.get("labels") or ())]
        changes: dict[str, Any] = {}
        if fields:
            changes["fields"] = fields
        if labels and self._may_set("labels", labels, screen, where):
            if self._client.site.is_cloud:
                # Added one by one, so that none that a person sets meanwhile is lost.
                changes["update"] = {"labels": [{"add": label} for label in labels]}
            else:
                # Not every server of this kind knows the verb; all were read a moment ago.
                every = [*(present.get("labels") or ()), *labels]
                changes["fields"] = {**fields, "labels": every}
        return changes

    def without_refused(
        self, body: Mapping[str, Any], fault: Refused, where: str
    ) -> dict[str, Any] | None:
        """The same write without the fields that Jira refuses; None if that does not help.

        Nothing was written by a request that was refused, so it may be sent so.
        """
        sent = body.get("fields", {})
        refused = [name for name in fault.fields if name in sent and name not in _NEEDED]
        if fault.status != 400 or not refused or len(refused) < len(fault.fields):
            return None
        for name in refused:
            self._remark(f'Jira will not have the field "{name}" set in {where}: it is left out.')
        kept = {name: value for name, value in sent.items() if name not in refused}
        (told,) = body["properties"]
        marker = Marker(
            told["value"]["idempotency_key"],
            (*told["value"].get("left_out", ()), *(n for n in refused if n in GUARDED)),
        )
        return {**body, "fields": kept, "properties": [marker.as_property()]}

    def _differing(
        self, key: str, item: Mapping[str, Any], content: WorkItemContent
    ) -> dict[str, Any]:
        remote_key, present = item["key"], item["fields"]
        # Where a server keeps no property, our last line must name every write.
        marker = marker_of(item)
        left_out = marker.left_out if marker else ()
        expected = content.expected or Written()
        wanted: dict[str, Any] = {}
        said = {"summary": _summary(content), "priority": content.priority}
        there = {"summary": present.get("summary") or "", "priority": _named(present, "priority")}
        last = {"summary": _one_summary(expected.summary), "priority": expected.priority}
        for name, value in said.items():
            if name not in content.owned or there[name] == value:
                continue
            if last[name] and there[name] != last[name] and name not in left_out:
                self._remark(
                    f'{remote_key}: a person set its {name} to "{there[name]}" meanwhile; it is '
                    "left as it is."
                )
                continue
            wanted[name] = value if name == "summary" else {"name": value}
        impact = self._impact_field
        if (
            impact
            and WorkItemField.IMPACT in content.owned
            and present.get(impact) != _impact(content)
        ):
            wanted[impact] = _impact(content)
        description = self._texts.description(present.get("description"), key, content)
        if description is None:
            self._remark(
                f"{remote_key}: what people wrote leaves no room for our section (jira.max_chars "
                f"{self._texts.max_chars}); the other fields are kept current."
            )
        elif not self._texts.is_same(
            present.get("description"), description, issue_label(content.issue_id)
        ) or (wanted and marker is None):
            wanted["description"] = description
        return wanted

    def _may_set(self, name: str, value: Any, screen: screens.Screen, where: str) -> bool:
        if not screen.may_have(name):
            self._remark(
                f'The field "{name}" is not on {where}: it is left out. Put it on that screen to '
                "have it set."
            )
            return False
        allowed = screens.allowed_names(screen, name)
        asked = [one["name"] for one in value] if name == "components" else [_name_in(value)]
        unknown = [one for one in asked if one and allowed is not None and one not in allowed]
        if unknown:
            setting = "priority.bands" if name == "priority" else "the routing rules"
            self._remark(
                f'{name.capitalize()} "{unknown[0]}" is not among those of {where} '
                f"({', '.join(allowed or ())}): it is left out. Check {setting}."
            )
            return False
        return True

    def _labels(self, content: WorkItemContent) -> list[str]:
        labels = []
        for label in content.labels:
            written = "-".join(label.split())[:LABEL_CHARS]
            if written != label:
                self._remark(f'The label "{label}" is written as "{written}": Jira has no blanks.')
            labels.append(written)
        return labels

    def _remark(self, words: str) -> None:
        if words not in self._remarks:
            self._remarks.append(words)


def _summary(content: WorkItemContent) -> str:
    return _one_summary(content.summary)


def _one_summary(text: str) -> str:
    return cut(one_line(text), SUMMARY_CHARS)


def _impact(content: WorkItemContent) -> float | None:
    """For the number field; None clears it: no money is known, which is not 0."""
    impact_usd = content.impact.impact_usd
    return None if impact_usd is None else float(impact_usd)


def _named(fields: Mapping[str, Any], name: str) -> str:
    return str((fields.get(name) or {}).get("name", ""))


def _name_in(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else ""
