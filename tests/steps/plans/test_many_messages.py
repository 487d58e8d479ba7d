"""A night in which 200 plans change for 300 support agents."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.impact.impact import Impact
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import (
    Description,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    Membership,
)
from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketFacts, TicketId
from feedback.ports import RecordedPlan
from feedback.steps.night_state import night_state
from feedback.steps.plans.advise import AdvicePolicy, read_plans_and_plan_messages
from feedback.steps.publishing.dispatch import Outside, dispatch
from feedback.steps.publishing.plan_messages import night_of
from tests.fakes import ListPlans, MemoryOutside
from tests.steps.words_told import changes_of

N_ISSUES, N_AGENTS, N_TICKETS = 200, 300, 6
NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
AGENTS = [
    SupportAgent(f"a{n}", f"Agent {n}", f"a{n}@acme.com", "in-house") for n in range(N_AGENTS)
]
POLICY = AdvicePolicy({})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SqlStore:
    """Six open tickets an issue, spread over all support agents: four issues behind each."""
    kept = SqlStore(f"sqlite:///{tmp_path_factory.mktemp('many')}/store.db")
    with kept.begin() as tx:
        tx.nights.begin(NIGHT)
        issues = [_issue(n) for n in range(1, N_ISSUES + 1)]
        tickets = [_ticket(n, k) for n in range(1, N_ISSUES + 1) for k in range(N_TICKETS)]
        tx.issues.save(issues)
        tx.tickets.upsert(tickets, NIGHT)
        tx.issues.place(
            Membership(ticket.ticket_id, IssueId(int(ticket.key.split("-")[0])), 1.0, NIGHT)
            for ticket in tickets
        )
        tx.rankings.save(NIGHT, [_ranked(issue) for issue in issues])
    return kept


def _issue(n: int) -> Issue:
    described = Description(f"Problem {n}", (), (), IssueKind.DEFECT, 0.9, N_TICKETS)
    return Issue(IssueId(n), IssueState.ACTIVE, NIGHT, described, 0.5)


def _ticket(issue: int, k: int) -> Ticket:
    holder = (issue * N_TICKETS + k) % N_AGENTS
    return Ticket(
        TicketId(f"desk:{issue}-{k}"), "desk", f"{issue}-{k}", "", "Broken", "Broken", f"{issue}",
        "en", RequesterId(f"r{k}"), None,
        TicketFacts(NIGHT, NIGHT, support_agent_id=f"a{holder}"), "",
    )  # fmt: skip


def _ranked(issue: Issue) -> RankedIssue:
    usd = Decimal(1000 + issue.issue_id)
    impact = Impact(usd, usd, usd, (), 0.0, 0.0, False)
    return RankedIssue(issue, issue.issue_id, impact, issue.issue_id, "Low", 6, 6, 0, ())


def plans(slips: int) -> ListPlans:
    """The plan of every issue; the first two hundred slip from one `slips` to the next."""
    said = NIGHT + timedelta(days=slips) - timedelta(hours=1)
    plan = FixPlan(said, FixStatus.PLANNED, "2.0", (NIGHT + timedelta(days=20 + slips)).date())
    return ListPlans([RecordedPlan(f"FB-{n}", plan) for n in range(1, N_ISSUES + 1)])


def send(store: SqlStore, outside: MemoryOutside, now: datetime) -> int:
    channel = Outside(tracker=outside, channel=outside)
    told = dispatch(store, channel, max_writes=1000, progress=lambda *_: None)
    return told.n_sent


def advise(store: SqlStore, slips: int) -> int:
    now = NIGHT + timedelta(days=slips)
    with store.begin() as tx:
        done = read_plans_and_plan_messages(
            tx, night_state(tx), plans(slips), AGENTS, POLICY, night_of(tx.nights, now), now
        )
    return done.n_planned


def test_at_most_one_message_a_person_and_a_night_that_is_stopped_goes_on(store: SqlStore) -> None:
    outside = MemoryOutside()
    assert advise(store, 0) == N_AGENTS
    send(store, outside, NIGHT)
    n_before = len(outside.writes)

    assert advise(store, 1) == N_AGENTS, "200 plans slip"
    now = NIGHT + timedelta(days=1)

    class Killed(BaseException):
        pass

    def trouble(n: int, when: str) -> None:
        if n == n_before + 100 and when == "after":
            raise Killed

    outside.trouble = trouble
    with pytest.raises(Killed):
        send(store, outside, now)
    outside.trouble = lambda _n, _when: None
    send(store, outside, now)

    fresh = outside.writes[n_before:]
    people = Counter(key.split("/")[1] for key, _, _ in fresh)
    assert len(people) == N_AGENTS
    assert set(people.values()) == {1}
    told = {(key.split("/")[1], item.issue_id) for key, _, p in fresh for item in p.news}
    assert len(told) == N_ISSUES * N_TICKETS, "each hears of the issue behind each of their tickets"
    assert all(
        changes_of(item) == ["slipped by 1 day to 2026-03-30"]
        for _, _, payload in fresh
        for item in payload.news
    )


def test_the_night_after_in_which_no_plan_changes_is_silent(store: SqlStore) -> None:
    outside = MemoryOutside()
    advise(store, 1)
    send(store, outside, NIGHT + timedelta(days=1))
    with store.begin() as tx:
        same = replace(POLICY, product_channel="")
        done = read_plans_and_plan_messages(
            tx,
            night_state(tx),
            plans(1),
            AGENTS,
            same,
            night_of(tx.nights, NIGHT + timedelta(days=2)),
            NIGHT + timedelta(days=2),
        )
    assert (done.n_planned, done.n_revisions) == (0, 0)
