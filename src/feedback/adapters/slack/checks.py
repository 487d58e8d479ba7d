"""What can be checked of Slack before a night: the token, its scopes, each channel, each person."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from feedback.adapters.slack.api import SlackApi
from feedback.adapters.slack.conversations import Conversations
from feedback.adapters.slack.people import People
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.publishing.messages.readers import address_of
from feedback.errors import FeedbackError, FinalFault

SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
)
"""Of the bot token; docs/slack.md says what each is for."""

Result = tuple[str, str, str]
"""What was checked; ok, warning or fault; in words."""


def check_slack(
    api: SlackApi, support_agents: Sequence[SupportAgent], targets: Sequence[str]
) -> Iterator[Result]:
    """Changes nothing. Stops where nothing more can be asked: no valid token, or no more patience.

    `targets` are those that settings name: of teams, of product, of escalations.
    """
    check = "slack token"
    try:
        us, granted = api.identity()
        yield check, "ok", f"the app is {us.get('user', 'a bot')} in {us.get('team', 'Slack')}"
        check = "slack scopes"
        yield check, *_scopes(granted)
        people = People(api, support_agents)
        conversations = Conversations(api, people)
        for target in targets:
            check = f"slack {address_of(target)}"
            yield check, *_tried(partial(_reachable, conversations, target))
        check = "slack support agents"
        n_found = 0
        for agent in support_agents:
            level, words = _tried(partial(people.check, agent.support_agent_id))
            n_found += level == "ok"
            if level != "ok":
                yield check, level, words
        yield check, "ok", f"{n_found} of {len(support_agents)} can be written to"
    except FeedbackError as fault:
        yield check, "fault", str(fault)


def _scopes(granted: frozenset[str] | None) -> tuple[str, str]:
    if granted is None:
        return "warning", "Slack does not say which scopes the token has"
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        return "fault", (
            f"the token lacks {', '.join(missing)}. Add them under OAuth & Permissions in the "
            "app's settings, and install the app to the workspace again (docs/slack.md)"
        )
    return "ok", f"all {len(SCOPES)} are there"


def _tried(look: Callable[[], str]) -> tuple[str, str]:
    """A refusal is about one thing; a passing fault is not caught: all that follows has it."""
    try:
        return "ok", look()
    except FinalFault as fault:
        return "fault", str(fault)


def _reachable(conversations: Conversations, target: str) -> str:
    found = conversations.of(target)
    if not found.is_direct:
        conversations.check(found)
    return f"{found.about.where} can be written to"
