"""Dispatch: send the effects that wait, each once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedback.domain.issues.issue import issue_label
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.step_reports import DispatchReport
from feedback.domain.publishing.work_item_link import WorkItemLink
from feedback.errors import AnswerLost, FinalFault, TransientFault
from feedback.ports import Progress, Store
from feedback.steps.publishing.outside import Outside
from feedback.steps.publishing.settle import earlier_messages, save, settle

_ORDER = (
    EffectKind.WORK_ITEM,
    EffectKind.LINK,
    EffectKind.COMMENT,
    EffectKind.MESSAGE,
    EffectKind.NOTE,
)
"""A comment and a link need their work item; messages speak of what stands there."""
_SYSTEMS = {EffectKind.MESSAGE: "channel", EffectKind.NOTE: "helpdesk"}
"""Where each kind goes; all others go to the tracker."""
_LIMITED_IN_A_ROW = 2
"""Once may be a limit of that one work item; twice is a limit of everything we send there."""
_FAULTS_IN_A_ROW = 5
"""A system that fails so often is down: asking two hundred times more takes hours and tells
nothing new."""


@dataclass(slots=True)
class _System:
    """The tracker, the channel or the helpdesk during one dispatch: whether it can take more."""

    n_limited: int = 0
    n_faults: int = 0
    rests_until: datetime | None = None
    is_down: bool = False
    why: str = ""

    def heard(self, fault: Exception | None) -> None:
        """Take note of how a write went."""
        if fault is None or isinstance(fault, FinalFault):
            self.n_limited = self.n_faults = 0
            return
        self.why = str(fault)
        self.n_faults += 1
        self.is_down = self.n_faults >= _FAULTS_IN_A_ROW
        not_before = fault.not_before if isinstance(fault, TransientFault) else None
        if not_before is None:
            self.n_limited = 0
            return
        self.n_limited += 1
        if self.n_limited >= _LIMITED_IN_A_ROW:
            self.rests_until = max(not_before, self.rests_until or not_before)


@dataclass(slots=True)
class _Account:
    """What became of everything that was planned."""

    n_sent: int = 0
    n_failed: int = 0
    n_unknown: int = 0
    n_postponed: int = 0
    n_without_work_item: int = 0
    n_over_cap: int = 0
    n_not_tried: int = 0
    """The system was down."""
    faults: dict[str, str] = field(default_factory=dict)


def dispatch(
    store: Store,
    outside: Outside,
    *,
    max_writes: int,
    max_messages: int = 1000,
    max_notes: int = 200,
    as_of: datetime | None = None,
    progress: Progress,
) -> DispatchReport:
    """Send what is planned and due, at most `max_writes` to the tracker, `max_messages` to the
    channel and `max_notes` to the helpdesk: work items first, most money first.

    Before a write its row says `sending`, and that is committed; so whatever happens then, the
    next run knows that it must look before it sends. One failing row never stops the rest; a
    system that asks to wait, or is down, gets nothing more for now. What is due is told by the true
    clock, not by the night's time; `as_of` is that time, kept with what is sent (None: by the
    clock).
    """
    account = _Account(faults=settle(store, outside))
    with store.begin() as tx:
        planned = tx.effects.in_state(EffectState.PLANNED)
        account.n_unknown = len(tx.effects.in_state(EffectState.UNKNOWN))
    planned = sorted(planned, key=lambda e: (_ORDER.index(e.kind), -e.rank, e.idempotency_key))
    systems: dict[str, _System] = {}
    caps = {"tracker": max_writes, "channel": max_messages, "helpdesk": max_notes}
    n_tried = dict.fromkeys(caps, 0)
    for place, effect in enumerate(planned):
        progress("dispatch", place, len(planned))
        name = _SYSTEMS.get(effect.kind, "tracker")
        system = systems.setdefault(name, _System())
        if _must_wait(effect, system, store, outside, account):
            continue
        if n_tried[name] >= caps[name]:
            account.n_over_cap += 1
            continue
        n_tried[name] += _send(effect, system, store, outside, account, as_of)
    _explain_waiting(systems, account)
    return DispatchReport(
        n_sent=account.n_sent,
        n_failed=account.n_failed,
        n_unknown=account.n_unknown,
        n_postponed=account.n_postponed,
        n_without_work_item=account.n_without_work_item,
        n_over_cap=account.n_over_cap,
        n_not_tried=account.n_not_tried,
        faults=account.faults,
        remarks=tuple(outside.remarks()),
    )


def _must_wait(
    effect: Effect, system: _System, store: Store, outside: Outside, account: _Account
) -> bool:
    if system.is_down:
        account.n_not_tried += 1
        return True
    clock = outside.clock()
    if effect.not_before is not None and effect.not_before > clock:
        account.n_postponed += 1
        if effect.last_error is not None:  # else it waits for the end of its reader's quiet hours
            when = f"{effect.not_before:%Y-%m-%d %H:%M:%S} UTC"
            account.faults[effect.idempotency_key] = (
                f"Waits until {when}, as it was asked to: {effect.last_error}"
            )
        return True
    if system.rests_until is not None and system.rests_until > clock:
        account.n_postponed += 1
        with store.begin() as tx:
            tx.effects.put(replace(effect, not_before=system.rests_until, last_error=system.why))
        return True
    return False


def _send(
    effect: Effect,
    system: _System,
    store: Store,
    outside: Outside,
    account: _Account,
    as_of: datetime | None,
) -> bool:
    """Send one; False if it has to wait for a work item."""
    sending = replace(
        effect,
        state=EffectState.SENDING,
        n_attempts=effect.n_attempts + 1,
        sent_at=outside.clock(),
        sent_as_of=as_of or outside.clock(),
    )
    with store.begin() as tx:
        remote_key = tx.effects.remote_key(effect.belongs_to)
        lacks_item = remote_key is None and effect.kind in (EffectKind.COMMENT, EffectKind.LINK)
        to_key = None
        if isinstance(effect.content, WorkItemLink):
            # The other work item may have been made a moment ago, or have moved.
            to_key = tx.effects.remote_key(issue_label(effect.content.to_issue))
            lacks_item = lacks_item or to_key is None
        if lacks_item:
            account.n_without_work_item += 1
            return False
        earlier = earlier_messages(effect, tx.effects)
        save(sending, tx)
    fault: TransientFault | FinalFault | AnswerLost | None = None
    try:
        written = outside.send(sending, remote_key, earlier, to_key=to_key)
        after = replace(
            sending, state=EffectState.DONE, remote_key=written, last_error=None, not_before=None
        )
        account.n_sent += 1
    except TransientFault as error:
        fault = error
        after = replace(sending, state=EffectState.PLANNED, not_before=error.not_before)
        account.n_postponed += 1
    except FinalFault as error:
        fault = error
        after = replace(sending, state=EffectState.FAILED)
        account.n_failed += 1
    except AnswerLost as error:
        fault = error
        after = replace(sending, state=EffectState.UNKNOWN)
        account.n_unknown += 1
    if fault is not None:
        after = replace(after, last_error=str(fault))
        account.faults[effect.idempotency_key] = str(fault)
    system.heard(fault)
    with store.begin() as tx:
        save(after, tx)
    return True


def _explain_waiting(systems: Mapping[str, _System], account: _Account) -> None:
    """One line for all that was not tried, not one for each."""
    for name, system in sorted(systems.items()):
        if system.is_down:
            account.faults[name] = (
                f"Failed {_FAULTS_IN_A_ROW} times in a row, so {account.n_not_tried} writes were "
                f"not tried; they wait for the next run. The last fault: {system.why}"
            )
        elif system.rests_until is not None:
            account.faults[name] = (
                f"Asked to wait until {system.rests_until:%Y-%m-%d %H:%M:%S} UTC; what was left "
                "waits for a run after that."
            )
