"""Who decides about a work item: linking an issue to one that exists, handing fields back."""

from dataclasses import replace
from datetime import datetime

from feedback.domain.issues.decision import Decision, DecisionKind
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.known_work_item import OURS_TO_LOSE, adopted, handed_back
from feedback.domain.publishing.work_item_state import WorkItemState
from feedback.errors import InvalidInput
from feedback.ports import Decisions, Effects, IssueTracker, Store
from feedback.steps.issues.decide import Author
from feedback.steps.issues.placing import living


def link(
    store: Store, tracker: IssueTracker, issue_id: IssueId, key: str, author: Author
) -> Decision:
    """The work item `key` is the issue's from now on. Its summary and priority stay people's
    until they are handed back; our section, labels and impact are added on the next night."""
    with store.lock():
        with store.begin() as tx:
            issue = living(tx, issue_id)
            _refuse_open_write(tx.effects, issue_id)
        state = _existing(tracker, key, author.at)
        with store.begin() as tx:
            for other in tx.work_items.all().values():
                if other.remote_key != state.remote_key:
                    continue
                if other.issue_id == issue_id:
                    raise InvalidInput(f"{issue.label} is linked to {key} already.")
                raise InvalidInput(
                    f"{state.remote_key} is the work item of {issue_label(other.issue_id)}. "
                    "Merge the two issues if they are one problem."
                )
            _withdraw_waiting(tx.effects, issue_id)
            tx.work_items.put(adopted(issue_id, state, author.name, author.at))
            return _record(tx.decisions, DecisionKind.LINK, issue_id, state.remote_key, author)


def hand_back(store: Store, issue_id: IssueId, author: Author) -> Decision:
    """What people decided in the issue's work item is the pipeline's again; a work item that was
    deleted is created again."""
    with store.lock(), store.begin() as tx:
        issue = living(tx, issue_id)
        known = tx.work_items.of(issue_id)
        if known is None or known.remote_key is None:
            raise InvalidInput(f"{issue.label} has no work item. `feedback plan` says why.")
        theirs = [one for one in OURS_TO_LOSE if known.override_of(one) is not None]
        if not theirs and not known.is_gone:
            raise InvalidInput(
                f"Nobody took anything over in {known.remote_key}, so there is nothing to hand "
                "back."
            )
        tx.work_items.put(handed_back(known))
        what = "the deleted work item" if known.is_gone else " and ".join(theirs)
        return _record(tx.decisions, DecisionKind.HAND_BACK, issue_id, what, author)


def _existing(tracker: IssueTracker, key: str, now: datetime) -> WorkItemState:
    (state,) = tracker.read_work_items([key], now)
    if state.is_gone:
        raise InvalidInput(
            f"There is no work item {key} in the tracker, or the pipeline's account may not see "
            "it. Check the key and the permissions of its project."
        )
    if state.is_locked:
        raise InvalidInput(f"{key} is archived or locked: nothing could be written to it.")
    return state


def _refuse_open_write(effects: Effects, issue_id: IssueId) -> None:
    last = effects.last_of(issue_label(issue_id))
    if last is not None and last.state in (EffectState.SENDING, EffectState.UNKNOWN):
        raise InvalidInput(
            f"A write about {issue_label(issue_id)} was sent and its answer is still missing. Run "
            "the night again first: it finds out whether a work item was made."
        )


def _withdraw_waiting(effects: Effects, issue_id: IssueId) -> None:
    """What waits was planned for another work item; the next night plans what this one needs."""
    last = effects.last_of(issue_label(issue_id))
    if last is not None and last.state is EffectState.PLANNED:
        effects.put(replace(last, state=EffectState.SUPERSEDED))


def _record(
    decisions: Decisions, kind: DecisionKind, issue_id: IssueId, value: str, author: Author
) -> Decision:
    decision = Decision(
        decisions.next_id(), kind, issue_id, author.at, author.name, author.why, value=value
    )
    decisions.add(decision)
    return decision
