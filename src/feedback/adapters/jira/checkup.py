"""What `feedback doctor` asks Jira: reads only, and says how to mend what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from feedback.adapters.jira import screens
from feedback.adapters.jira.client import JiraClient
from feedback.adapters.jira.faults import Refused, understood
from feedback.adapters.jira.tracker import JiraPolicy
from feedback.errors import FeedbackError

_PERMISSIONS = {
    "BROWSE_PROJECTS": "Browse projects",
    "CREATE_ISSUES": "Create issues",
    "EDIT_ISSUES": "Edit issues",
    "ADD_COMMENTS": "Add comments",
    "LINK_ISSUES": "Link issues",
}
_LINKED_BY_US = "Duplicate"
"""Merged issues are linked so."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    level: Literal["ok", "warning", "fault"]
    words: str


def checkup(client: JiraClient, policy: JiraPolicy, priorities: Sequence[str]) -> Iterator[Check]:
    """Address, credentials, permissions, project, fields, priorities, links and limits in turn.
    Stops where the later checks would be impossible."""
    try:
        yield _server(client)
        yield _account(client)
    except FeedbackError as error:
        yield Check("jira", "fault", str(error))
        return
    yield from _guarded("jira permissions", _permissions(client, policy.project))
    yield from _guarded("jira project", _project(client, policy, priorities))
    yield from _guarded("jira links", _links(client, policy))
    yield from _guarded("jira fields", _workaround(client, policy))
    for project in policy.adopt_projects:
        yield from _guarded("jira adopting", _browses(client, project))
    yield _limits(client)


def _guarded(name: str, checks: Iterator[Check]) -> Iterator[Check]:
    try:
        with understood(name):
            yield from checks
    except FeedbackError as error:
        yield Check(name, "fault", str(error))


def _server(client: JiraClient) -> Check:
    told = client.get("serverInfo") or {}
    is_cloud = told.get("deploymentType") == "Cloud"
    if is_cloud != client.site.is_cloud:
        found = "cloud" if is_cloud else "data_center"
        return Check(
            "jira",
            "fault",
            f'{client.site.url} is a Jira of another deployment: set jira.deployment = "{found}"',
        )
    return Check("jira", "ok", f"{client.site.url} answers, version {told.get('version')}")


def _account(client: JiraClient) -> Check:
    told = client.get("myself")
    return Check("jira account", "ok", f"writes as {told.get('displayName') or told.get('name')}")


def _held(client: JiraClient, project: str, names: Sequence[str]) -> Mapping[str, Any]:
    told = client.get("mypermissions", {"projectKey": project, "permissions": ",".join(names)})
    found: Mapping[str, Any] = told["permissions"]
    return found


def _permissions(client: JiraClient, project: str) -> Iterator[Check]:
    try:
        held = _held(client, project, list(_PERMISSIONS))
    except Refused as fault:
        if fault.status != 404:
            raise
        yield Check("jira permissions", "warning", f"they cannot be asked for: {fault}")
        return
    lacking = [
        words
        for name, words in _PERMISSIONS.items()
        if not held.get(name, {}).get("havePermission")
    ]
    for words in lacking:
        yield Check(
            "jira permissions",
            "fault",
            f'the account lacks "{words}" in {project}: give it a project role that has it '
            "(Project settings, Access or Permissions)",
        )
    if not lacking:
        yield Check("jira permissions", "ok", f"{project}: {', '.join(_PERMISSIONS.values())}")


def _project(client: JiraClient, policy: JiraPolicy, priorities: Sequence[str]) -> Iterator[Check]:
    try:
        client.get(f"project/{policy.project}")
    except Refused as fault:
        raise screens.no_such_project(policy.project) if fault.status == 404 else fault from None
    made = screens.create_screen(client, policy.project, policy.issue_type)
    where = f"the create screen of {policy.issue_type} in {policy.project}"
    yield Check("jira project", "ok", f"{policy.project} has the issue type {policy.issue_type}")
    yield from _fields(policy, made, where)
    known = screens.allowed_names(made, "priority")
    if known is None:
        known = [str(one["name"]) for one in client.get("priority")]
    unknown = [name for name in priorities if name not in known]
    if unknown:
        yield Check(
            "jira priorities",
            "fault",
            f"{policy.project} has no priority {', '.join(unknown)} ({', '.join(known)}): use its "
            "names in priority.bands",
        )
    else:
        yield Check("jira priorities", "ok", ", ".join(priorities))


def _fields(policy: JiraPolicy, screen: screens.Screen, where: str) -> Iterator[Check]:
    given = {"summary": "", "description": "", "labels": "", "priority": "", **policy.extra_fields}
    if policy.impact_field:
        given[policy.impact_field] = ""
    for name in given:
        if not screen.may_have(name):
            is_needed = name == "labels"
            yield Check(
                "jira fields",
                "fault" if is_needed else "warning",
                f'"{name}" is not on {where}: '
                + ("without it nothing is made. " if is_needed else "it is left out. ")
                + "Put it on that screen",
            )
    missing = screens.missing_required(screen, given)
    if missing:
        yield Check(
            "jira fields",
            "fault",
            f"{where} wants {', '.join(missing)}: give each a default in Jira, make it optional, "
            "or set it in [jira.extra_fields]",
        )
    elif all(map(screen.may_have, given)):
        yield Check("jira fields", "ok", f"{', '.join(given)} are on {where}")


def _links(client: JiraClient, policy: JiraPolicy) -> Iterator[Check]:
    known = [str(one["name"]) for one in client.get("issueLinkType")["issueLinkTypes"]]
    for name in dict.fromkeys((_LINKED_BY_US, policy.link_type)):
        if name not in known:
            yield Check(
                "jira links",
                "warning",
                f'there is no link type "{name}" ({", ".join(known)}): make it in Jira, or set '
                "jira.link_type; until then links fail",
            )


def _workaround(client: JiraClient, policy: JiraPolicy) -> Iterator[Check]:
    if policy.workaround_field and not any(
        one["id"] == policy.workaround_field for one in client.get("field")
    ):
        yield Check(
            "jira fields",
            "warning",
            f"jira.workaround_field {policy.workaround_field} does not exist: set it to the key of "
            "the field, or leave it out to read the description's heading",
        )


def _browses(client: JiraClient, project: str) -> Iterator[Check]:
    held = _held(client, project, ["BROWSE_PROJECTS"])
    if not held.get("BROWSE_PROJECTS", {}).get("havePermission"):
        yield Check(
            "jira adopting",
            "fault",
            f'the account lacks "Browse projects" in {project} of jira.adopt_projects',
        )


def _limits(client: JiraClient) -> Check:
    told = ", ".join(f"{name}: {value}" for name, value in client.limits.items())
    return Check("jira rate limits", "ok", told or "Jira named none; a 429 postpones the write")
