"""Ticket sources from their settings, and the secrets they need."""

import importlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import SecretStr

from feedback.domain.tickets.reading import ReadingPolicy
from feedback.domain.tickets.vocabulary import MEANINGS, Meaning, meaning_of
from feedback.domain.wording import unknown
from feedback.errors import InvalidInput
from feedback.ports import TicketSource
from feedback.settings import Settings
from feedback.settings.tickets.sources import (
    FileSourceSettings,
    FreshdeskSourceSettings,
    JiraServiceSourceSettings,
    RequestTrackerSourceSettings,
    SourceSettings,
    SqlSourceSettings,
)

TICKET_SOURCES = {
    "discourse": "feedback.adapters.helpdesks.discourse:DiscourseTicketSource",
    "file": "feedback.adapters.files.tickets:FileTicketSource",
    "freshdesk": "feedback.adapters.helpdesks.freshdesk:FreshdeskTicketSource",
    "intercom": "feedback.adapters.helpdesks.intercom:IntercomTicketSource",
    "jira_service_management": "feedback.adapters.helpdesks.jira_service:JiraServiceTicketSource",
    "request_tracker": "feedback.adapters.helpdesks.request_tracker:RequestTrackerTicketSource",
    "sql": "feedback.adapters.sql.tickets:SqlTicketSource",
    "zendesk": "feedback.adapters.helpdesks.zendesk:ZendeskTicketSource",
}
"""kind → what builds the source from its settings; imported on first use."""


_COUNTING_BY_STATUS = (
    FreshdeskSourceSettings,
    JiraServiceSourceSettings,
    RequestTrackerSourceSettings,
)
_READING = ("values", "accepted", "max_lost_share", "min_lost_rows")
"""Settings of every source that are not its adapter's business."""


def open_ticket_source(source: SourceSettings, settings: Settings) -> TicketSource:
    module, _, maker = TICKET_SOURCES[source.kind].partition(":")
    made: Any = getattr(importlib.import_module(module), maker)
    outside: dict[str, Any] = {}
    if source.needs_secret:
        from feedback.adapters.web_client.http import Wire

        outside = {
            "secret": secret_of(source.name, source.needs_secret, settings.secrets),
            "wire": Wire(**settings.http.model_dump()),
        }
    elif source.may_have_secret:
        outside = {"secret": secret_if_any(source.name, settings.secrets)}
    own = source.model_dump(exclude={"kind", *_READING})
    if isinstance(source, FileSourceSettings | SqlSourceSettings):
        own["values"] = source.values  # of any column, before it is read
    elif isinstance(source, _COUNTING_BY_STATUS):  # their counts go by our states, too
        own["statuses"] = {**source.values.get("status", {}), **own.get("statuses", {})}
    opened: TicketSource = made(**own, **outside)
    return opened


def reading_policies(settings: Settings) -> Mapping[str, ReadingPolicy]:
    """By source: how much of it may be lost before a night is partial."""
    return {
        source.name: ReadingPolicy(
            max_share=source.max_lost_share,
            min_rows=source.min_lost_rows,
            accepted={what: frozenset(words) for what, words in source.accepted.items()},
            meant=_meant(source),
        )
        for source in settings.sources
    }


def _meant(source: SourceSettings) -> Mapping[tuple[str, str], Meaning]:
    """What the settings say of words: (field, word) → what it means. Raises `InvalidInput` for a
    word of ours that is none."""
    if isinstance(source, FileSourceSettings | SqlSourceSettings):
        return {}
    found = {}
    for name, words in source.values.items():
        for word, ours in words.items():
            meaning = meaning_of(name, ours)
            if meaning is None:
                raise InvalidInput(
                    f'Source "{source.name}": values.{name}.{word} = "{ours}" is not understood. '
                    f"Words are mapped for {', '.join(MEANINGS)}."
                )
            found[name, word.strip().casefold()] = meaning
    return found


def beginning_on(settings: Settings, name: str, since: date) -> Settings:
    """The settings with one source only, beginning on this day if its kind can.

    Raises `InvalidInput` for a source that is not configured.
    """
    found = [source for source in settings.sources if source.name == name]
    if not found:
        raise InvalidInput(unknown("source", name, (source.name for source in settings.sources)))
    source = found[0]
    if "start_on" in type(source).model_fields:
        source = source.model_copy(update={"start_on": since})
    return settings.model_copy(update={"sources": [source]})


def secret_of(name: str, what: str, secrets: Mapping[str, SecretStr]) -> SecretStr:
    """A source's secret, from the environment. Raises `InvalidInput` if it is missing."""
    from feedback.adapters.web_client.http import secret_variable

    found = secret_if_any(name, secrets)
    if not found.get_secret_value():
        raise InvalidInput(
            f'Source "{name}" needs a secret: set {secret_variable(name)} to {what}.'
        )
    return found


def secret_if_any(name: str, secrets: Mapping[str, SecretStr]) -> SecretStr:
    return secrets.get(name.replace("-", "_"), SecretStr(""))
