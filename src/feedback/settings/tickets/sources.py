"""Settings of the sources of tickets, one model per kind."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
)


class Section(BaseModel):
    """A table of the settings file; a name that does not exist is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f'"{name}" is no time zone; use a name like Europe/Berlin') from None
    return name


def _web_address(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in ("http", "https") or not rest.strip("/"):
        raise ValueError("it must begin with http:// or https:// and name a server")
    if "@" in rest.split("/")[0]:
        raise ValueError("a name or password does not belong in the address")
    return url.rstrip("/")


def _can_be_written_to(address: str) -> str:
    if any(character.isspace() for character in address):
        raise ValueError(
            "nobody can be written to there. Give an e-mail address, a #channel or a support "
            "agent's id"
        )
    return address


Address = Annotated[str, AfterValidator(_can_be_written_to)]
"""Of somebody, or of a channel; empty is nobody."""
TimeZone = Annotated[str, AfterValidator(_known_time_zone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Source(Section):
    """What every source of tickets has."""

    needs_secret: ClassVar[str] = ""
    """What `FEEDBACK__SECRETS__NAME` must hold for it; empty: nothing."""
    may_have_secret: ClassVar[bool] = False
    """Whether it is looked for where it is not needed."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")


class FileSourceSettings(Source):
    kind: Literal["file"] = "file"
    path: Path
    time_zone: TimeZone = "UTC"
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


class ZendeskSourceSettings(Source):
    needs_secret = "the API token, or the OAuth token where email is empty"

    kind: Literal["zendesk"]
    url: WebAddress
    email: str = ""
    start_on: date | None = None
    customer_field: str = "external_id"
    escalated_tags: list[str] = ["escalated"]
    requests_per_minute: int = Field(10, ge=1)
    page_size: int = Field(1000, ge=1, le=1000)
    read_comments: bool = False
    comments_per_minute: int = Field(100, ge=1)


class IntercomSourceSettings(Source):
    needs_secret = "the access token"

    kind: Literal["intercom"]
    url: WebAddress = "https://api.intercom.io"
    start_on: date | None = None
    escalated_tags: list[str] = ["escalated"]
    requests_per_minute: int = Field(150, ge=1)
    page_size: int = Field(150, ge=1, le=150)


class FreshdeskSourceSettings(Source):
    needs_secret = "the API key"

    kind: Literal["freshdesk"]
    url: WebAddress
    start_on: date | None = None
    customer_field: str = "id"
    escalated_tags: list[str] = ["escalated"]
    requests_per_minute: int = Field(50, ge=1)
    csat_days: int = Field(0, ge=0)


class SqlSourceSettings(Source):
    may_have_secret = True

    kind: Literal["sql"]
    url: str = ""
    query: str
    cursor_column: str
    start: int | datetime | date | str = datetime(1970, 1, 1)  # noqa: DTZ001 - fits any column
    overlap_minutes: float = Field(10.0, ge=0)
    deleted_column: str = ""
    count_query: str = ""
    time_zone: TimeZone = "UTC"
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


class DiscourseSourceSettings(Source):
    needs_secret = "the API key"

    kind: Literal["discourse"]
    url: WebAddress
    user: str = "system"
    categories: list[Annotated[str, Field(pattern=r"^[\w/-]+/\d+$")]] = Field(min_length=1)
    start_on: date | None = None
    requests_per_minute: int = Field(60, ge=1)


class RequestTrackerSourceSettings(Source):
    needs_secret = "an authentication token, or the password where user is set"

    kind: Literal["request_tracker"]
    url: WebAddress
    user: str = ""
    query: str = ""
    start_on: date | None = None
    customer_field: str = ""
    statuses: dict[str, str] = {}
    high_min_priority: int = 75
    urgent_min_priority: int = 101
    requests_per_minute: int = Field(0, ge=0)
    page_size: int = Field(100, ge=1, le=100)


class JiraServiceSourceSettings(Source):
    needs_secret = "the API token, or a personal access token where email is empty"

    kind: Literal["jira_service_management"]
    url: WebAddress
    deployment: Literal["cloud", "data_center"] = "cloud"
    email: str = ""
    jql: str
    start_on: date | None = None
    customer_field: str = ""
    csat_field: str = ""
    escalated_labels: list[str] = ["escalated"]
    statuses: dict[str, str] = {}
    requests_per_minute: int = Field(0, ge=0)
    page_size: int = Field(100, ge=1, le=100)

    @field_validator("jql")
    @classmethod
    def _unordered(cls, jql: str) -> str:
        if re.search(r"\border\s+by\b", jql, re.IGNORECASE):
            raise ValueError("leave ORDER BY out; the order is the pull's own")
        return jql


def _kind(source: Any) -> str:
    """Files came first, and need not say that they are files."""
    found = source.get("kind", "file") if isinstance(source, dict) else source.kind
    return str(found)


SourceSettings = Annotated[
    Annotated[FileSourceSettings, Tag("file")]
    | Annotated[ZendeskSourceSettings, Tag("zendesk")]
    | Annotated[IntercomSourceSettings, Tag("intercom")]
    | Annotated[FreshdeskSourceSettings, Tag("freshdesk")]
    | Annotated[SqlSourceSettings, Tag("sql")]
    | Annotated[DiscourseSourceSettings, Tag("discourse")]
    | Annotated[RequestTrackerSourceSettings, Tag("request_tracker")]
    | Annotated[JiraServiceSourceSettings, Tag("jira_service_management")],
    Discriminator(_kind),
]
