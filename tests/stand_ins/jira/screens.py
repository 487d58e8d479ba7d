"""What a Jira site allows: projects, priorities, screens, required fields, and its refusals."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def person(name: str) -> dict[str, Any]:
    return {"accountId": f"id-{name.lower()}", "displayName": name, "active": True}


ME = person("Feedback")


class Refusal(Exception):
    def __init__(self, status: int, message: str = "", **errors: str) -> None:
        super().__init__(message)
        self.status, self.message, self.errors = status, message, errors

    def content(self) -> dict[str, Any]:
        messages = [self.message] if self.message else []
        return {"errorMessages": messages, "errors": self.errors}


@dataclass
class Screens:
    """One site's configuration; every part may be changed by a test."""

    projects: list[str] = field(default_factory=lambda: ["PROJ", "OTHER"])
    issue_types: list[str] = field(default_factory=lambda: ["Task", "Bug"])
    priorities: list[str] = field(
        default_factory=lambda: ["Highest", "High", "Medium", "Low", "Lowest"]
    )
    denied: set[str] = field(default_factory=set)
    """Permissions the account lacks."""
    off_screen: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    """Fields that screens list, and that cannot be set all the same."""
    required: dict[str, str] = field(default_factory=dict)
    """Custom fields that every new work item must have: id → name."""
    components: list[str] = field(default_factory=lambda: ["Export", "Billing"])
    link_types: dict[str, dict[str, str]] = field(
        default_factory=lambda: {
            "Duplicate": {"inward": "is duplicated by", "outward": "duplicates"},
            "Relates": {"inward": "relates to", "outward": "relates to"},
        }
    )
    statuses: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            name: {"name": name, "statusCategory": {"key": key, "name": name}}
            for name, key in (
                ("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done"),
            )
        }
    )  # fmt: skip

    @property
    def told(self) -> dict[str, Any]:
        return {
            "myself": lambda: ME,
            "priority": lambda: [{"id": str(n), "name": p} for n, p in enumerate(self.priorities)],
            "issueLinkType": lambda: {
                "issueLinkTypes": [{"name": n, **one} for n, one in self.link_types.items()]
            },
            "field": lambda: [{"id": one, "name": one} for one in self.create_screen()],
            "serverInfo": lambda: {"deploymentType": "Cloud", "version": "1001.0.0"},
        }

    def empty_fields(self, now: datetime) -> dict[str, Any]:
        at = now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        return {
            "created": at, "updated": at, "description": None, "labels": [], "components": [],
            "priority": {"name": "Medium"}, "status": self.statuses["To Do"], "resolution": None,
            "assignee": None, "fixVersions": [], "duedate": None,
        }  # fmt: skip

    def full(self, name: str, value: Any) -> Any:
        """As it is read back. Jira trims a summary."""
        return value.strip() if name == "summary" else value

    def create_screen(self) -> dict[str, Any]:
        names = {
            "summary": "string", "description": "string", "priority": "priority",
            "labels": "array", "components": "array", "project": "project",
            "issuetype": "issuetype", "customfield_10050": "number", "customfield_10051": "string",
        }  # fmt: skip
        allowed = {
            "priority": [{"id": str(n), "name": p} for n, p in enumerate(self.priorities)],
            "components": [{"id": str(n), "name": c} for n, c in enumerate(self.components)],
        }
        shown = {
            name: {
                "key": name, "name": name.title(), "required": name in ("summary", "project"),
                "hasDefaultValue": False, "operations": ["set"], "schema": {"type": kind},
                **({"allowedValues": allowed[name]} if name in allowed else {}),
            }
            for name, kind in names.items()
            if name not in self.off_screen
        }  # fmt: skip
        for name, words in self.required.items():
            shown[name] = {
                "key": name, "name": words, "required": True, "hasDefaultValue": False,
                "operations": ["set"], "schema": {"type": "option"},
            }  # fmt: skip
        return shown

    def edit_screen(self, item: dict[str, Any]) -> dict[str, Any]:
        if item.get("is_locked") or item.get("is_archived"):
            return {}
        return {n: f for n, f in self.create_screen().items() if n not in ("project", "issuetype")}

    def check_project(self, key: str) -> None:
        if key not in self.projects:
            raise Refusal(404, f"No project could be found with key '{key}'.")

    def check_create(self, fields: dict[str, Any], version: str) -> None:
        if fields["project"]["key"] not in self.projects or "CREATE_ISSUES" in self.denied:
            raise Refusal(400, project="You cannot create issues in this project.")
        if fields["issuetype"].get("name", "Task") not in self.issue_types:
            raise Refusal(400, issuetype="Specify a valid issue type")
        missing = {name: f"{words} is required." for name, words in self.required.items()
                   if name not in fields}  # fmt: skip
        if missing:
            raise Refusal(400, **missing)
        if not fields.get("summary"):
            raise Refusal(400, summary="You must specify a summary of the issue.")
        self._check(fields, self.create_screen(), version)

    def check_edit(self, item: dict[str, Any], body: Any, version: str) -> None:
        if item.get("is_archived"):
            raise Refusal(400, "The issue is archived and cannot be edited.")
        if item.get("is_locked"):
            raise Refusal(400, "You cannot edit this issue in its current status.")
        if "EDIT_ISSUES" in self.denied:
            raise Refusal(403, "You do not have permission to edit issues in this project.")
        named = {**body.get("fields", {}), **dict.fromkeys(body.get("update", {}))}
        self._check(named, self.edit_screen(item), version)
        for verbs in body.get("update", {}).get("labels", ()):
            self._check_labels(list(verbs.values()))

    def check_text(self, name: str, text: Any, version: str) -> None:
        if text is None:
            return
        if version == "3":
            if not isinstance(text, dict) or text.get("type") != "doc":
                raise Refusal(400, **{name: "Operation value must be an Atlassian Document"})
            length = len(json.dumps(text, ensure_ascii=False, separators=(",", ":")))
        else:
            if not isinstance(text, str):
                raise Refusal(400, **{name: "Operation value must be a string"})
            length = len(text)
        if length > 32_767:
            raise Refusal(
                400, **{name: "The entered text is too long. It exceeds the allowed limit of "
                              "32,767 characters."}
            )  # fmt: skip

    def _check(self, fields: dict[str, Any], screen: dict[str, Any], version: str) -> None:
        off = {
            name: f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
            for name in fields
            if name not in screen or name in self.refused
        }
        if off:
            raise Refusal(400, **off)
        summary = fields.get("summary")
        if summary is not None and "\n" in summary:
            raise Refusal(
                400, summary="The summary is invalid because it contains newline characters."
            )
        if summary is not None and len(summary) > 255:
            raise Refusal(400, summary="Summary must be less than 255 characters.")
        if (p := fields.get("priority")) is not None and p["name"] not in self.priorities:
            raise Refusal(400, priority="The priority selected is invalid.")
        for item in fields.get("components") or ():
            if item["name"] not in self.components:
                raise Refusal(400, components=f"Component name '{item['name']}' is not valid")
        self._check_labels(fields.get("labels") or [])
        self.check_text("description", fields.get("description"), version)

    def _check_labels(self, labels: list[str]) -> None:
        for label in labels:
            if " " in label:
                raise Refusal(400, labels=f"The label '{label}' contains spaces which is invalid.")

    def answers(self, item: dict[str, Any], jql: str) -> bool:
        """Whether a work item is what the question asks for. Knows the questions we ask."""
        labels, rest = item["fields"]["labels"], jql.partition(" ORDER BY ")[0]
        if item.get("is_archived"):
            return False
        for clause in re.split(r" AND ", rest):
            names = re.findall(r'"([^"]+)"', clause)
            match re.sub(r'"[^"]+"(, )?', "", clause):
                case "labels = ":
                    true = names[0] in labels
                case "key in ()":
                    true = item["key"] in names
                case "project in ()":
                    true = item["key"].rpartition("-")[0] in names
                case "statusCategory != Done":
                    true = item["fields"]["status"]["statusCategory"]["key"] != "done"
                case "(labels is EMPTY OR labels not in ())":
                    true = not set(names) & set(labels)
                case _:
                    raise Refusal(400, f"Error in the JQL Query: {clause}")
            if not true:
                return False
        return True
