"""Settings of the sources of tickets, one model per kind."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag


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


TimeZone = Annotated[str, AfterValidator(_known_time_zone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Source(Section):
    """What every source of tickets has."""

    needs_secret: ClassVar[str] = ""
    """What `FEEDBACK__SECRETS__NAME` must hold for it; empty: nothing."""

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


def _kind(source: Any) -> str:
    """Files came first, and need not say that they are files."""
    found = source.get("kind", "file") if isinstance(source, dict) else source.kind
    return str(found)


SourceSettings = Annotated[
    Annotated[FileSourceSettings, Tag("file")]
    | Annotated[ZendeskSourceSettings, Tag("zendesk")]
    | Annotated[IntercomSourceSettings, Tag("intercom")]
    | Annotated[FreshdeskSourceSettings, Tag("freshdesk")],
    Discriminator(_kind),
]
