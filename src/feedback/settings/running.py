"""Settings of how a night runs: its store, its time zone, and how it reads the network."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from feedback.settings.section import In, Section, TimeZone


class StoreSettings(Section):
    """The database."""

    url: str = "sqlite:///var/feedback.db"
    """Made, and brought to the current schema, when it is opened. PostgreSQL in production:
    `postgresql+psycopg://…`."""


class NightSettings(Section):
    """When a night's days begin and end, and the page it leaves."""

    time_zone: TimeZone = "UTC"
    """Of times given without a zone, such as `--as-of 2026-03-09T04:00`, of the end of a fix plan's
    day, and of readers without a zone of their own."""
    page: Path | None = None
    """Where `feedback run` writes the page of `feedback report` after a night; empty: nowhere."""


class HttpSettings(Section):
    """How every system on the network is read."""

    connect_timeout_seconds: float = Field(10.0, gt=0)
    """Longer behind a slow VPN or proxy."""
    read_timeout_seconds: float = Field(60.0, gt=0)
    """Of one answer: a page of a thousand tickets takes Zendesk some seconds."""
    max_attempts: Annotated[int, In("requests")] = Field(5, ge=1)
    """For temporary faults, with waits of 1, 2, 4 and 8 seconds, or as long as the server asks."""
    max_wait_seconds: float = Field(300.0, ge=0)
    """If a server asks for a longer wait, its source is left for the next run."""
