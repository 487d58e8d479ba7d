"""Which fields a project lets us set, and with which values."""

from collections.abc import Mapping
from typing import Any

from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import Refused
from feedback.errors import FinalFault

Screen = Mapping[str, Mapping[str, Any]]
"""Field's key → what Jira says about it."""


def create_screen(client: JiraClient, project: str, issue_type: str) -> tuple[str, Screen]:
    """The id of the issue type in the project, and the fields of its create screen.

    Raises `FinalFault` where the project or the type is not there for us.
    """
    types = _all(client, f"issue/createmeta/{project}/issuetypes", project, "issueTypes")
    if types is None:
        return _old_create_screen(client, project, issue_type)
    found = next((one for one in types if one["name"].casefold() == issue_type.casefold()), None)
    if found is None:
        raise _no_such_type(project, issue_type, [one["name"] for one in types])
    path = f"issue/createmeta/{project}/issuetypes/{found['id']}"
    fields = _all(client, path, project, "fields") or []
    return found["id"], {one.get("fieldId") or one["key"]: one for one in fields}


def _all(client: JiraClient, path: str, project: str, name: str) -> list[dict[str, Any]] | None:
    """All pages of it; None where an old Data Center does not know the question."""
    found: list[dict[str, Any]] = []
    while True:
        try:
            page = client.get(path, {"startAt": len(found), "maxResults": 100}, "Create issues")
        except Refused as fault:
            if fault.status not in (400, 404):
                raise
            if not client.site.is_cloud:
                return None
            raise _no_such_project(project) from None
        new = page.get(name, page.get("values", []))
        found += new
        if not new or len(found) >= page.get("total", 0):
            return found


def _old_create_screen(client: JiraClient, project: str, issue_type: str) -> tuple[str, Screen]:
    """Data Center before 8.4 tells all in one answer."""
    params = {"projectKeys": project, "expand": "projects.issuetypes.fields"}
    told = client.get("issue/createmeta", params, "Create issues")
    projects = [one for one in told["projects"] if one["key"] == project]
    if not projects:
        raise _no_such_project(project)
    types = projects[0]["issuetypes"]
    found = next((one for one in types if one["name"].casefold() == issue_type.casefold()), None)
    if found is None:
        raise _no_such_type(project, issue_type, [one["name"] for one in types])
    return found["id"], found.get("fields", {})


def _no_such_project(project: str) -> FinalFault:
    return FinalFault(
        f'There is no project "{project}" that the account may create work items in. Check '
        'jira.project and the routing rules, or give the account the permission "Create issues" '
        "there. Nothing was written."
    )


def _no_such_type(project: str, issue_type: str, known: list[str]) -> FinalFault:
    return FinalFault(
        f'Project {project} has no issue type "{issue_type}" ({", ".join(known)}). Set '
        "jira.issue_type to one of these. Nothing was written."
    )


def allowed_names(screen: Screen, name: str) -> list[str] | None:
    """The values a field takes, by name; None where Jira does not list them."""
    values = screen.get(name, {}).get("allowedValues")
    return None if values is None else [str(one.get("name", "")) for one in values]


def missing_required(screen: Screen, given: Mapping[str, Any]) -> list[str]:
    """Fields that must be set and are not, as `Team (customfield_10010)`."""
    return [
        f"{one.get('name', key)} ({key})"
        for key, one in screen.items()
        if one.get("required")
        and not one.get("hasDefaultValue")
        and key not in given
        and key not in ("project", "issuetype", "reporter")
    ]
