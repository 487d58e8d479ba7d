"""Mismatch, scorecard, sourcing and evaluation: what they say, and that it adds up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from feedback.domain.customers.supplier import Pricing
from feedback.domain.supply.agreements.reviews import Action, Rating
from feedback.domain.supply.agreements.terms import Band, ContractTarget
from feedback.domain.supply.metrics.mix import provisional_reference
from feedback.domain.supply.reports.evaluation import evaluate, evaluation_words
from feedback.domain.supply.reports.mismatch import mismatch_words, mismatches
from feedback.domain.supply.reports.portfolio import portfolio
from feedback.domain.supply.reports.scorecard import month_before, months_to_date, scorecards
from feedback.domain.supply.reports.scorecard_words import scorecard_words
from feedback.domain.supply.reports.what_if import what_if
from tests.domain.supply.supply_examples import POLICY, frame_of, terms, ticket


def test_the_premium_segment_in_the_low_cost_queue_stands_at_the_top() -> None:
    rows = [
        ticket(1, customer_id="acme", value_usd=400_000, group="beta", first=30.0),
        ticket(2, customer_id="acme", value_usd=400_000, group="beta"),
        ticket(3, customer_id="bolt", value_usd=100_000),
        ticket(4, customer_id="cask", value_usd=50, segment="self-serve", group="beta", first=99.0),
    ]
    first, second = mismatches(frame_of(rows), POLICY)
    assert (first.segment, first.n_tickets, first.n_customers) == ("enterprise", 3, 2)
    # Acme counts once, Bolt got what it is owed.
    assert (first.value_usd, first.exposed_usd, first.n_missed) == (500_000, 400_000, 2)
    assert (second.segment, second.exposed_usd) == ("self-serve", 50)
    assert first.suppliers == (("beta", 2), ("alpha", 1))
    assert mismatch_words([first, second]) == [
        "Enterprise customers worth $400,000 a year (value × segment weight) did not get what "
        "they are owed on “FB-1 Login”"
        ": 2 of 3 tickets are in the wrong queue (enterprise is served by expert, beta is "
        "low-cost); 1 was first answered too late."
    ]


def test_what_was_kept_exposes_nothing_and_the_report_says_so() -> None:
    (found,) = mismatches(frame_of([ticket(1, csat=4)]), POLICY)
    assert (found.exposed_usd, found.n_missed) == (0, 0)
    assert mismatch_words([found]) == [
        "Every segment got what it is owed, as far as the tickets tell."
    ]


def test_an_issue_without_a_plan_in_time_exposes_its_customers() -> None:
    (found,) = mismatches(frame_of([ticket(1)]), POLICY, frozenset({"FB-1 enterprise"}))
    assert (found.exposed_usd, found.n_late_plans) == (1000, 1)


def test_estimated_value_is_told_apart() -> None:
    (found,) = mismatches(frame_of([ticket(1, first=9.0, is_estimated=True)]), POLICY)
    assert (found.exposed_usd, found.estimated_usd) == (1000, 1000)


def test_a_promise_with_too_few_tickets_is_neither_kept_nor_broken() -> None:
    strict = replace(POLICY, min_tickets=5)
    (found,) = mismatches(frame_of([ticket(1, first=9.0)]), strict)
    promise = found.promise("first_response_within")
    assert (promise.is_kept, promise.n_missed, promise.delivered.n) == (None, 1, 1)


BANDS = ContractTarget("first_response_within", 0.9, 2.0, Band(0.95, 0.02), Band(0.8, 0.05))


@pytest.mark.parametrize(
    ("n_late", "is_met", "pays"), [(0, True, 2.4), (1, True, 0.0), (2, False, -6.0)]
)
def test_bands_pay_a_bonus_or_cost_a_malus_of_the_invoice(
    n_late: int, is_met: bool, pays: float
) -> None:
    policy = replace(POLICY, terms={"alpha": terms("alpha", "12", kind="expert", targets=(BANDS,))})
    rows = [ticket(n, first=9.0 if n < n_late else 1.0) for n in range(10)]
    frame = frame_of(rows, policy)
    (card,) = scorecards(frame, "2026-03", provisional_reference(frame), policy)
    (result,) = card.targets
    assert (result.is_met, result.pays_usd, card.invoice_usd) == (is_met, pays, 120.0)
    assert card.attainment == float(is_met)


@pytest.mark.parametrize(
    ("changes", "usd", "words"),
    [
        ({}, 0.0, "nothing to invoice"),
        (
            {"pricing": Pricing.PER_HOUR, "hours_per_month": 900},
            None,
            "900 hours a month are agreed ($10,800), and no ticket tells whether they were worked",
        ),
        ({"pricing": Pricing.PER_HOUR}, None, "no ticket tells how many hours were worked"),
    ],
)
def test_a_month_without_tickets_is_no_invoice_of_nothing(
    changes: dict[str, Any], usd: float | None, words: str
) -> None:
    policy = replace(POLICY, terms={**POLICY.terms, "delta": terms("delta", "12", **changes)})
    frame = frame_of([ticket(1)], policy)
    card = scorecards(frame, "2026-03", provisional_reference(frame), policy)[2]
    assert card.terms.name == "delta"
    assert (card.invoice.usd, card.invoice.words) == (usd, words)


def test_an_invoice_by_estimated_hours_says_how_many_tickets_it_guesses_at() -> None:
    policy = replace(POLICY, terms={"alpha": terms("alpha", "30", pricing=Pricing.PER_HOUR)})
    frame = frame_of([ticket(1, handling_hours=1.0), ticket(2)], policy)
    (card,) = scorecards(frame, "2026-03", provisional_reference(frame), policy)
    assert (card.invoice.usd, card.invoice.words) == (
        45.0, "estimated at 0.5 h a ticket for 1 of 2: nobody logged their hours",
    )  # fmt: skip


def test_a_supplier_that_only_looks_bad_is_defended_in_words() -> None:
    rows = [ticket(n, issue="FB-1 Hard", first=20.0 + n % 2) for n in range(20)]
    rows += [ticket(40 + n, issue="FB-2 Easy", first=2.0 + n % 2, group="gamma") for n in range(20)]
    rows += [ticket(80 + n, issue="FB-1 Hard", first=20.0 + n % 2, group="gamma") for n in (0, 1)]
    frame = frame_of(rows)
    cards = scorecards(frame, "2026-03", provisional_reference(frame), POLICY)
    assert scorecard_words(cards[0])[0] == (
        "alpha looks worse than it is: first response 20.5 h where the others have 4.1 h, but its "
        "tickets are harder. With the same tickets 20.5 h would be usual: it does as well as "
        "others."
    )


def test_a_month_too_thin_to_tell_is_told_by_the_year_of_all() -> None:
    """Its year is set beside the others' year, not beside their month."""
    early = datetime(2026, 1, 12, 9, tzinfo=UTC)
    rows = [ticket(n, issue="FB-1 Hard", first=20.0 + n % 2, created_at=early) for n in range(20)]
    rows += [
        ticket(40 + n, issue="FB-2 Easy", first=2.0 + n % 2, group="gamma", created_at=early)
        for n in range(20)
    ]
    rows += [
        ticket(80 + n, issue="FB-1 Hard", first=20.0 + n % 2, group="gamma", created_at=early)
        for n in (0, 1)
    ]
    rows += [ticket(100 + n, issue="FB-2 Easy", first=0.5, group="gamma") for n in range(10)]
    frame = frame_of(rows)
    policy = replace(POLICY, min_tickets=5)
    cards = scorecards(frame, "2026-03", provisional_reference(frame), policy)
    told = scorecard_words(cards[0])[0]
    assert told.startswith(
        "alpha looks worse than it is: first response 20.5 h this year where the others have 3.0 h,"
    )


def test_a_supplier_with_tickets_of_its_own_kind_is_not_said_to_do_well() -> None:
    """Compared with itself everybody does as usual: that is no praise."""
    rows = [ticket(n, issue="FB-1 Hard", first=20.0 + n % 2) for n in range(20)]
    rows += [ticket(40 + n, issue="FB-2 Easy", first=2.0 + n % 2, group="gamma") for n in range(20)]
    frame = frame_of(rows)
    cards = scorecards(frame, "2026-03", provisional_reference(frame), POLICY)
    assert scorecard_words(cards[0])[0] == (
        "alpha has first response 20.5 h where the others have 2.5 h, but on other tickets: only "
        "0 % of its own are of a sort that they answer too. Whether it does well cannot be told "
        "from this."
    )


def test_a_month_that_is_not_over_says_that_its_figures_will_change() -> None:
    frame = frame_of([ticket(1), ticket(2, solved=None)])
    reference = provisional_reference(frame)
    running = scorecards(frame, "2026-03", reference, POLICY, is_over=False)[0]
    words = (
        "March 2026 is not over: 1 of its 2 tickets is not solved yet, so resolution and cost per "
        "resolution will still change."
    )
    assert words in scorecard_words(running)
    assert words not in scorecard_words(scorecards(frame, "2026-03", reference, POLICY)[0])


def test_open_actions_are_named_with_the_first_due() -> None:
    frame = frame_of([ticket(1)])
    card = scorecards(frame, "2026-03", provisional_reference(frame), POLICY)[0]
    actions = (
        Action(1, "alpha", "Train on SSO", "Sam", "Lee", date(2026, 3, 1), date(2026, 4, 1)),
        replace(
            Action(2, "alpha", "Done", "Sam", "Lee", date(2026, 3, 1), date(2026, 3, 5)),
            done_on=date(2026, 3, 4),
        ),
    )
    on_time, late = (
        scorecard_words(replace(card, actions=actions, on=date(2026, 4, day)))[-1] for day in (1, 2)
    )
    assert on_time == "1 agreed action is open, due 1 Apr 2026."
    assert late == ("Agreed on 1 Mar 2026 and overdue since 1 Apr 2026: Train on SSO (Sam, Lee).")


def test_months_are_counted_from_january_and_over_the_turn_of_the_year() -> None:
    assert months_to_date("2026-03") == ["2026-01", "2026-02", "2026-03"]
    assert (month_before("2026-01"), month_before("2026-12")) == ("2025-12", "2026-11")


def test_the_portfolio_s_cells_hold_every_ticket_once() -> None:
    rows = [ticket(n, group=("alpha", "beta", "nobody's")[n % 3]) for n in range(9)]
    cells = portfolio(frame_of(rows), POLICY)
    assert [(one.supplier, one.n_tickets) for one in cells] == [
        ("(no supplier)", 3),
        ("alpha", 3),
        ("beta", 3),
    ]
    assert [one.n_misrouted for one in cells] == [0, 0, 3]


def test_what_if_moves_the_supplier_s_own_merit_and_carries_both_doubts() -> None:
    rows = [ticket(n, first=8.0 + n % 2, issue="FB-1 Hard") for n in range(12)]
    rows += [ticket(30 + n, first=8.0 + n % 2, issue="FB-2 Easy") for n in range(12)]
    # Gamma takes half as long with the easy ones.
    rows += [ticket(60 + n, first=4.0 + (n % 2) / 2, issue="FB-2 Easy", group="gamma")
             for n in range(12)]  # fmt: skip
    frame = frame_of(rows)
    made = what_if(frame, "enterprise", "FB-1 Hard", "gamma", provisional_reference(frame), POLICY)
    line = next(one for one in made.lines if one.metric.name == "first_response_hours")
    assert line.then.value is not None
    assert line.then.low is not None
    assert line.then.high is not None
    assert line.now.value == pytest.approx(8.5)
    assert line.then.value == pytest.approx(8.5 * 4.25 / 6.375)
    assert line.then.low < line.then.value < line.then.high
    assert (made.n_tickets, made.n_own) == (12, 0)
    # Paid per resolution: what is not solved costs nothing, what is solved costs 20.
    assert (made.cost_now_usd, made.cost_then_usd) == (144.0, (240.0, 240.0, 240.0))


def test_what_if_leaves_out_what_lies_with_nobody() -> None:
    rows = [ticket(n) for n in range(4)] + [ticket(10 + n, group="nobody's") for n in range(4)]
    frame = frame_of(rows)
    made = what_if(frame, "enterprise", "FB-1 Login", "gamma", provisional_reference(frame), POLICY)
    now = next(one for one in made.lines if one.metric.name == "cost_per_resolution").now
    assert (made.n_tickets, made.cost_now_usd, now.value) == (4, 48.0, 12.0)


def test_a_supplier_that_never_had_a_ticket_has_nothing_to_go_by() -> None:
    frame = frame_of([ticket(n) for n in range(3)])
    made = what_if(frame, "enterprise", "FB-1 Login", "beta", provisional_reference(frame), POLICY)
    known = {line.metric.name for line in made.lines if line.then.is_known}
    assert known == {"cost_per_resolution"}, "only what the contract says"
    assert POLICY.terms["beta"].pricing is Pricing.PER_TICKET
    assert made.cost_then_usd == (12.0, 12.0, 12.0)


def test_what_if_says_nothing_where_the_cell_or_the_price_is_known_too_little() -> None:
    hourly = terms("beta", "30", pricing=Pricing.PER_HOUR, hours_per_month=160)
    policy = replace(POLICY, min_tickets=5, terms={**POLICY.terms, "beta": hourly})
    frame = frame_of(
        [ticket(n, n_reopens=1) for n in range(3)]
        + [ticket(20 + n, group="beta", issue="FB-2 Easy") for n in range(12)],
        policy,
    )
    made = what_if(frame, "enterprise", "FB-1 Login", "beta", provisional_reference(frame), policy)
    # Three tickets, all reopened, do not make the next ones surely reopened.
    assert {line.then.value for line in made.lines} == {None}
    assert {line.then.n for line in made.lines if line.metric.name == "reopen_rate"} == {3}
    assert made.cost_then_usd is None


def test_what_if_s_cost_of_a_resolution_and_of_all_tickets_are_one_price() -> None:
    rows = [ticket(n, solved=10.0 if n < 6 else None) for n in range(8)]
    rows += [ticket(20 + n, group="beta", issue="FB-2 Easy") for n in range(12)]
    frame = frame_of(rows)
    made = what_if(frame, "enterprise", "FB-1 Login", "beta", provisional_reference(frame), POLICY)
    then = next(one for one in made.lines if one.metric.name == "cost_per_resolution").then
    # 8 tickets at 4, of which 6 are solved: what beta pays elsewhere for a solution is no matter.
    assert made.cost_then_usd == (32.0, 32.0, 32.0)
    assert then.value == pytest.approx(32 / 6)
    assert then.low is not None
    assert then.low >= 4.0


def test_what_if_keeps_the_doubt_of_a_share_of_all_or_nothing() -> None:
    frame = frame_of(
        [ticket(n, n_reopens=1) for n in range(3)]
        + [ticket(20 + n, n_reopens=n % 2, group="gamma", issue="FB-2 Easy") for n in range(40)]
    )
    made = what_if(frame, "enterprise", "FB-1 Login", "gamma", provisional_reference(frame), POLICY)
    then = next(one for one in made.lines if one.metric.name == "reopen_rate").then
    assert then.low is not None
    assert then.low < 0.5


def rating(supplier: str, function: str, value: float, criterion: str = "security") -> Rating:
    return Rating(supplier, criterion, "ours", function, value, f"{function} says {value:g}")


def test_disagreement_between_functions_is_shown_not_averaged_away() -> None:
    made = evaluate(
        [
            rating("alpha", "IT", 5),
            rating("alpha", "security", 2),
            rating("beta", "IT", 3),
            rating("beta", "security", 3),
            rating("beta", "finance", 4, "price"),
        ],
        {"security": 2.0, "price": 1.0},
    )
    assert [(one.supplier, round(one.score, 2)) for one in made] == [("alpha", 3.5), ("beta", 3.33)]
    assert evaluation_words(made) == [
        "alpha is rated best (3.5 of 5, 2.0 to 5.0 depending on whom one asks), but not clearly: "
        "beta has 3.3.",
        "security and IT disagree about alpha's security: 2 (“security says 2”) against 5 (“IT "
        "says 5”).",
        "alpha: nobody rated price.",
    ]
