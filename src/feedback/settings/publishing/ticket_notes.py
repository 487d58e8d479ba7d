"""Settings of the notes that are left on tickets in their helpdesk."""

from collections.abc import Sequence

from pydantic import Field

from feedback.settings.tickets.sources import Section, SourceSettings, ZendeskSourceSettings


class HelpdeskNotesSettings(Section):
    source: str = ""
    """Empty: nothing is noted anywhere."""
    max_notes: int = Field(200, ge=1)
    requests_per_minute: int = Field(60, ge=1)


def noted_source(
    notes: HelpdeskNotesSettings, sources: Sequence[SourceSettings]
) -> ZendeskSourceSettings | None:
    """The source whose tickets are noted on; None while that is off.

    Raises `ValueError` for a name that is no Zendesk source.
    """
    if not notes.source:
        return None
    fitting = {one.name: one for one in sources if isinstance(one, ZendeskSourceSettings)}
    if notes.source not in fitting:
        raise ValueError(
            f'helpdesk_notes.source "{notes.source}" is no source of kind zendesk; there is '
            f"{', '.join(sorted(fitting)) or 'none'}"
        )
    return fitting[notes.source]
