"""The report: where the product stands this morning, as plain values for a page to show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.customers.requesters import worst
from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.impact.impact import usd_sum
from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankedIssue, RankReport
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.night import Night, NightStatus, StepFault
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.reading_words import gap_counts
from feedback.domain.tickets.ticket import SetAside
from feedback.ports import Store, Transaction
from feedback.queries.customers.requesters import unresolved_domains
from feedback.queries.plans.telling import IssueToTell, customers_to_tell_in
from feedback.queries.plans.timeliness import Timeliness, TimelinessPolicy, timeliness_in
from feedback.queries.publishing.report_messages import NightMessages, messages_by_night
from feedback.queries.publishing.report_work_items import WorkItemEntry, work_item_entry
from feedback.queries.report_issues import IssueEntry, issue_entries
from feedback.queries.report_nights import NightEntry, night_entries

N_NIGHTS = 7
"""Nights told one by one. A week: longer ago is looked up in Jira and Slack, not here."""
N_ISSUES = 100
"""Issues shown with their receipts; the rest are summed, so that the page stays a page."""


@dataclass(frozen=True, slots=True)
class SegmentShare:
    """One segment's part of the money at risk, summed over all issues; None: by customers."""

    segment: str
    impact_usd: Decimal | None
    n_customers: int


@dataclass(frozen=True, slots=True)
class Headline:
    """The newest night in figures. Amounts in USD per year, summed over all issues; None, all of
    them, where the night ranks by customers."""

    as_of: datetime
    status: NightStatus
    faults: tuple[StepFault, ...]
    ranked_as_of: datetime | None
    """The night the ranking is of; an earlier one while this night has not got so far."""
    n_issues: int
    n_tickets: int
    """In issues. `n_waiting` more belong to none yet."""
    n_open_tickets: int
    n_waiting: int
    n_customers: int
    impact_usd: Decimal | None
    low_usd: Decimal | None
    high_usd: Decimal | None
    is_weighted: bool
    estimated_usd: Decimal | None
    """Part of `impact_usd` that rests on estimated customer values."""
    impact_by_night: tuple[tuple[datetime, Decimal], ...]
    """Oldest first; nights that were ranked by money."""
    measured_before: Measure | None
    """What the night before went by, where this one goes by something else."""
    n_new_issues: int
    n_spikes: int
    """That began this night."""
    n_fixed: int
    n_regressed: int
    n_plan_revisions: int
    by_segment: tuple[SegmentShare, ...]
    by_supplier: tuple[SupportCost, ...]
    n_effects: Mapping[EffectState, int]


@dataclass(frozen=True, slots=True)
class Care:
    """How the data were treated on their way in. Counts by night, newest first."""

    nights: tuple[datetime, ...]
    set_aside: Mapping[str, tuple[int, ...]]
    """Reason → rows, one figure per night; `masked` and `normalised` alike."""
    masked: Mapping[str, tuple[int, ...]]
    normalised: Mapping[str, tuple[int, ...]]
    gaps: Mapping[str, tuple[int, ...]]
    """Tickets without words, and words that are not understood."""
    n_unresolved_tickets: tuple[int, ...]
    """Pulled tickets whose requester belongs to no known customer, per night."""
    n_unresolved_customers: int
    """Customers of the ranking nobody could place; the segment default stands for them."""
    unresolved_domains: tuple[tuple[str, int], ...]
    """Where most requesters without a known customer write from, with their tickets."""
    rows_set_aside: tuple[SetAside, ...]
    """Of the newest night."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page. Without a headline no night has run yet."""

    headline: Headline | None
    issues: tuple[IssueEntry, ...]
    n_more_issues: int
    more_usd: Decimal | None
    nights: tuple[NightEntry, ...]
    work_items: tuple[WorkItemEntry, ...]
    messages: tuple[NightMessages, ...]
    care: Care
    timeliness: Timeliness
    to_tell: tuple[IssueToTell, ...]


def read_report(
    store: Store,
    *,
    n_nights: int = N_NIGHTS,
    n_issues: int = N_ISSUES,
    policy: TimelinessPolicy | None = None,
    readers: Readers | None = None,
) -> Report:
    """The state of the store, read in one transaction so that all its figures belong together."""
    with store.begin() as tx:
        nights = list(tx.nights.all())
        ranked = list(tx.rankings.latest())
        effects = list(tx.effects.in_state(*EffectState))
        ranked_as_of = max((n.as_of for n in nights if "rank" in n.steps), default=None)
        shown = ranked[:n_issues]
        newest = nights[: -n_nights - 1 : -1]
        entries = issue_entries(shown, ranked_as_of, tx)
        return Report(
            headline=_headline(nights, ranked, ranked_as_of, effects, tx) if nights else None,
            issues=entries,
            n_more_issues=len(ranked) - len(shown),
            more_usd=_sum_usd(ranked[n_issues:]),
            nights=night_entries(newest, nights, ranked, effects, tx),
            work_items=tuple(
                work_item_entry(of_target)
                for one in shown
                if (of_target := tx.effects.of_target(one.issue.label))
            ),
            messages=messages_by_night(
                [e for e in effects if e.kind is EffectKind.MESSAGE],
                [night.as_of for night in newest],
            ),
            care=_care(newest, ranked, tx),
            timeliness=timeliness_in(tx, ranked, effects, policy or TimelinessPolicy()),
            to_tell=tuple(customers_to_tell_in(tx, ranked, readers)),
        )


def _headline(
    nights: Sequence[Night],
    ranked: Sequence[RankedIssue],
    ranked_as_of: datetime | None,
    effects: Sequence[Effect],
    tx: Transaction,
) -> Headline:
    night = nights[-1]
    events = Counter(event.kind.value for event in tx.issues.lineage(night.as_of))
    lines = [line for one in ranked for line in one.impact.lines]
    advised, ranking = night.report(AdviseReport), night.report(RankReport)
    return Headline(
        as_of=night.as_of,
        status=night.status,
        faults=night.faults,
        ranked_as_of=ranked_as_of,
        n_issues=len(ranked),
        n_tickets=sum(one.n_tickets for one in ranked),
        n_open_tickets=sum(one.n_open_tickets for one in ranked),
        n_waiting=_n_waiting(nights),
        n_customers=len({line.customer_id for line in lines}),
        impact_usd=_sum_usd(ranked),
        low_usd=usd_sum(one.impact.low_usd for one in ranked),
        high_usd=usd_sum(one.impact.high_usd for one in ranked),
        is_weighted=any(one.impact.is_weighted for one in ranked),
        estimated_usd=usd_sum(
            line.contribution_usd
            for line in lines
            if line.is_estimated or line.contribution_usd is None
        ),
        impact_by_night=tuple(
            (night.as_of, of_night.impact_usd)
            for night in nights
            if (of_night := night.report(RankReport)) is not None
            and of_night.impact_usd is not None
        ),
        measured_before=ranking.measured_before if ranking else None,
        n_new_issues=events["emerged"],
        n_spikes=events["spiked"],
        n_fixed=events["fixed"],
        n_regressed=events["regressed"],
        n_plan_revisions=advised.n_revisions if advised else 0,
        by_segment=_by_segment(ranked),
        by_supplier=_by_supplier(ranked),
        n_effects=Counter(effect.state for effect in effects),
    )


def _sum_usd(ranked: Sequence[RankedIssue]) -> Decimal | None:
    return usd_sum(one.impact.impact_usd for one in ranked)


def _n_waiting(nights: Sequence[Night]) -> int:
    """Tickets in no issue after the last night that grouped; 0 if none has."""
    grouped = (night.report(GroupReport) for night in reversed(nights))
    return next((report.n_waiting for report in grouped if report is not None), 0)


def _by_segment(ranked: Sequence[RankedIssue]) -> tuple[SegmentShare, ...]:
    lines: dict[str, list[Decimal | None]] = {}
    customers: dict[str, set[str]] = {}
    for issue in ranked:
        for line in issue.impact.lines:
            lines.setdefault(line.segment, []).append(line.contribution_usd)
            customers.setdefault(line.segment, set()).add(line.customer_id)
    shares = [
        SegmentShare(name, usd_sum(amounts), len(customers[name]))
        for name, amounts in lines.items()
    ]
    return tuple(
        sorted(
            shares,
            key=lambda share: (
                -(share.n_customers if share.impact_usd is None else share.impact_usd),
                share.segment,
            ),
        )
    )


def _by_supplier(ranked: Sequence[RankedIssue]) -> tuple[SupportCost, ...]:
    sums: dict[str, SupportCost] = {}
    for issue in ranked:
        for cost in issue.support_costs:
            so_far = sums.get(cost.supplier, SupportCost(cost.supplier, 0, Decimal(0)))
            sums[cost.supplier] = SupportCost(
                cost.supplier,
                so_far.n_tickets + cost.n_tickets,
                so_far.cost_usd + cost.cost_usd,
                so_far.estimated_usd + cost.estimated_usd,
            )
    return tuple(sorted(sums.values(), key=lambda cost: (-cost.cost_usd, cost.supplier)))


def _care(newest: Sequence[Night], ranked: Sequence[RankedIssue], tx: Transaction) -> Care:
    pulls = [night.pulls for night in newest]
    return Care(
        nights=tuple(night.as_of for night in newest),
        set_aside=_counts([[pull.set_aside for pull in of_night] for of_night in pulls]),
        masked=_counts([[pull.masked for pull in of_night] for of_night in pulls]),
        gaps=_counts([[gap_counts(pull) for pull in of_night] for of_night in pulls]),
        normalised=_counts([[pull.normalised for pull in of_night] for of_night in pulls]),
        n_unresolved_tickets=tuple(
            sum(pull.n_unresolved for pull in of_night) for of_night in pulls
        ),
        n_unresolved_customers=len(
            {
                line.customer_id
                for one in ranked
                for line in one.impact.lines
                if line.customer_id.startswith(UNRESOLVED)
            }
        ),
        unresolved_domains=tuple(worst(unresolved_domains(tx), 5).items()),
        rows_set_aside=tuple(tx.tickets.rows_set_aside(newest[0].as_of)) if newest else (),
    )


def _counts(nights: Sequence[Sequence[Mapping[str, int]]]) -> Mapping[str, tuple[int, ...]]:
    """Counts by word, one figure per night over all sources; the commonest word first."""
    per_night: list[Counter[str]] = []
    for of_night in nights:
        counts: Counter[str] = Counter()
        for of_source in of_night:
            counts.update(of_source)
        per_night.append(counts)
    words = {word for counts in per_night for word in counts}
    rows = {word: tuple(counts[word] for counts in per_night) for word in words}
    return dict(sorted(rows.items(), key=lambda row: (-sum(row[1]), row[0])))
