"""What we know of an issue's work item, and what people made of it: people win.

A field that a person changed after we wrote it is theirs (an *override*) until it is handed back.
We tell by our last written value and the tracker's changelog: where the present value is another
one and somebody else than us changed it, a person did. Where nobody did (an administrator renamed
a priority, a field is on no screen), nobody decided anything; the adapter still leaves alone what
is neither what we wrote nor what we want.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.work_item_state import (
    StatusCategory,
    WorkItemComment,
    WorkItemState,
)


class WorkItemField(StrEnum):
    """What a write may touch."""

    SUMMARY = "summary"
    DESCRIPTION = "description"
    """Only our section of it."""
    PRIORITY = "priority"
    LABELS = "labels"
    """Only ours."""
    IMPACT = "impact"


OURS_TO_LOSE = (WorkItemField.SUMMARY, WorkItemField.PRIORITY)
"""Fields that we write until a person does."""
MAX_COMMENTS = 20


@dataclass(frozen=True, slots=True)
class Override:
    """One field of a work item that a person decided."""

    field: str
    """`summary`, `priority` or `status`."""
    value: str
    """What the person made it."""
    ours: str
    """What we had written; empty where we never did."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KnownWorkItem:
    """An issue's work item as we last wrote and read it."""

    issue_id: IssueId
    remote_key: str | None
    """None: it was deleted, and a person asked for another one."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Of `OURS_TO_LOSE`: what stands there as far as we know, unless a person changes it."""
    overrides: tuple[Override, ...] = ()
    is_adopted: bool = False
    """People made it; we were told to use it."""
    former_keys: tuple[str, ...] = ()
    """Where it was before it moved."""
    state: WorkItemState | None = None
    """Without what was told of a span of time only; None until it was read."""
    comments: tuple[WorkItemComment, ...] = ()
    """The newest that are addressed to us, oldest first."""
    tells_plan: bool = False
    """It has said once what product will do; so when it says nothing any more, that is news."""
    read_at: datetime | None = None

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted, or can no longer be seen, when it was last read."""
        return self.state is not None and self.state.is_gone

    @property
    def is_locked(self) -> bool:
        """Whether it was archived or locked when it was last read."""
        return self.state is not None and self.state.is_locked

    @property
    def is_closed(self) -> bool:
        """We close nothing: whoever did was a person."""
        return self.state is not None and self.state.status_category is StatusCategory.DONE

    def is_where(self, remote_key: str | None) -> bool:
        """Whether it is the work item that had this key when it was written."""
        return remote_key in (self.remote_key, *self.former_keys)

    def override_of(self, name: str) -> Override | None:
        """What people decided about a field, if they did."""
        return next((override for override in self.overrides if override.field == name), None)


def owned_fields(known: KnownWorkItem | None) -> tuple[WorkItemField, ...]:
    """The fields that a write may touch."""
    taken = {override.field for override in known.overrides} if known else set()
    return tuple(name for name in WorkItemField if name not in taken)


def after_writing(
    known: KnownWorkItem | None,
    issue_id: IssueId,
    remote_key: str,
    values: Mapping[WorkItemField, str],
) -> KnownWorkItem:
    """What we know once a write was answered. `values`: what it said in the fields of
    `OURS_TO_LOSE` that it might touch."""
    before = known or KnownWorkItem(issue_id, remote_key)
    state = before.state if before.remote_key == remote_key else None
    written = {**before.written, **{str(name): value for name, value in values.items()}}
    return replace(before, remote_key=remote_key, written=written, state=state)


def after_reading(known: KnownWorkItem, read: WorkItemState, now: datetime) -> KnownWorkItem:
    """What we know once the work item was read: moved, gone, or changed by a person."""
    if read.is_gone:
        gone = replace(known.state, is_gone=True) if known.state else read
        return replace(known, state=gone, read_at=now)
    moved = read.remote_key != known.remote_key
    former = (known.remote_key,) if moved and known.remote_key else ()
    overrides = {one.field: one for one in known.overrides}
    for name in OURS_TO_LOSE:
        present, ours = getattr(read, name), known.written.get(name)
        if name in overrides:
            overrides[name] = replace(overrides[name], value=present)
        elif ours is not None and present != ours:
            change = _by_a_person(read, name)
            if change is not None:
                overrides[name] = Override(name, present, ours, *change)
    status = _by_a_person(read, "status")
    if status is not None:
        overrides["status"] = Override("status", read.status, "", *status)
    return replace(
        known,
        remote_key=read.remote_key,
        former_keys=(*known.former_keys, *former),
        overrides=tuple(overrides[name] for name in sorted(overrides)),
        state=replace(read, changes=(), comments=(), touched_at=None),
        comments=_with_new(known.comments, read.comments),
        read_at=now,
    )


def adopted(issue_id: IssueId, state: WorkItemState, by: str, at: datetime) -> KnownWorkItem:
    """A work item that people made: its summary and priority stay theirs until handed back."""
    return KnownWorkItem(
        issue_id,
        state.remote_key,
        overrides=tuple(
            Override(name, getattr(state, name), "", by, at) for name in sorted(OURS_TO_LOSE)
        ),
        is_adopted=True,
    )


def handed_back(known: KnownWorkItem) -> KnownWorkItem:
    """Nobody's any more: what stands there now may be written over. A work item that is gone is
    forgotten, so that another one is made."""
    if known.is_gone:
        return KnownWorkItem(known.issue_id, None)
    present = {one.field: one.value for one in known.overrides if one.field in OURS_TO_LOSE}
    kept = tuple(one for one in known.overrides if one.field not in OURS_TO_LOSE)
    return replace(known, written={**known.written, **present}, overrides=kept)


def _by_a_person(read: WorkItemState, name: str) -> tuple[str, datetime] | None:
    """Who last changed a field that is not as we left it, and when; None if nobody did.

    Where no changelog is told, it is somebody: to take it for ours could write over a person.
    """
    if not read.has_changelog and name in OURS_TO_LOSE and read.updated_at is not None:
        return "somebody", read.updated_at
    theirs = [one for one in read.changes if one.field == name and not one.is_ours]
    return (theirs[-1].by, theirs[-1].at) if theirs else None


def _with_new(
    known: tuple[WorkItemComment, ...], read: tuple[WorkItemComment, ...]
) -> tuple[WorkItemComment, ...]:
    by_key = {comment.comment_key: comment for comment in (*known, *read)}
    in_order = sorted(by_key.values(), key=lambda comment: (comment.at, comment.comment_key))
    return tuple(in_order[-MAX_COMMENTS:])
