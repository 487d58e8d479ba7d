"""Builds the notes in the helpdesk from settings."""

from typing import TYPE_CHECKING

from pydantic import SecretStr

from feedback.settings import Settings
from feedback.settings.publishing.ticket_notes import noted_source

if TYPE_CHECKING:
    from feedback.adapters.helpdesks.zendesk_notes import ZendeskNotes


def open_notes(settings: Settings) -> "ZendeskNotes | None":
    """None while notes are off. The secret is the source's, which the source has checked."""
    source = noted_source(settings.helpdesk_notes, settings.sources)
    if source is None:
        return None
    from feedback.adapters.helpdesks.zendesk_notes import ZendeskNotes
    from feedback.adapters.web_client.http import Wire

    return ZendeskNotes(
        source.name,
        source.url,
        settings.secrets.get(source.name.replace("-", "_"), SecretStr("")),
        source.email,
        settings.helpdesk_notes.requests_per_minute,
        Wire(**settings.http.model_dump()),
    )
