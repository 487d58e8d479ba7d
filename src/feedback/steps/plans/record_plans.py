"""Record what is new in the fix plans: what product says, what the watch over releases found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from feedback.domain.issues.issue import Issue, IssueId, issue_of_label, survivor
from feedback.domain.issues.lineage import Fixed, ReleaseVerdict
from feedback.domain.plans.advise_report import RecordedPlans
from feedback.domain.plans.fix_plan import (
    OPEN_STATUSES,
    VERDICT_STATUSES,
    FixPlan,
    FixPlanRevision,
    FixStatus,
    changes_between,
    is_same_release,
    said_plan,
)
from feedback.domain.plans.plan_choice import most_cautious
from feedback.domain.plans.regression import VERDICTS, released_at
from feedback.domain.wording import count
from feedback.ports import RecordedPlan, Transaction


@dataclass(frozen=True, slots=True)
class _Said:
    """A plan for an issue that is known, and what says so."""

    plan: FixPlan
    origin: str
    is_confirmation: bool


def record_plans(
    recorded: Iterable[RecordedPlan],
    tx: Transaction,
    now: datetime,
    today: date,
    *,
    may_be_late: bool = True,
) -> RecordedPlans:
    """Add the revisions that are news; a date before `today` has passed, which is not said where
    product may have named another one (`may_be_late` False)."""
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    said: dict[IssueId, list[_Said]] = {}
    unplaced: set[str] = set()
    for one in recorded:
        issue_id, origin = _place(one, issues, tx)
        if issue_id is None:
            unplaced.add(one.reference)
        else:
            said.setdefault(issue_id, []).append(_Said(one.plan, origin, one.is_confirmation))
    before = tx.fix_plans.of_all()
    n_revisions = sum(
        _record_said(issue_id, of, before.get(issue_id, ()), tx, now, today)
        for issue_id, of in sorted(said.items())
    )
    n_revisions += _record_verdicts(tx)
    if may_be_late:
        n_revisions += _record_passed_dates(tx, now, today)
    contradicting = [
        issue_id
        for issue_id, revisions in tx.fix_plans.of_all().items()
        if issue_id in said and revisions[-1].plan.contradiction
    ]
    return RecordedPlans(n_revisions, tuple(sorted(unplaced)), tuple(contradicting))


def _place(
    one: RecordedPlan, issues: dict[IssueId, Issue], tx: Transaction
) -> tuple[IssueId | None, str]:
    """The issue a plan is for, and what says so. A plan for an absorbed issue goes to the issue
    that has its tickets, and stands beside the plan that this one has."""
    reference = one.reference
    issue_id = issue_of_label(reference)
    if issue_id is not None:
        if issue_id not in issues:
            return None, ""
        heir = survivor(issues, issue_id)
        return heir, one.origin or (reference if heir != issue_id else "")
    for ticket_id in tx.tickets.with_key(reference):
        return tx.issues.issue_of(ticket_id), one.origin
    return None, ""


def _record_said(
    issue_id: IssueId,
    said: Sequence[_Said],
    revisions: Sequence[FixPlanRevision],
    tx: Transaction,
    now: datetime,
    today: date,
) -> int:
    latest = revisions[-1] if revisions else None
    number = n_before = latest.revision if latest else 0
    standing: dict[str, FixPlan] = {}
    release = next((one.plan for one in reversed(revisions) if _is_out(one.plan)), None)
    ordered = sorted(said, key=lambda one: (one.plan.recorded_at, one.origin))
    for place, one in enumerate(ordered):
        standing[one.origin] = one.plan
        told = _still_to_come(most_cautious(standing), release, latest)
        is_known = latest is not None and told.recorded_at <= latest.plan.recorded_at
        if is_known and place < len(ordered) - 1:
            continue
        before = said_plan(latest.plan) if latest else None
        changes = changes_between(before, told, told.recorded_at.date())
        if not changes:
            is_newer = latest is not None and told.recorded_at > latest.last_confirmed_at
            if latest is not None and is_newer and one.is_confirmation:
                tx.fix_plans.confirm(issue_id, latest.revision, told.recorded_at)
                latest = replace(latest, confirmed_at=told.recorded_at)
            continue
        if is_known:
            # What was said then says something else now: the row was rewritten, or the date of its
            # version moved. Nobody told us when; we know it from now on.
            told = replace(told, recorded_at=now)
        number += 1
        told = _still_judged(latest.plan, told) if latest else told
        told = replace(told, is_late=_is_told_late(latest.plan if latest else None, told, today))
        latest = FixPlanRevision(issue_id, number, told, changes)
        tx.fix_plans.add(latest)
        release = latest.plan if _is_out(latest.plan) else release
    return number - n_before


def _is_out(plan: FixPlan) -> bool:
    return said_plan(plan).status is FixStatus.RELEASED


def _still_to_come(
    told: FixPlan, release: FixPlan | None, latest: FixPlanRevision | None
) -> FixPlan:
    """A plan without the version that is out already, and that one's date: a work item that is
    opened again, as the problem came back, still names them. They do not bring the next fix, also
    when that is done."""
    if release is None or latest is None:
        return told
    if told.status is FixStatus.RELEASED and told.target_version and not _is_out(latest.plan):
        came_back = release.status is FixStatus.REGRESSED
        if came_back and is_same_release(said_plan(release), told):
            return replace(told, status=FixStatus.DONE, target_version="", released_on=None)
    if told.status not in OPEN_STATUSES:
        return told
    is_its_version = told.target_version == release.target_version
    if is_its_version and (told.target_on is None or told.target_on <= _released_on(release)):
        return replace(told, target_version="", target_on=None)
    return told


def _still_judged(before: FixPlan, told: FixPlan) -> FixPlan:
    """What the watch has found about a release stands until product releases again, also when
    something else about the plan changes."""
    is_judged = before.status in VERDICT_STATUSES
    if is_judged and is_same_release(said_plan(before), told):
        released_on = told.released_on or before.released_on
        return replace(told, status=before.status, note=before.note, released_on=released_on)
    return told


def _is_told_late(before: FixPlan | None, told: FixPlan, today: date) -> bool:
    """Whether readers of this plan hear, or have heard, that its date has passed. That it passed
    without product saying anything about it is a revision of its own (`_record_passed_dates`)."""
    if not told.has_passed(today):
        return False
    return before is None or before.is_late or before.target_on != told.target_on


def _record_passed_dates(tx: Transaction, now: datetime, today: date) -> int:
    """Dates that have passed without news: support agents have promised them to customers."""
    n_recorded = 0
    for issue_id, revisions in tx.fix_plans.of_all().items():
        latest = revisions[-1]
        if latest.plan.is_late or not latest.plan.has_passed(today):
            continue
        plan = replace(latest.plan, recorded_at=now, is_late=True)
        changes = changes_between(latest.plan, plan)
        tx.fix_plans.add(
            FixPlanRevision(issue_id, latest.revision + 1, plan, changes, latest.last_confirmed_at)
        )
        n_recorded += 1
    return n_recorded


def _record_verdicts(tx: Transaction) -> int:
    """*Verified fixed* and *regressed*, found by the watch over the newest release."""
    n_recorded = 0
    all_revisions = dict(tx.fix_plans.of_all())
    for event in tx.issues.lineage(kinds=VERDICTS):
        revisions = all_revisions.get(event.issue_id, ())
        said = said_plan(revisions[-1].plan) if revisions else None
        verdict = event.detail
        assert isinstance(verdict, ReleaseVerdict), "only verdicts were asked for"
        if said is None or released_at(said) is None or verdict.released_on != _released_on(said):
            continue
        plan = _with_verdict(said, verdict, event.as_of)
        if any(
            one.plan.status is plan.status and one.plan.recorded_at == event.as_of
            for one in revisions
        ):
            continue
        before = revisions[-1].plan
        number = revisions[-1].revision + 1
        found = FixPlanRevision(event.issue_id, number, plan, changes_between(before, plan))
        tx.fix_plans.add(found)
        all_revisions[event.issue_id] = [*revisions, found]
        n_recorded += 1
    return n_recorded


def _released_on(plan: FixPlan) -> date:
    return plan.released_on or plan.recorded_at.date()


def _with_verdict(plan: FixPlan, verdict: ReleaseVerdict, found_at: datetime) -> FixPlan:
    is_fixed = isinstance(verdict, Fixed)
    reports, days = count(verdict.n_reports, "report"), count(verdict.n_days, "day")
    if is_fixed:
        note = f"{reports if verdict.n_reports else 'no reports'} in {days}"
    else:
        note = f"{reports} from {count(verdict.n_customers, 'customer')} in {days}"
    return replace(
        plan,
        recorded_at=found_at,
        status=FixStatus.VERIFIED_FIXED if is_fixed else FixStatus.REGRESSED,
        released_on=_released_on(plan),
        note=f"{note}, {verdict.per_day_before} a day before the release",
    )
