"""Settings of issues: titles written by a language model, `[titles]`."""

from typing import Annotated

from pydantic import Field, SecretStr, model_validator

from feedback.settings.section import In, Section


class TitleSettings(Section):
    """Off while `url` is empty: titles are then taken from the tickets (docs/titles.md)."""

    url: str = ""
    """Of an OpenAI-compatible endpoint, such as `http://localhost:8080/v1`."""
    model: str = ""
    """The name the endpoint knows the model by."""
    api_key: SecretStr = SecretStr("")
    """If the endpoint needs one."""
    timeout_seconds: float = Field(20.0, gt=0)
    """Of one call. The first call that fails ends the calls for the night."""
    max_issues_per_night: Annotated[int, In("calls")] = Field(50, ge=0)
    """The largest issues first; the rest get their titles on later nights."""

    @model_validator(mode="after")
    def _complete(self) -> "TitleSettings":
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("url must begin with http:// or https://")
        if self.url and not self.model:
            raise ValueError("set model too: the name the endpoint knows the model by")
        return self
