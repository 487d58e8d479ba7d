"""Settings of Slack."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from feedback.settings.section import Section


class SlackSettings(Section):
    """Where messages go (docs/slack.md). Without `url` they go to the outbox."""

    url: str = ""
    """`https://slack.com/api/`. Empty: messages go to the outbox, even if the tokens are set."""
    later_changes: Literal["thread", "update"] = "thread"
    """News about an issue a reader knows: `thread` replies under its first message, `update`
    rewrites that message silently."""
    more_url: str = ""
    """Where an issue is shown, such as `https://…/{issue_id}`. Lists that were cut link there."""
    timeout_seconds: float = Field(30.0, gt=0)
    """Of one request. A request that timed out is never sent twice."""
    token: SecretStr = SecretStr("")
    """The app's bot token (xoxb-…)."""
    app_token: SecretStr = SecretStr("")
    """The app-level token (xapp-…), for `feedback listen` only."""

    @field_validator("url", "more_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("the address must begin with http:// or https://")
        return value
