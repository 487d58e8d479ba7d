"""A ticket's note in words."""

from datetime import date

from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.messages.ticket_note import Note, NoteMoved
from feedback.domain.plans.plan_words import ShowDay, changes_words


def note_words(note: Note, show_day: ShowDay = date.isoformat) -> str:
    """What changed since the note before, without a capital or a full stop."""
    if isinstance(note, NoteMoved):
        return moved_words(note)
    return "; ".join(changes_words(note.changes, show_day))


def moved_words(note: NoteMoved) -> str:
    """That the plan of the note before is not about the ticket any more."""
    was = issue_label(note.was_in) if note.was_in else "its earlier issue"
    if note.issue_id is None:
        return f"this ticket is no longer part of {was}, whose plan does not apply to it"
    label = issue_label(note.issue_id)
    words = f"this ticket is about {label} now; the plan of {was} does not apply to it"
    return words if note.has_plan else f"{words}. There is no plan for {label} yet"
