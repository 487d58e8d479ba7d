"""The planning pack from the store."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

from feedback.domain.customers.customer import Customer
from feedback.domain.impact.impact import usd_sum
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.decision import Decision, answers_of
from feedback.domain.issues.issue import Issue, IssueId, IssueKind, ThemeId, issue_label, survivor
from feedback.domain.issues.theme import theme_label
from feedback.domain.plans.fix_plan import FixPlan, FixStatus, heard_by_customers
from feedback.domain.supply.reports.pack import (
    LARGEST_SHARE,
    MIN_LARGEST,
    N_DEFECTS,
    QUIET_CSAT,
    QUIET_SHARE,
    FollowUp,
    Heroic,
    Pack,
    Wish,
    became_words,
)
from feedback.domain.tickets.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction

MIN_RATED = 3
"""Ratings it takes to say that customers are content."""


def read_pack(store: Store, competitors: Sequence[str], min_tickets: int = 2) -> Pack:
    """The pack as of the newest night. Raises `InvalidInput` where there was none yet."""
    with store.begin() as tx:
        night = tx.nights.latest()
        if night is None:
            raise InvalidInput("There was no night yet. Run `feedback run` first.")
        on = night.as_of.date()
        ranking = [ranked for ranked in tx.rankings.latest() if not ranked.issue.by_hand.is_muted]
        customers = tx.customers.all()
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        answers = _answers(tx, issues)
        plans = _plans(tx)
        themes = {theme.theme_id: f"{theme_label(theme.theme_id)} {theme.title}"
                  for theme in tx.themes.all()}  # fmt: skip
        large = _largest(customers)
        wishes = [
            _wish(ranked, tx, customers, large, themes, answers, plans, competitors)
            for ranked in ranking
            if ranked.issue.kind in (IssueKind.REQUEST, IssueKind.QUESTION)
            and ranked.n_tickets >= min_tickets
            and not _is_released(plans.get(ranked.issue.issue_id))
        ]
        heroic = _heroic(ranking, tx)
        asked = [wish for wish in tx.supply.planned_wishes() if wish.pack_on < on]
    last_on = max((wish.pack_on for wish in asked), default=None)
    follow_ups = []
    for wish in asked:
        if wish.pack_on == last_on:
            heir = survivor(issues, wish.issue_id)
            became = became_words(answers.get(heir, ()), plans.get(heir))
            follow_ups.append(
                FollowUp(wish, issue_label(wish.issue_id), issues[heir].title, became)
            )
    without_plan = [
        ranked
        for ranked in ranking
        if ranked.issue.kind is IssueKind.DEFECT and _has_no_plan(plans.get(ranked.issue.issue_id))
    ]
    return Pack(
        on,
        tuple(sorted(wishes, key=_most_asked_for)),
        tuple(without_plan[:N_DEFECTS]),
        heroic,
        tuple(follow_ups),
        last_on,
        len(large),
        answers,
    )


def _most_asked_for(wish: Wish) -> tuple[Decimal | int, int]:
    """Most value asking first; where the night ranks by customers, as it ranks."""
    issue_id = wish.ranked.issue.issue_id
    return (wish.ranked.rank if wish.value_usd is None else -wish.value_usd, issue_id)


def _answers(
    tx: Transaction, issues: Mapping[IssueId, Issue]
) -> Mapping[IssueId, Sequence[Decision]]:
    """By the issue that has the tickets now: what was decided about an absorbed one stands."""
    found: dict[IssueId, list[Decision]] = {}
    for issue_id, given in answers_of(tx.decisions.all()).items():
        found.setdefault(survivor(issues, issue_id), []).extend(given)
    return {
        issue_id: sorted(of, key=lambda each: each.decision_id) for issue_id, of in found.items()
    }


def _plans(tx: Transaction) -> dict[IssueId, FixPlan]:
    """The newest plan of each issue that has one; a plan that was withdrawn is none."""
    newest = {issue_id: of[-1].plan for issue_id, of in tx.fix_plans.of_all().items()}
    return {
        issue_id: plan
        for issue_id, plan in newest.items()
        if plan.status is not FixStatus.WITHDRAWN
    }


def _has_no_plan(plan: FixPlan | None) -> bool:
    """Nor has a problem that came back after its release, until there is a new one."""
    return plan is None or plan.status is FixStatus.REGRESSED


def _is_released(plan: FixPlan | None) -> bool:
    return plan is not None and heard_by_customers(plan)[0] == "released"


def _largest(customers: Mapping[str, Customer]) -> dict[str, str]:
    """Id → name of the largest customers of known value."""
    known = [customer for customer in customers.values() if customer.value_usd is not None]
    known.sort(key=lambda customer: (-(customer.value_usd or Decimal(0)), customer.customer_id))
    n_large = max(round(LARGEST_SHARE * len(known)), MIN_LARGEST)
    return {customer.customer_id: customer.name for customer in known[:n_large]}


def _wish(
    ranked: RankedIssue,
    tx: Transaction,
    customers: Mapping[str, Customer],
    large: Mapping[str, str],
    themes: Mapping[ThemeId, str],
    answers: Mapping[IssueId, Sequence[Decision]],
    plans: Mapping[IssueId, FixPlan],
    competitors: Sequence[str],
) -> Wish:
    issue_id = ranked.issue.issue_id
    asking = {line.customer_id: line for line in ranked.impact.lines}
    rows = sorted(
        ((line.customer_name, line.segment, line.value_usd) for line in asking.values()),
        key=lambda row: (-(row[2] or 0), row[0]),
    )
    deals = (
        customers[customer_id].open_deals_usd for customer_id in asking if customer_id in customers
    )
    texts = [words_of(ticket) for ticket in tx.tickets.of_issue(issue_id)] if competitors else []
    return Wish(
        ranked=ranked,
        theme=themes.get(ranked.issue.theme_id or ThemeId(0), "no theme yet"),
        customers=tuple(rows),
        large=tuple(name for customer_id, name in large.items() if customer_id in asking),
        value_usd=usd_sum(line.value_usd for line in asking.values()),
        estimated_usd=usd_sum(
            line.value_usd
            for line in asking.values()
            if line.is_estimated or line.value_usd is None
        ),
        to_win_usd=sum((deal for deal in deals if deal is not None), Decimal(0)),
        competitors=named_in(texts, competitors),
        answers=tuple(answers.get(issue_id, ())),
        plan=plans.get(issue_id),
    )


def words_of(ticket: Ticket) -> str:
    """What competitors are looked for in."""
    return f"{ticket.subject}\n{ticket.body}"


def named_in(texts: Sequence[str], competitors: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """How many texts name each competitor, as a word of its own; most first."""
    counts = []
    for name in competitors:
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        n = sum(bool(pattern.search(text)) for text in texts)
        if n:
            counts.append((name, n))
    return tuple(sorted(counts, key=lambda counted: (-counted[1], counted[0])))


def _heroic(ranking: Sequence[RankedIssue], tx: Transaction) -> tuple[Heroic, ...]:
    """Dear to answer and quiet: more costly than the median issue, content customers, hardly an
    escalation or reopening. Most costly first."""
    costs = {
        ranked.issue.issue_id: sum((cost.cost_usd for cost in ranked.support_costs), Decimal(0))
        for ranked in ranking
    }
    bar = median(costs.values()) if costs else Decimal(0)
    satisfaction = tx.supply.satisfaction()
    found = []
    for ranked in ranking:
        cost, theirs = costs[ranked.issue.issue_id], satisfaction.get(ranked.issue.issue_id)
        if theirs is None or cost <= bar or theirs.n_rated < MIN_RATED:
            continue
        csat = theirs.csat_sum / theirs.n_rated
        if csat >= QUIET_CSAT and theirs.n_escalated_or_reopened <= QUIET_SHARE * theirs.n_tickets:
            estimated = sum((each.estimated_usd for each in ranked.support_costs), Decimal(0))
            found.append(Heroic(ranked, cost, bar, csat, theirs.n_rated, estimated))
    return tuple(sorted(found, key=lambda heroic: (-heroic.cost_usd, heroic.ranked.issue.issue_id)))
