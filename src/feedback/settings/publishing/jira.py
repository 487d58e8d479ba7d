"""Settings of Jira as the issue tracker."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from feedback.settings.section import In, Section, WebAddress, written_as

FieldId = Annotated[
    str,
    written_as(r"(customfield_\d+)?", "must be the id of a field, such as customfield_10050"),
]

_MAX_CHARS = 32_767
"""Cloud's limit of a text field, and Data Center's unless its administrator set another."""


def _number(value: Any) -> Any:
    """The environment holds words."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


class JiraSettings(Section):
    """Where work items go (docs/jira.md). Without this section they go to the outbox."""

    url: WebAddress
    """Such as `https://acme.atlassian.net`, with its path if it has one."""
    deployment: Literal["cloud", "data_center"] = "cloud"
    """Where Jira runs."""
    api_version: Annotated[Literal[2, 3] | None, BeforeValidator(_number), In("version")] = None
    """Cloud: 3 writes documents, 2 wiki text. Data Center: 2. Default: the newest."""
    email: str = ""
    """Owner of the API token. Empty: the token is a personal access token."""
    token: SecretStr = SecretStr("")
    """The API token, or a personal access token."""
    project: Annotated[
        str, written_as(r"[A-Z][A-Z0-9_]*", "must be the key of a project, such as PROD")
    ]
    """Key of the project in which new work items are made, unless a routing rule sets another."""
    issue_type: str = Field("Task", min_length=1)
    """Of new work items."""
    impact_field: FieldId = ""
    """A number field that receives the impact, so that boards can sort by it. Empty: none."""
    workaround_field: FieldId = ""
    """A text field that holds the workaround. Empty: it is read from the description."""
    workaround_heading: str = Field("Workaround", min_length=1)
    """The workaround is the text under this heading of the description."""
    mention: str = Field("@feedback", min_length=1)
    """A comment that contains it is addressed to the pipeline."""
    link_type: str = Field("Relates", min_length=1)
    """Of links between issues that are related; merged issues are linked as Duplicate."""
    adopt_projects: list[str] = Field([])
    """Where existing work items are looked for. Empty: in `project`."""
    extra_fields: dict[str, Any] = Field({})
    """What a project requires of every new work item, as Jira's interface takes it."""
    customers: Literal["named", "masked", "summed"] = "named"
    """How the receipt shows customers: by name, by number, or as one line for each segment."""
    max_chars: Annotated[int, In("characters")] = Field(_MAX_CHARS, ge=2_000)
    """Of a description: Jira's limit. An administrator of Data Center may have set another."""

    @model_validator(mode="after")
    def _fits(self) -> "JiraSettings":
        if self.deployment == "data_center" and self.api_version == 3:
            raise ValueError("Data Center only has version 2 of the interface: remove api_version")
        return self

    @property
    def version(self) -> Literal["2", "3"]:
        """The newest that the deployment has, where none is set."""
        newest = 3 if self.deployment == "cloud" else 2
        return "3" if (self.api_version or newest) == 3 else "2"
