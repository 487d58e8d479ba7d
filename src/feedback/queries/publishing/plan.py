"""What waits to be written, as a diff against what was written last, and what is held back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from feedback.domain.issues.issue import issue_label, issue_labels, issue_of_label
from feedback.domain.publishing.adoption import Candidate
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.known_work_item import OURS_TO_LOSE, KnownWorkItem
from feedback.domain.publishing.routing import Route
from feedback.domain.publishing.step_reports import AdoptReport, PublishReport
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_words import spike_words
from feedback.domain.wording import count
from feedback.ports import Store, Transaction

_QUOTE_CHARS = 60
NOTHING = "–"
"""What a field holds that holds nothing."""
_ORDER = (
    EffectKind.WORK_ITEM,
    EffectKind.LINK,
    EffectKind.COMMENT,
    EffectKind.MESSAGE,
    EffectKind.NOTE,
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a work item before and after a write, as people read it."""

    field: str
    before: str | None
    """None for a new work item."""
    after: str


@dataclass(frozen=True, slots=True)
class LeftToPeople:
    """A field that a person decided, and what we would make it."""

    issue: str
    remote_key: str
    field: str
    value: str
    by: str
    on: date
    suggested: str
    """Empty where we agree, or have nothing to say now."""


@dataclass(frozen=True, slots=True)
class WaitingEffect:
    """One effect that waits, or whose fate is not known, and what it would change."""

    effect: Effect
    remote_key: str | None
    changes: tuple[FieldChange, ...]
    candidates: tuple[Candidate, ...] = ()
    """Of a new work item: open ones that may be about the same."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What waits, and what is not written and why."""

    waiting: tuple[WaitingEffect, ...]
    held_back: Mapping[str, str]
    """Issue → why nothing is written about it."""
    left_to_people: tuple[LeftToPeople, ...] = ()
    stopped: str = ""
    """Why the whole night published nothing; empty where it did."""
    candidates: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)


def waiting_plan(store: Store) -> Plan:
    """Every effect that is planned, failed or unknown, most money first, and what is held back."""
    with store.begin() as tx:
        effects = tx.effects.in_state(
            EffectState.PLANNED, EffectState.FAILED, EffectState.UNKNOWN, EffectState.SENDING
        )
        night = tx.nights.latest()
        adopted = night.report(AdoptReport) if night else None
        published = (night.report(PublishReport) if night else None) or PublishReport()
        candidates = {
            issue_label(issue_id): near
            for issue_id, near in (adopted.candidates if adopted else {}).items()
        }
        return Plan(
            tuple(
                _waiting(effect, candidates, tx)
                for effect in sorted(effects, key=lambda e: _ORDER.index(e.kind))
            ),
            {issue_label(issue_id): why for issue_id, why in published.held_back.items()},
            _left_to_people(tx),
            published.stopped,
            candidates,
        )


def _waiting(
    effect: Effect, candidates: Mapping[str, Sequence[Candidate]], tx: Transaction
) -> WaitingEffect:
    remote_key = tx.effects.remote_key(effect.belongs_to)
    if effect.kind is not EffectKind.WORK_ITEM:
        return WaitingEffect(effect, remote_key, ())
    written = tx.effects.last_written(effect.target)
    issue_id = issue_of_label(effect.target)
    known = tx.work_items.of(issue_id) if issue_id is not None else None
    before = written.content if written is not None and remote_key is not None else None
    after = effect.content
    assert isinstance(after, WorkItemContent)
    if isinstance(before, WorkItemContent):
        changes = _changes(before, after, known)
    else:
        changes = _created(after) if remote_key is None else _added(after)
    near = () if remote_key is not None else tuple(candidates.get(effect.target, ()))
    return WaitingEffect(effect, remote_key, tuple(changes), near)


def _created(after: WorkItemContent) -> list[FieldChange]:
    fields = {**_short(after), "impact": _usd(after)}
    return [FieldChange(name, None, value) for name, value in fields.items() if value]


def _added(after: WorkItemContent) -> list[FieldChange]:
    """What is added to a work item that people made."""
    stake = _usd(after) or count(after.n_tickets, "ticket")
    section = f"{count(after.n_customers, 'customer')}, {stake}"
    return [
        FieldChange("our section", None, section),
        FieldChange("labels", None, ", ".join(after.labels)),
    ]


def _changes(
    before: WorkItemContent, after: WorkItemContent, known: KnownWorkItem | None
) -> list[FieldChange]:
    old, new = _short(before), _short(after)
    for name in OURS_TO_LOSE:
        if name not in after.owned:
            del old[name], new[name]
        elif known is not None:
            old[name] = known.written.get(name, old[name])
    old |= {"impact": _usd(before), "quotes": _quotes(before), **_suggested(before)}
    new |= {"impact": _usd(after), "quotes": _quotes(after), **_suggested(after)}
    return [
        FieldChange(name, old.get(name) or NOTHING, new.get(name) or NOTHING)
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "") and (name not in _AT_BIRTH or new[name])
    ]


_AT_BIRTH = ("project", "issue type", "component")
"""Said of a new work item only."""


def _short(content: WorkItemContent) -> dict[str, str]:
    """The fields that people read as one line each; the long ones are only counted."""
    route = content.route or Route()
    heir = content.absorbed_by
    return {
        "summary": content.summary,
        "priority": content.priority,
        "kind": str(content.kind),
        "tickets": str(content.n_tickets),
        "open tickets": str(content.n_open_tickets),
        "customers": str(content.n_customers),
        "labels": ", ".join(content.labels),
        "project": route.project,
        "issue type": route.issue_type,
        "component": route.component,
        "spike": spike_words(content.spike) if content.spike else "",
        "split from": issue_labels(content.split_from),
        "absorbed by": issue_label(heir) if heir is not None else "",
    }


def _suggested(content: WorkItemContent) -> dict[str, str]:
    return {f"suggested {one.override.field}": one.value for one in content.suggestions}


def _left_to_people(tx: Transaction) -> tuple[LeftToPeople, ...]:
    ranked = {found.issue.issue_id: found for found in tx.rankings.latest()}
    found = []
    for issue_id, known in tx.work_items.all().items():
        if known.remote_key is None or known.is_gone or issue_id not in ranked:
            continue
        ours = {
            "summary": ranked[issue_id].issue.title, "priority": ranked[issue_id].priority,
        }  # fmt: skip
        for override in known.overrides:
            if override.field not in OURS_TO_LOSE:
                continue
            suggested = ours[override.field] if ours[override.field] != override.value else ""
            found.append(
                LeftToPeople(
                    issue_label(issue_id), known.remote_key, override.field, override.value,
                    override.by, override.at.date(), suggested,
                )
            )  # fmt: skip
    return tuple(found)


def _usd(content: WorkItemContent) -> str:
    """`$1,234.50`; empty where the night ranks by customers."""
    impact_usd = content.impact.impact_usd
    return "" if impact_usd is None else f"${impact_usd:,.2f}"


def _quotes(content: WorkItemContent) -> str:
    return "; ".join(f"“{_cut(quote.quote)}”" for quote in content.quotes)


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTE_CHARS else f"{text[: _QUOTE_CHARS - 1].rstrip()}…"
