"""Builds Jira from settings."""

from feedback.adapters.jira.client import JiraClient, JiraSite
from feedback.adapters.jira.texts import Texts
from feedback.adapters.jira.tracker import JiraPolicy, JiraTracker
from feedback.domain.impact.priority import PriorityPolicy
from feedback.errors import InvalidInput
from feedback.settings.publishing.jira import JiraSettings
from feedback.settings.running import HttpSettings


def open_jira(settings: JiraSettings, http: HttpSettings) -> JiraClient:
    """The client. Sends no request yet. Raises `InvalidInput` without a usable token."""
    token = settings.token.get_secret_value()
    if not token.strip():
        raise InvalidInput(
            "[jira] needs a token: set FEEDBACK__JIRA__TOKEN to an API token of the account "
            "jira.email (Cloud), or to a personal access token (Data Center)."
        )
    if not (token.isascii() and token.isprintable()):
        raise InvalidInput(
            "FEEDBACK__JIRA__TOKEN cannot be sent: it contains a line break or another character "
            "that a header cannot contain. Set it again."
        )
    return JiraClient(
        JiraSite(
            url=settings.url,
            deployment=settings.deployment,
            api_version=settings.version,
            email=settings.email,
            token=settings.token,
            connect_timeout_seconds=http.connect_timeout_seconds,
            read_timeout_seconds=http.read_timeout_seconds,
        )
    )


def jira_policy(settings: JiraSettings) -> JiraPolicy:
    return JiraPolicy(
        project=settings.project,
        issue_type=settings.issue_type,
        impact_field=settings.impact_field,
        workaround_field=settings.workaround_field,
        workaround_heading=settings.workaround_heading,
        mention=settings.mention,
        link_type=settings.link_type,
        adopt_projects=tuple(settings.adopt_projects),
        extra_fields=settings.extra_fields,
    )


def open_tracker(
    settings: JiraSettings, http: HttpSettings, priorities: PriorityPolicy
) -> JiraTracker:
    """Jira as the issue tracker. Raises as `open_jira`."""
    texts = Texts(
        has_documents=settings.version == "3",
        policy=priorities,
        max_chars=settings.max_chars,
        is_cloud=settings.deployment == "cloud",
        customers=settings.customers,
    )
    return JiraTracker(open_jira(settings, http), texts, jira_policy(settings))
