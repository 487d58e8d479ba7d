"""Settings of the notes that are left on tickets in their helpdesk."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from feedback.settings.section import In, Section
from feedback.settings.tickets.sources import SourceSettings, ZendeskSourceSettings


class HelpdeskNotesSettings(Section):
    """The fix plan as one private note on each affected open ticket. Off while `source` is
    empty."""

    source: str = ""
    """Name of a Zendesk source; its secret writes too (docs/sources/zendesk.md)."""
    max_notes: Annotated[int, In("notes")] = Field(200, ge=1)
    """In one run, so that the first run does not flood the helpdesk. The rest waits."""
    requests_per_minute: int = Field(60, ge=1)
    """Of the 100 ticket updates that Zendesk allows: leaves room for people."""


def noted_source(
    notes: HelpdeskNotesSettings, sources: Sequence[SourceSettings]
) -> ZendeskSourceSettings | None:
    """The source whose tickets get notes; None while that is off.

    Raises `ValueError` if the name is not that of a Zendesk source.
    """
    if not notes.source:
        return None
    fitting = {
        source.name: source for source in sources if isinstance(source, ZendeskSourceSettings)
    }
    if notes.source not in fitting:
        raise ValueError(
            f'helpdesk_notes.source = "{notes.source}": unknown Zendesk source. Available: '
            f"{', '.join(sorted(fitting)) or 'none'}"
        )
    return fitting[notes.source]
