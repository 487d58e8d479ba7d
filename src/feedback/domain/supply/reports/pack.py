"""The planning pack: what customers ask for that does not exist, and what it would be worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from feedback.domain.impact.measure_words import size_words
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.decision import Decision
from feedback.domain.issues.issue import IssueId, IssueKind
from feedback.domain.plans.fix_plan import OPEN_STATUSES, FixPlan, heard_by_customers
from feedback.domain.plans.plan_words import STATUS_WORDS
from feedback.domain.supply.reports.pack_records import PlannedWish
from feedback.domain.wording import count

LARGEST_SHARE, MIN_LARGEST = 0.1, 3
"""Customers that are called large: the tenth of highest value, three at least."""
N_DEFECTS = 10
QUIET_CSAT = 4.0
QUIET_SHARE = 0.1
"""Share of the tickets of a quiet issue that were escalated or reopened, at most."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An unmet need: a request or a question that no product feature answers. USD per year; None
    where the night ranks by customers."""

    ranked: RankedIssue
    theme: str
    customers: tuple[tuple[str, str, Decimal | None], ...]
    """(name, segment, value) of everyone who asks, largest first; unknown values estimated."""
    large: tuple[str, ...]
    """Those among the largest customers of all."""
    value_usd: Decimal | None
    """Value asking: of everyone who asks, once each."""
    estimated_usd: Decimal | None
    """Part of it that is the segment's median, because nobody knows the customer's value."""
    to_win_usd: Decimal
    """Open deals of those who ask."""
    competitors: tuple[tuple[str, int], ...]
    """Named in its tickets, and in how many."""
    answers: tuple[Decision, ...]
    """Product's answers so far, oldest first."""
    plan: FixPlan | None

    @property
    def segments(self) -> Mapping[str, int]:
        """Segment → customers that ask."""
        counts: dict[str, int] = {}
        for _, segment, _ in self.customers:
            counts[segment] = counts.get(segment, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class Heroic:
    """An issue whose customers stay quiet because support spends much on them."""

    ranked: RankedIssue
    cost_usd: Decimal
    usual_usd: Decimal
    """Spent on the median issue."""
    csat: float
    n_rated: int
    estimated_usd: Decimal = Decimal(0)
    """Part of the cost by estimated hours."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something the last pack asked for, and what became of it."""

    asked: PlannedWish
    label: str
    title: str
    became: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything support brings to the table on one day."""

    on: date
    wishes: tuple[Wish, ...]
    """Most value asking first."""
    defects: tuple[RankedIssue, ...]
    """The most costly ones without a plan."""
    heroic: tuple[Heroic, ...]
    follow_ups: tuple[FollowUp, ...]
    last_on: date | None
    n_largest: int
    """Customers that are called large."""
    answers: Mapping[IssueId, Sequence[Decision]]
    """Product's standing answers by issue, oldest first, those to issues it absorbed too."""

    def answers_to(self, ranked: RankedIssue) -> Sequence[Decision]:
        """Product's standing answers to an issue, oldest first."""
        return self.answers.get(ranked.issue.issue_id, ())

    @property
    def themes(self) -> list[tuple[str, list[Wish]]]:
        """Wishes by theme, the theme with most value asking first."""
        by_theme: dict[str, list[Wish]] = {}
        for wish in self.wishes:
            by_theme.setdefault(wish.theme, []).append(wish)
        return list(by_theme.items())


def planned_wishes(pack: Pack) -> list[PlannedWish]:
    """What the pack asks of product, in its order; an issue of several sections in its first."""
    asked: list[tuple[RankedIssue, str, Decimal | None]] = [
        *((wish.ranked, "wish", wish.value_usd) for wish in pack.wishes),
        *((defect, "defect", defect.impact.impact_usd) for defect in pack.defects),
        *((heroic.ranked, "heroic", heroic.cost_usd) for heroic in pack.heroic),
    ]
    planned: dict[IssueId, PlannedWish] = {}
    for place, (ranked, section, value_usd) in enumerate(asked, start=1):
        issue_id = ranked.issue.issue_id
        planned.setdefault(issue_id, PlannedWish(pack.on, issue_id, section, place, value_usd))
    return list(planned.values())


def became_words(answers: Sequence[Decision], plan: FixPlan | None) -> str:
    """What became of something that was asked for, in words."""
    if plan is not None and heard_by_customers(plan)[0] == "released":
        return "released" + (f" in {plan.target_version}" if plan.target_version else "")
    words = []
    if answers:
        words.append(answer_words(answers[-1]))
    if plan is not None:
        is_to_come = plan.status in OPEN_STATUSES and plan.target_on is not None
        since = "late since" if plan.is_late else "expected"
        when = f", {since} {plan.target_on}" if is_to_come else ""
        words.append(f"{STATUS_WORDS[plan.status]}{when}")
    return "; ".join(words) or "no answer, no plan"


def answer_words(answer: Decision) -> str:
    """`declined on 2026-03-10 by Mia: why`."""
    day = answer.made_at.date().isoformat()
    return f"{answer.value} on {day} by {answer.made_by}: {answer.why}"


def pack_words(pack: Pack) -> list[str]:
    """What stands at the top, in words a manager understands. Never empty."""
    told = []
    shared = sorted(
        (wish for wish in pack.wishes if len(wish.large) > 1),
        # A question may only want a page of documentation; a request wants something made.
        key=lambda wish: (
            wish.ranked.issue.kind is not IssueKind.REQUEST,
            -len(wish.large),
            -wish.ranked.impact.weight,
            wish.ranked.issue.issue_id,
        ),
    )
    if shared:
        wish = shared[0]
        told.append(
            f"{len(wish.large)} of your {pack.n_largest} largest customers "
            f"({', '.join(wish.large)}) ask for the same thing that does "
            f"not exist: “{wish.ranked.issue.title}” "
            f"({wish.ranked.issue.label}). {_asking(wish)} ask for it{_to_win(wish)}; "
            f"{_standing(wish)}."
        )
    elif pack.wishes:
        wish = pack.wishes[0]
        told.append(
            f"{_asking(wish)} {'asks' if len(wish.customers) == 1 else 'ask'} for "
            f"“{wish.ranked.issue.title}” ({wish.ranked.issue.label}){_to_win(wish)}; "
            f"{_standing(wish)}."
        )
    if pack.defects:
        worst = pack.defects[0]
        most = "largest" if worst.impact.impact_usd is None else "most costly"
        told.append(
            f"The {most} problem without a plan is “{worst.issue.title}” "
            f"({worst.issue.label}): {at_stake(worst)}; {_answered(pack.answers_to(worst))}."
        )
    if pack.heroic:
        heroic = pack.heroic[0]
        told.append(
            f"“{heroic.ranked.issue.title}” ({heroic.ranked.issue.label}) stays quiet only because "
            f"support spends much on it: ${heroic.cost_usd:,.0f} for "
            f"{count(heroic.ranked.n_tickets, 'ticket')} so far, where "
            f"${heroic.usual_usd:,.0f} is usual for an issue. Its customers rate the "
            f"help {heroic.csat:.1f} of 5."
        )
    silent = sum(follow_up.became == "no answer, no plan" for follow_up in pack.follow_ups)
    if silent:
        told.append(
            f"{silent} of {count(len(pack.follow_ups), 'thing')} the last pack asked for "
            f"{'has' if silent == 1 else 'have'} no answer yet."
        )
    return told or ["Nothing is asked for that does not exist, as far as the tickets tell."]


def at_stake(ranked: RankedIssue) -> str:
    """`$12,345 a year at risk`, or `5 customers, 12 tickets` without money."""
    return size_words(ranked.impact.impact_usd, ranked.n_customers, ranked.n_tickets)


def _asking(wish: Wish) -> str:
    customers = count(len(wish.customers), "customer")
    return customers + ("" if wish.value_usd is None else f" worth ${wish.value_usd:,.0f} a year")


def _to_win(wish: Wish) -> str:
    words = ""
    if wish.to_win_usd:
        words += f", with ${wish.to_win_usd:,.0f} in open deals"
    if wish.competitors:
        name, n = wish.competitors[0]
        words += f"; {n} ticket{'s name' if n > 1 else ' names'} the competitor {name}"
    return words


def _standing(wish: Wish) -> str:
    if wish.plan is not None:
        return became_words(wish.answers, wish.plan).rstrip(".")
    return _answered(wish.answers)


def _answered(answers: Sequence[Decision]) -> str:
    return answer_words(answers[-1]).rstrip(".") if answers else "product has not answered yet"
