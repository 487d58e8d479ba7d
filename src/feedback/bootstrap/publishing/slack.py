"""Builds the Slack side from settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feedback.adapters.outbox.outbox import Outbox
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect
from feedback.errors import InvalidInput
from feedback.ports import AgentChannel, Rewritable
from feedback.settings import Settings

if TYPE_CHECKING:
    from feedback.adapters.slack.api import SlackApi
    from feedback.adapters.slack.channel import SlackChannel

TOKEN, APP_TOKEN = "FEEDBACK__SLACK__TOKEN", "FEEDBACK__SLACK__APP_TOKEN"


def open_channel(
    settings: Settings, support_agents: Sequence[SupportAgent], outbox: AgentChannel
) -> AgentChannel:
    """Slack if `slack.url` is set, else the outbox. Raises `InvalidInput` for a missing token."""
    if not settings.slack.url:
        return outbox
    from feedback.adapters.slack.channel import SlackChannel

    return SlackChannel(
        open_slack_api(settings),
        support_agents,
        later_changes=settings.slack.later_changes,
        more_url=settings.slack.more_url,
    )


def open_rewritable(settings: Settings, outbox: Outbox) -> Rewritable:
    """What was written to the outbox or to Slack."""
    if not settings.slack.url:
        return outbox
    from feedback.adapters.slack.channel import SlackChannel

    return _Written(outbox, SlackChannel(open_slack_api(settings), ()))


@dataclass(frozen=True, slots=True)
class _Written:
    """Each effect is rewritten where it went: remote keys of Slack are `channel:ts`."""

    outbox: Outbox
    slack: "SlackChannel"

    def rewrite(self, effect: Effect) -> bool:
        is_in_slack = effect.kind is EffectKind.MESSAGE and ":" in (effect.remote_key or "")
        return self.slack.rewrite(effect) if is_in_slack else self.outbox.rewrite(effect)

    def files(self) -> Sequence[Path]:
        return self.outbox.files()


def app_token_of(settings: Settings) -> str:
    """The token that Socket Mode needs. Raises `InvalidInput` if it is missing."""
    token = settings.slack.app_token.get_secret_value()
    if not token:
        raise InvalidInput(
            f"Listening needs an app-level token: set {APP_TOKEN} to one (xapp-…) with the scope "
            "connections:write. docs/slack.md says how to get it."
        )
    return token


def open_slack_api(settings: Settings) -> "SlackApi":
    """Raises `InvalidInput` if Slack is not set up."""
    from feedback.adapters.slack.api import SlackApi

    if not settings.slack.url:
        raise InvalidInput(
            'Slack is not set up: set slack.url to "https://slack.com/api/" (docs/slack.md).'
        )
    token = settings.slack.token.get_secret_value()
    if not token:
        raise InvalidInput(
            f"Slack needs a token: set {TOKEN} to the app's bot token (xoxb-…). "
            "docs/slack.md says how to get one."
        )
    return SlackApi(settings.slack.url, token, settings.slack.timeout_seconds)
