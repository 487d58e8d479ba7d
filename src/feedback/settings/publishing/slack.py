"""The settings of Slack. `config/feedback.toml` says the reasons."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from feedback.settings.tickets.sources import Section


class SlackSettings(Section):
    url: str = ""
    """Empty: messages go to the outbox. The tokens alone switch nothing on."""
    later_changes: Literal["thread", "update"] = "thread"
    more_url: str = ""
    timeout_seconds: float = Field(30.0, gt=0)
    token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")

    @field_validator("url", "more_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value
