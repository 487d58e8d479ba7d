"""What the doctor says about a Jira, and how to mend it."""

from typing import Any

from feedback.adapters.jira.checkup import Check, checkup
from feedback.adapters.jira.tracker import JiraPolicy
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.data_center import PROJECT, JiraDataCenter
from tests.stand_ins.jira.line import URL
from tests.stand_ins.jira.trackers import client_of

NAMES = ["Highest", "High", "Medium", "Low", "Lowest"]


def checks(site: JiraCloud, names: list[str] = NAMES, **policy: Any) -> list[Check]:
    client = client_of(site.transport(), "cloud", "3", lambda: site.now)
    return list(checkup(client, JiraPolicy(**{"project": "PROJ", **policy}), names))


def wrong(site: JiraCloud, **given: Any) -> list[tuple[str, str]]:
    return [(one.level, one.words) for one in checks(site, **given) if one.level != "ok"]


def test_a_sound_site() -> None:
    site = JiraCloud()
    assert [(one.name, one.level, one.words) for one in checks(site)] == [
        ("jira", "ok", f"{URL} answers, version 1001.0.0"),
        ("jira account", "ok", "writes as Feedback"),
        ("jira permissions", "ok",
         "PROJ: Browse projects, Create issues, Edit issues, Add comments, Link issues"),
        ("jira project", "ok", "PROJ has the issue type Task"),
        ("jira fields", "ok",
         "summary, description, labels, priority are on the create screen of Task in PROJ"),
        ("jira priorities", "ok", "Highest, High, Medium, Low, Lowest"),
        ("jira rate limits", "ok", "Jira named none; a 429 postpones the write"),
    ]  # fmt: skip
    assert site.n_writes == 0


def test_what_jira_says_about_its_limits_is_told() -> None:
    site = JiraCloud(limits={"X-RateLimit-Limit": "350", "X-RateLimit-Remaining": "347"})
    assert checks(site)[-1].words == "X-RateLimit-Limit: 350, X-RateLimit-Remaining: 347"


def test_a_login_page_ends_the_checks() -> None:
    (only,) = checks(JiraCloud(login_page=True))
    assert only.level == "fault"
    assert "a web page (a login, or a proxy before Jira)" in only.words


def test_each_missing_permission_is_named() -> None:
    site = JiraCloud(denied={"ADD_COMMENTS", "LINK_ISSUES"})
    assert wrong(site) == [
        ("fault", f'the account lacks "{name}" in PROJ: give it a project role that has it '
         "(Project settings, Access or Permissions)")
        for name in ("Add comments", "Link issues")
    ]  # fmt: skip


def test_a_project_that_is_not_there() -> None:
    found = wrong(JiraCloud(), project="GONE")
    assert [level for level, _ in found] == ["warning", "fault"]
    assert 'There is no project "GONE"' in found[1][1]


def test_fields_priorities_links_and_required_fields() -> None:
    site = JiraCloud(
        off_screen={"description", "labels"},
        priorities=["High", "Low"],
        link_types={},
        required={"customfield_10010": "Team"},
    )
    assert wrong(site, workaround_field="customfield_1") == [
        ("warning", '"description" is not on the create screen of Task in PROJ: it is left out. '
         "Put it on that screen"),
        ("fault", '"labels" is not on the create screen of Task in PROJ: without it nothing is '
         "made. Put it on that screen"),
        ("fault", "the create screen of Task in PROJ wants Team (customfield_10010): give each a "
         "default in Jira, make it optional, or set it in [jira.extra_fields]"),
        ("fault", "PROJ has no priority Highest, Medium, Lowest (High, Low): use its names in "
         "priority.bands"),
        ("warning", 'there is no link type "Duplicate" (): make it in Jira, or set '
         "jira.link_type; until then links fail"),
        ("warning", 'there is no link type "Relates" (): make it in Jira, or set jira.link_type; '
         "until then links fail"),
        ("warning", "jira.workaround_field customfield_1 does not exist: set it to the key of the "
         "field, or leave it out to read the description's heading"),
    ]  # fmt: skip


def test_a_jira_of_the_other_deployment() -> None:
    server = JiraDataCenter()
    client = client_of(server.transport(), "cloud", "2", lambda: server.now)
    found = next(checkup(client, JiraPolicy(PROJECT), NAMES))
    assert found.words == (
        f'{URL} is a Jira of another deployment: set jira.deployment = "data_center"'
    )
