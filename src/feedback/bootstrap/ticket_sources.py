"""Ticket sources from their settings, and the secrets they need."""

import importlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import SecretStr

from feedback.domain.wording import unknown
from feedback.errors import InvalidInput
from feedback.ports import TicketSource
from feedback.settings import Settings
from feedback.settings.tickets.sources import SourceSettings

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
    opened: TicketSource = made(**source.model_dump(exclude={"kind"}), **outside)
    return opened


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
