"""From the first ticket to the customers told, with medians and 90th percentiles."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from feedback.cli.output import print_json
from feedback.domain.plans.plan_debt import EscalationPolicy, NotCurrent, PlanGap, PlanTarget
from feedback.domain.plans.responses.response import Response, ResponseKind
from feedback.domain.plans.timeliness import Milestones, Span, span_of, spans
from feedback.domain.publishing.messages.readers import Readers
from feedback.queries.plans.timeliness import TimelinessPolicy, timeliness
from feedback.steps.night import Pipeline, run_night
from feedback.steps.plans.record_response import ResponsePolicy, record_response
from feedback.terminal.as_json.advice import timeliness_as_json
from tests.steps.company import NIGHTS, SUPPLIERS, build, issue_of, pipeline, write_jsonl

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def hours(n: float) -> datetime:
    return DAY + timedelta(hours=n)


def test_the_span_of_a_stage_is_its_median_and_its_90th_percentile() -> None:
    assert span_of([]) is None
    assert span_of([7.0]) == Span(1, 7.0, 7.0)
    # Type 7: the 90th percentile of 1 … 11 lies on the tenth value.
    assert span_of([float(n) for n in range(1, 12)]) == Span(11, 6.0, 10.0)


def test_an_issue_counts_for_the_stages_it_has_come_through() -> None:
    found = spans(
        [
            Milestones(hours(0), hours(10), hours(4), hours(20)),
            Milestones(hours(0), hours(30)),
            Milestones(hours(0)),
        ]
    )
    assert found["first_ticket_to_visible"] == Span(2, 20.0, 28.0)
    assert found["visible_to_plan"] == Span(1, 0.0, 0.0), "the plan was there before"
    assert found["plan_to_support_told"] == Span(1, 16.0, 16.0)
    assert found["support_told_to_released"] is None


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export is planned before the first night and released before the second; the login is
    owed a plan."""
    folder = build(tmp_path_factory.mktemp("timeliness") / "company")
    plan = {"ticket_id": "export-0", "owner": "Mia", "target_version": "4.2"}
    write_jsonl(
        folder / "fix_plans.jsonl",
        [
            {**plan, "recorded_at": "2026-03-08T20:00:00Z", "status": "planned"},
            {**plan, "recorded_at": "2026-03-09T20:00:00Z", "status": "released",
             "released_on": "2026-03-09"},
            {"ticket_id": "dark-0", "recorded_at": "2026-03-08T20:00:00Z", "status": "planned",
             "target_on": "2026-03-09", "owner": "Noor"},
        ],
    )  # fmt: skip
    whole = _open(folder)
    for as_of in NIGHTS[:2]:
        run_night(whole, as_of)
    whole.store.close()
    return folder


def _open(folder: Path) -> Pipeline:
    whole = pipeline(folder)
    escalation = EscalationPolicy({"enterprise": PlanTarget(12, Decimal(1000))})
    return replace(whole, advice=replace(whole.advice, escalation=escalation))


@pytest.fixture
def company(two_nights: Path, tmp_path: Path) -> Pipeline:
    return _open(shutil.copytree(two_nights, tmp_path / "company"))


def test_every_stage_is_read_from_the_ledger(company: Pipeline) -> None:
    found = timeliness(company.store, TimelinessPolicy(SUPPLIERS))
    assert found.as_of == NIGHTS[1]
    assert found.overall["plan_to_support_told"] == Span(2, 7.0, 7.0)
    assert found.overall["support_told_to_released"] == Span(1, 17.0, 17.0)
    assert found.overall["released_to_customers_told"] is None
    # Nobody holds an open ticket of Ada's; those without a holder are told through their team.
    assert found.by_supplier["in-house"]["plan_to_support_told"] == Span(2, 7.0, 7.0)
    print_json(timeliness_as_json(found))


def test_customers_are_told_when_the_last_of_them_is(company: Pipeline) -> None:
    policy = ResponsePolicy(
        Readers(company.support_agents, SUPPLIERS), lambda text: text, frozenset({"lead@acme.com"})
    )
    issue_id = issue_of(company.store, "export-1")
    told = Response(ResponseKind.TOLD_CUSTOMER, issue_id, None, "bo", NIGHTS[1])
    record_response(company.store, told, policy)
    of_bo = timeliness(company.store, TimelinessPolicy(SUPPLIERS))
    assert of_bo.overall["released_to_customers_told"] is None

    everybody = replace(told, by="lead@acme.com", at=NIGHTS[1] + timedelta(hours=5))
    with company.store.begin() as tx:
        rest = list(tx.tickets.open_of_issues([issue_id])[issue_id])
    for ticket in rest:
        record_response(company.store, replace(everybody, ticket_id=ticket.ticket_id), policy)
    found = timeliness(company.store, TimelinessPolicy(SUPPLIERS))
    assert found.overall["released_to_customers_told"] == Span(1, 12.0, 12.0)


def test_what_has_no_plan_anybody_can_rely_on_is_named(company: Pipeline) -> None:
    found = timeliness(company.store, TimelinessPolicy(SUPPLIERS))
    (stale,) = found.stale_plans
    assert (stale.owner, stale.why) == (
        "Noor", NotCurrent(PlanGap.DATE_PASSED, passed_on=date(2026, 3, 9)),
    )  # fmt: skip
    login = f"FB-{issue_of(company.store, 'login-1')}"
    owed = {one.label: one for one in found.owed_plans}
    assert (owed[login].segment, owed[login].due_at) == (
        "enterprise", NIGHTS[0] + timedelta(hours=12),
    )  # fmt: skip
    assert found.open_impact.share is not None
    assert 0 < found.open_impact.share < 1
    assert set(found.open_impact_by_segment) == {"enterprise", "self-serve"}


def test_what_dry_nights_planned_counts_from_the_night_that_sent_it(tmp_path: Path) -> None:
    """Nothing is visible in Jira, and nobody is told, until it is sent."""
    folder = build(tmp_path / "company")
    for as_of in NIGHTS[:2]:
        run_night(pipeline(folder, apply=False), as_of)
    assert (
        timeliness(pipeline(folder).store, TimelinessPolicy(SUPPLIERS)).overall[
            "first_ticket_to_visible"
        ]
        is None
    )
    whole = pipeline(folder)
    run_night(whole, NIGHTS[2])

    found = timeliness(whole.store, TimelinessPolicy(SUPPLIERS)).overall

    visible = found["first_ticket_to_visible"]
    assert visible is not None
    assert visible.median_hours == 90.0, "the first ticket on 7 March at 9:00"
    told = found["plan_to_support_told"]
    assert told is not None
    assert told.median_hours == 55.0, "planned on 8 March at 20:00, told on 11 March at 3:00"
