"""Settings of Jira as the issue tracker."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from feedback.settings.tickets.sources import Section, WebAddress

_MAX_CHARS = 32_767
"""Cloud's limit of a text field, and Data Center's unless its administrator set another."""


def _number(value: Any) -> Any:
    """The environment holds words."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


class JiraSettings(Section):
    url: WebAddress
    deployment: Literal["cloud", "data_center"] = "cloud"
    api_version: Annotated[Literal[2, 3] | None, BeforeValidator(_number)] = None
    email: str = ""
    token: SecretStr = SecretStr("")
    project: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    issue_type: str = Field("Task", min_length=1)
    impact_field: str = Field("", pattern=r"^(customfield_\d+)?$")
    workaround_field: str = Field("", pattern=r"^(customfield_\d+)?$")
    workaround_heading: str = Field("Workaround", min_length=1)
    mention: str = Field("@feedback", min_length=1)
    link_type: str = Field("Relates", min_length=1)
    adopt_projects: list[str] = Field([])
    extra_fields: dict[str, Any] = Field({})
    customers: Literal["named", "masked", "summed"] = "named"
    max_chars: int = Field(_MAX_CHARS, ge=2_000)

    @model_validator(mode="after")
    def _fits(self) -> "JiraSettings":
        if self.deployment == "data_center" and self.api_version == 3:
            raise ValueError(
                "Data Center has version 2 of the interface only: leave api_version out"
            )
        return self

    @property
    def version(self) -> Literal["2", "3"]:
        """The newest that the deployment has, where none is set."""
        newest = 3 if self.deployment == "cloud" else 2
        return "3" if (self.api_version or newest) == 3 else "2"
