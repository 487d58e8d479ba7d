"""Settings of the sources of tickets, one model for each kind."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, field_validator

from feedback.settings.section import In, Section, TimeZone, WebAddress, written_as

Priority = Annotated[int, In("Request Tracker priority")]


class Source(Section):
    """What every source of tickets has."""

    needs_secret: ClassVar[str] = ""
    """What `FEEDBACK__SECRETS__NAME` must hold for it; empty: nothing."""
    may_have_secret: ClassVar[bool] = False
    """Whether a secret is used if there is one."""

    name: Annotated[
        str,
        written_as(
            r"[a-z0-9][a-z0-9_-]*",
            "must be lower-case letters, digits, - and _, such as acme-zendesk",
        ),
    ]
    """Part of every ticket id, so never rename it."""
    values: dict[str, dict[str, str]] = Field({})
    """By field: what the source says = what we say, such as `status = { parked = "pending" }`."""
    accepted: dict[str, list[str]] = Field({})
    """What a night may lose without being partial: by field the words that are not understood, and
    `set_aside` (reasons), `same_id`, `wordless`, `unresolved`; `["*"]` accepts everything."""
    max_lost_share: Annotated[float, In("share, 0 to 1")] = Field(0.05, ge=0, le=1)
    """Of a night's rows of this source, for each kind of loss. More makes the night partial."""
    min_lost_rows: Annotated[int, In("rows")] = Field(5, ge=1)
    """Fewer never make the night partial."""


class FileSourceSettings(Source):
    """Exports, as files."""

    kind: Literal["file"] = "file"
    """Files."""
    path: Path
    """A file, a folder or a pattern: CSV, TSV, JSON, JSON lines, Parquet or a spreadsheet; text
    also packed as .gz."""
    time_zone: TimeZone = "UTC"
    """Of times in the files that name no zone."""
    columns: dict[str, str] = Field({})
    """Our field = the file's column. Fields that are not listed keep their name, in any case."""
    rows: dict[str, list[str]] = Field({})
    """Only rows in which a column has one of these values, such as `Direction = ["Inbound"]`."""
    encoding: str = ""
    """Such as `cp1252`. Empty: found out for each file."""
    delimiter: str = ""
    """Between the columns of a text file. Empty: found out for each file."""
    sheet: str = ""
    """Of a spreadsheet. Empty: the first that holds anything."""
    time_format: str = ""
    """As Python's strptime takes it, such as `%d/%m/%Y %H:%M`; tried before all usual formats."""
    date_order: Literal["", "day first", "month first"] = ""
    """How 03/04/2026 is read. Empty: decided by the other dates of the file, or refused."""


class ZendeskSourceSettings(Source):
    """Zendesk (docs/sources/zendesk.md)."""

    needs_secret = "the API token, or the OAuth token where email is empty"

    kind: Literal["zendesk"]
    """Zendesk."""
    url: WebAddress
    """Such as `https://acme.zendesk.com`."""
    email: str = ""
    """Owner of the API token. Empty: the secret is an OAuth token."""
    start_on: date | None = None
    """The first pull begins here. Default: with the oldest ticket."""
    customer_field: str = "external_id"
    """Of the organization, names the customer: id, name, external_id or a field's own key."""
    escalated_tags: list[str] = Field(["escalated"])
    """A ticket with one of these tags is escalated."""
    requests_per_minute: int = Field(10, ge=1)
    """Zendesk's limit for this export; 30 with its High Volume add-on."""
    page_size: Annotated[int, In("tickets")] = Field(1000, ge=1, le=1000)
    """In one answer, at most. Smaller if answers time out."""
    read_comments: bool = False
    """If a support agent opened the ticket, take the requester's first reply as its text. Takes one
    request for each such ticket."""
    comments_per_minute: Annotated[int, In("requests a minute")] = Field(100, ge=1)
    """Of the smallest plan's 200, and all that conversation logs allow."""
    max_conversations: Annotated[int, In("conversations")] = Field(1000, ge=0)
    """Of messaging, chats and calls, read in one night for what the customers said; the rest in the
    nights after. Each takes a request, so 1000 take ten minutes."""


class IntercomSourceSettings(Source):
    """Intercom (docs/sources/intercom.md)."""

    needs_secret = "the access token"

    kind: Literal["intercom"]
    """Intercom."""
    url: WebAddress = "https://api.intercom.io"
    """For other regions https://api.eu.intercom.io or https://api.au.intercom.io."""
    start_on: date | None = None
    """The first pull begins here. Default: with the oldest ticket."""
    escalated_tags: list[str] = Field(["escalated"])
    """A ticket with one of these tags is escalated."""
    requests_per_minute: int = Field(150, ge=1)
    """Of a workspace's 10,000: leaves room for its other apps."""
    max_conversations: Annotated[int, In("conversations")] = Field(2000, ge=0)
    """Of those that begin with a button, a greeting or a bot, read in one night for what the
    customers said; the rest in the nights after. Each takes a request: 2000 take 14 minutes."""


class FreshdeskSourceSettings(Source):
    """Freshdesk (docs/sources/freshdesk.md)."""

    needs_secret = "the API key"

    kind: Literal["freshdesk"]
    """Freshdesk."""
    url: WebAddress
    """Such as `https://acme.freshdesk.com`."""
    start_on: date | None = None
    """The first pull begins here. Default: with the oldest ticket."""
    customer_field: str = "id"
    """Of the company, names the customer: id, name or a field's own key."""
    escalated_tags: list[str] = Field(["escalated"])
    """A ticket with one of these tags is escalated."""
    requests_per_minute: int = Field(50, ge=1)
    """Of the smallest plan's 100: leaves room for other apps."""
    csat_days: int = Field(0, ge=0)
    """How far back ratings are read. 0: none, because plans without surveys refuse to give any."""


class SqlSourceSettings(Source):
    """A table or view in a database (docs/sources/sql.md)."""

    may_have_secret = True

    kind: Literal["sql"]
    """A database."""
    url: str = ""
    """As SQLAlchemy takes it. The password, or the whole address, may be in the secret."""
    query: str
    """Selects rows from `:cursor` on, in the order of `cursor_column`."""
    cursor_column: str
    """Grows with every change of a row."""
    start: int | datetime | date | str = datetime(1970, 1, 1)  # noqa: DTZ001 - fits any column
    """`:cursor` the first time, of the column's own type; 0 if it holds numbers."""
    overlap_minutes: float = Field(10.0, ge=0)
    """Read again each time, because long transactions commit late."""
    deleted_column: str = ""
    """True if the helpdesk deleted the ticket. Empty: deletions are not reported."""
    count_query: str = ""
    """Counts tickets by status from `:since` to `:until`, to check the store every night. Empty: no
    check."""
    time_zone: TimeZone = "UTC"
    """Of times that name no zone."""
    columns: dict[str, str] = Field({})
    """Our field = the query's column. Fields that are not listed keep their name."""


class DiscourseSourceSettings(Source):
    """A Discourse forum (docs/sources/discourse.md)."""

    needs_secret = "the API key"

    kind: Literal["discourse"]
    """Discourse."""
    url: WebAddress
    """Such as `https://community.acme.com`."""
    user: str = "system"
    """The user the API key acts for."""
    categories: list[
        Annotated[str, written_as(r"[\w/-]+/\d+", "must be slug and number, such as support/5")]
    ] = Field(min_length=1)
    """Each as slug and number, such as `support/5`: what follows /c/ in its address."""
    start_on: date | None = None
    """The first pull begins here. Default: with the oldest topic."""
    requests_per_minute: int = Field(60, ge=1)
    """Discourse's default for an API key. Every topic takes one."""


class RequestTrackerSourceSettings(Source):
    """Request Tracker 5 (docs/sources/request-tracker.md)."""

    needs_secret = "an authentication token, or the password where user is set"

    kind: Literal["request_tracker"]
    """Request Tracker."""
    url: WebAddress
    """Such as `https://rt.acme.com`, with its path if it has one."""
    user: str = ""
    """If set, the secret is this user's password. Empty: it is an authentication token."""
    query: str = ""
    """TicketSQL, such as `Queue = 'Support'`. Empty: everything the credential may see."""
    start_on: date | None = None
    """The first pull begins here. Default: with the oldest ticket."""
    customer_field: str = ""
    """Names the customer: `Organization` (the requester's), or a custom field of the ticket. Empty:
    looked up by requester."""
    statuses: dict[str, str] = Field({})
    """A status of your own lifecycles = open, pending, solved or closed."""
    high_min_priority: Priority = 75
    """From here on high. Medium is 50; 0 means that no priority is set."""
    urgent_min_priority: Priority = 101
    """From here on urgent. RT's own High is 100."""
    requests_per_minute: int = Field(0, ge=0)
    """0: no limit, because the server is your own. Every changed ticket takes one."""


class JiraServiceSourceSettings(Source):
    """Jira Service Management (docs/sources/jira-service-management.md)."""

    needs_secret = "the API token, or a personal access token where email is empty"

    kind: Literal["jira_service_management"]
    """Jira Service Management."""
    url: WebAddress
    """Such as `https://acme.atlassian.net`."""
    deployment: Literal["cloud", "data_center"] = "cloud"
    """Where Jira runs."""
    email: str = ""
    """Owner of the API token. Empty: the secret is a personal access token."""
    jql: str
    """Selects the requests, such as `project = SUP`; without ORDER BY."""
    start_on: date | None = None
    """The first pull begins here. Default: with the oldest request."""
    customer_field: str = ""
    """Usually Organizations, such as `customfield_10002`. Empty: looked up by reporter."""
    csat_field: str = ""
    """Satisfaction, such as `customfield_10034`. Empty: not read."""
    escalated_labels: list[str] = Field(["escalated"])
    """A request with one of these labels is escalated."""
    statuses: dict[str, str] = Field({})
    """A status of your own = open, pending, solved or closed."""
    requests_per_minute: int = Field(0, ge=0)
    """0: no limit of ours, because Jira asks for a wait when it needs one."""

    @field_validator("jql")
    @classmethod
    def _unordered(cls, jql: str) -> str:
        if re.search(r"\border\s+by\b", jql, re.IGNORECASE):
            raise ValueError("leave ORDER BY out: the pull sets the order itself")
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
