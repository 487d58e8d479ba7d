"""Which fields a project lets us set, and with which values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import Refused
from feedback.errors import FinalFault

_NOT_KNOWN = (400, 404, 405, 410)
Described = Mapping[str, Mapping[str, Any]]
"""Field's key → what Jira says about it."""


@dataclass(frozen=True, slots=True)
class Screen:
    fields: Described
    is_whole: bool = True
    """Whether every field is listed that can be set. Where not, the write itself will tell."""
    type_id: str = ""
    """Of the issue type in its project, if it was told."""

    @property
    def is_closed(self) -> bool:
        """Nothing can be set."""
        return self.is_whole and not self.fields

    def may_have(self, name: str) -> bool:
        return name in self.fields or not self.is_whole


UNKNOWN = Screen({}, is_whole=False)


def create_screen(client: JiraClient, project: str, issue_type: str) -> Screen:
    """The fields of an issue type's create screen; `UNKNOWN` where that cannot be asked.

    Raises `FinalFault` where the project or the type is not there for us.
    """
    types = _all(client, f"issue/createmeta/{project}/issuetypes", "issueTypes")
    if not types:
        return _old_create_screen(client, project, issue_type)
    type_id = _of_name(types, project, issue_type)["id"]
    fields = _all(client, f"issue/createmeta/{project}/issuetypes/{type_id}", "fields")
    described = {one.get("fieldId") or one["key"]: one for one in fields}
    return Screen(described, is_whole=bool(described), type_id=type_id)


def _all(client: JiraClient, path: str, name: str) -> list[dict[str, Any]]:
    """All pages of it; empty where there is no such project, or no such question."""
    found: list[dict[str, Any]] = []
    while True:
        try:
            page = client.get(path, {"startAt": len(found), "maxResults": 100}, "Create issues")
        except Refused as fault:
            if fault.status not in _NOT_KNOWN:
                raise
            return []
        new = page.get(name, page.get("values", []))
        found += new
        if not new or len(found) >= page.get("total", 0):
            return found


def _old_create_screen(client: JiraClient, project: str, issue_type: str) -> Screen:
    """Data Center before 8.4 tells all in one answer."""
    params = {"projectKeys": project, "expand": "projects.issuetypes.fields"}
    try:
        told = client.get("issue/createmeta", params, "Create issues")
    except Refused as fault:
        if fault.status not in _NOT_KNOWN:
            raise
        return UNKNOWN
    projects = [one for one in told["projects"] if one["key"] == project]
    if not projects:
        raise no_such_project(project)
    found = _of_name(projects[0]["issuetypes"], project, issue_type)
    return Screen(found.get("fields", {}), is_whole=False, type_id=found["id"])


def _of_name(types: Sequence[dict[str, Any]], project: str, issue_type: str) -> dict[str, Any]:
    for found in types:
        if found["name"].casefold() == issue_type.casefold():
            return found
    names = ", ".join(one["name"] for one in types)
    raise no_such_type(project, issue_type, f" ({names})")


def no_such_project(project: str) -> FinalFault:
    return FinalFault(
        f'There is no project "{project}" that the account may create work items in. Check '
        'jira.project and the routing rules, or give the account the permission "Create issues" '
        "there. Nothing was written."
    )


def no_such_type(project: str, issue_type: str, known: str = "") -> FinalFault:
    return FinalFault(
        f'Project {project} has no issue type "{issue_type}"{known}. Set jira.issue_type to one '
        "that it has. Nothing was written."
    )


def edit_screen(client: JiraClient, item: Mapping[str, Any]) -> Screen:
    """The fields of a work item that can be edited: none of one that is archived or locked."""
    told = item.get("editmeta")
    if told is None:  # not every server sends it along
        try:
            told = client.get(f"issue/{item['key']}/editmeta", permission="Edit issues")
        except Refused as fault:
            if fault.status not in _NOT_KNOWN:
                raise
            return UNKNOWN
    return Screen(told.get("fields") or {})


def allowed_names(screen: Screen, name: str) -> list[str] | None:
    """The values a field takes, by name; None where Jira does not list them."""
    values = screen.fields.get(name, {}).get("allowedValues")
    return None if values is None else [str(one.get("name", "")) for one in values]


def missing_required(screen: Screen, given: Mapping[str, Any]) -> list[str]:
    """Fields that must be set and are not, as `Team (customfield_10010)`."""
    return [
        f"{one.get('name', key)} ({key})"
        for key, one in screen.fields.items()
        if one.get("required")
        and not one.get("hasDefaultValue")
        and key not in given
        and key not in ("project", "issuetype", "reporter")
    ]
