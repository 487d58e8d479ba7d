"""The places that effects go to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedback.domain.message import Message
from feedback.domain.plans.messages.ticket_note import Note, NoteMoved, TicketNote
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import WorkItemLink
from feedback.errors import FinalFault
from feedback.ports import AgentChannel, IssueTracker, Rewritable, TicketNotes


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outside:
    """The places effects go to."""

    tracker: IssueTracker
    channel: AgentChannel
    rewritable: Rewritable | None = None
    """Where what was written can be replaced without anybody being told."""
    index_lag: timedelta = timedelta(0)
    """So long the tracker's search may not find what was just made."""
    notes: TicketNotes | None = None
    """None: nothing is noted in a helpdesk."""
    clock: Callable[[], datetime] = _utc_now
    """The true time: limits and lags of other systems know nothing of the night's."""

    def find(
        self, effect: Effect, remote_key: str | None, earlier: Mapping[str, str]
    ) -> str | None:
        """The remote key, if the other side already has this effect.

        `remote_key` is the work item of the effect's issue, where it has one (of a note: the note
        before it); `earlier` as in `AgentChannel`.
        """
        match effect.kind:
            case EffectKind.WORK_ITEM:
                return self.tracker.find_work_item(effect.idempotency_key)
            case EffectKind.COMMENT:
                assert remote_key is not None, "a comment is sent to a work item only"
                return self.tracker.find_comment(effect.idempotency_key, remote_key)
            case EffectKind.LINK:
                return None  # linking looks first: it can be sent again
            case EffectKind.MESSAGE:
                return self.channel.find_message(
                    effect.idempotency_key, effect.target, effect.planned_at, earlier
                )
            case EffectKind.NOTE:
                assert isinstance(effect.content, Note), "notes are of these types"
                ticket_key = effect.content.ticket_key
                return self._notes.find_note(effect.idempotency_key, ticket_key, remote_key)

    def send(
        self,
        effect: Effect,
        remote_key: str | None,
        earlier: Mapping[str, str],
        *,
        to_key: str | None = None,
    ) -> str:
        """Write it; returns the remote key. `remote_key` and `earlier` as in `find`; `to_key`: the
        work item that a link leads to."""
        match effect.content:
            case WorkItemContent() as content:
                return self.tracker.write_work_item(effect.idempotency_key, remote_key, content)
            case Comment() as comment:
                assert remote_key is not None, "a comment waits for its work item"
                return self.tracker.add_comment(effect.idempotency_key, remote_key, comment)
            case WorkItemLink(kind=kind):
                assert remote_key is not None, "a link waits for its work item"
                assert to_key is not None, "and for the other one"
                return self.tracker.link_work_items(remote_key, to_key, kind)
            case TicketNote() | NoteMoved() as note:
                return self._notes.write_note(
                    effect.idempotency_key, note.ticket_key, note, remote_key
                )
            case message:
                assert isinstance(message, Message), "there is no other content"
                return self.channel.post_message(
                    effect.idempotency_key, effect.target, message, earlier
                )

    @property
    def _notes(self) -> TicketNotes:
        if self.notes is None:
            raise FinalFault(
                "Notes in the helpdesk are switched off. Set helpdesk_notes.source to the source "
                "of this ticket."
            )
        return self.notes

    def remarks(self) -> list[str]:
        """What the tracker has to say about what it met, once."""
        return list(self.tracker.take_remarks())
