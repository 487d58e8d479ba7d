"""News for which one message has no room: named the next night, once, as it is then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    issue_label,
)
from feedback.domain.issues.lineage import Emerged, LineageEvent
from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.plans.messages.digest import MAX_NEWS, UrgentPolicy
from feedback.domain.plans.plan_change import ChangeKind
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import EffectState, plan_effect
from feedback.domain.publishing.messages.product_news import MAX_PRODUCT_EVENTS
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketFacts, TicketId
from feedback.ports import RecordedPlan
from feedback.steps.night_state import night_state, read_night_state
from feedback.steps.plans.advise import AdvicePolicy, advise, read_plans_and_plan_messages
from feedback.steps.plans.digests import DigestPolicy
from feedback.steps.publishing.dispatch import Outside, dispatch
from feedback.steps.publishing.plan_messages import night_of
from tests.adapters.jira.jira_examples import work_item
from tests.fakes import ListPlans, MemoryOutside
from tests.steps.words_told import changes_of

N_ISSUES = 45
NIGHTS = [datetime(2026, 3, day, 3, tzinfo=UTC) for day in range(9, 19)]
ADA = [SupportAgent("ada", "Ada", "ada@acme.com", "in-house")]
POLICY = AdvicePolicy({})
KILLED = KeyboardInterrupt


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    """Forty-five issues, an open ticket of Ada's behind each; the first one is the largest."""
    kept = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with kept.begin() as tx:
        numbers = range(1, N_ISSUES + 1)
        tx.issues.save([_issue(n) for n in numbers])
        tx.tickets.upsert([_ticket(n) for n in numbers], NIGHTS[0])
        tx.issues.place(
            Membership(TicketId(f"desk:{n}"), IssueId(n), 1.0, NIGHTS[0]) for n in numbers
        )
        tx.rankings.save(NIGHTS[0], [_ranked(n) for n in numbers])
    return kept


def _issue(n: int) -> Issue:
    described = Description(f"Problem {n}", (), (), IssueKind.DEFECT, 0.9, 1)
    return Issue(IssueId(n), IssueState.ACTIVE, NIGHTS[0], described, 0.5)


def _ticket(n: int) -> Ticket:
    facts = TicketFacts(NIGHTS[0], NIGHTS[0], support_agent_id="ada")
    return Ticket(
        TicketId(f"desk:{n}"), "desk", str(n), "", "Broken", "Broken", str(n), "en",
        RequesterId(f"r{n}"), None, facts, "",
    )  # fmt: skip


def _ranked(n: int) -> RankedIssue:
    usd = Decimal(1000 - n)
    impact = Impact(usd, usd, usd, (), 0.0, 0.0, False)
    return RankedIssue(_issue(n), n, impact, n, "Low", 1, 1, 0, ())


def plans(**changed: FixPlan) -> ListPlans:
    """A plan for every issue, said before the first night; `changed` (FB_12) say another one."""
    said = FixPlan(NIGHTS[0] - timedelta(hours=1), FixStatus.PLANNED, "2.0")
    standing = [RecordedPlan(f"FB-{n}", said) for n in range(1, N_ISSUES + 1)]
    later = [RecordedPlan(name.replace("_", "-"), plan) for name, plan in changed.items()]
    return ListPlans([*standing, *later])


def run(
    store: SqlStore,
    outside: MemoryOutside,
    now: datetime,
    source: ListPlans | None = None,
    policy: AdvicePolicy = POLICY,
) -> list[Any]:
    """A night; returns what was sent."""
    n_before = len(outside.writes)
    with store.begin() as tx:
        tx.nights.begin(now)
    advise(store, read_night_state(store), source or plans(), ADA, policy, now=now)
    send(store, outside, now)
    return [content for _, _, content in outside.writes[n_before:]]


def send(store: SqlStore, outside: MemoryOutside, now: datetime) -> None:
    dispatch(store, Outside(outside, outside), max_writes=0, as_of=now, progress=lambda *_: None)


def named(messages: list[Any]) -> list[int]:
    return sorted(item.issue_id for message in messages for item in message.news)


def test_what_one_digest_cannot_name_is_named_the_next_nights_and_nothing_twice(
    store: SqlStore,
) -> None:
    outside = MemoryOutside()
    told = [run(store, outside, night) for night in NIGHTS[:4]]

    assert [len(messages) for messages in told] == [1, 1, 1, 0]
    assert named(told[0]) == list(range(1, MAX_NEWS + 1)), "the largest impact first"
    assert [len(messages[0].later) for messages in told[:3]] == [25, 5, 0]
    assert sorted([*named(told[0]), *named(told[1]), *named(told[2])]) == list(range(1, 46))


def test_between_two_nights_nothing_that_was_put_off_is_sent_but_what_is_new_is(
    store: SqlStore,
) -> None:
    outside = MemoryOutside()
    run(store, outside, NIGHTS[0])
    noon = NIGHTS[0] + timedelta(hours=9)
    with store.begin() as tx:
        read_plans_and_plan_messages(
            tx, night_state(tx), plans(), ADA, POLICY, night_of(tx.nights, noon), noon
        )
    send(store, outside, noon)
    assert len(outside.writes) == 1

    released = FixPlan(noon, FixStatus.RELEASED, "2.0")
    with store.begin() as tx:
        read_plans_and_plan_messages(
            tx,
            night_state(tx),
            plans(FB_3=released),
            ADA,
            POLICY,
            night_of(tx.nights, noon),
            noon,
        )
    send(store, outside, noon)
    assert named([outside.writes[-1][2]]) == [3]
    assert outside.writes[-1][2].later == ()


def test_what_was_put_off_follows_the_night_that_said_so_not_the_one_that_planned_it(
    store: SqlStore,
) -> None:
    """As after quiet days, or nights without `apply`: the same message waits night after night."""
    outside = MemoryOutside()
    with store.begin() as tx:
        tx.nights.begin(NIGHTS[0])
    advise(store, read_night_state(store), plans(), ADA, POLICY, now=NIGHTS[0])
    run(store, outside, NIGHTS[1])
    noon = NIGHTS[1] + timedelta(hours=9)
    with store.begin() as tx:
        read_plans_and_plan_messages(
            tx, night_state(tx), plans(), ADA, POLICY, night_of(tx.nights, noon), noon
        )
    send(store, outside, noon)
    assert len(outside.writes) == 1, "one message a night"
    assert named(run(store, outside, NIGHTS[2])) == list(range(MAX_NEWS + 1, 2 * MAX_NEWS + 1))


def test_put_off_news_that_becomes_urgent_does_not_wait(store: SqlStore) -> None:
    outside = MemoryOutside()
    urgent = UrgentPolicy(frozenset({ChangeKind.WONT_FIX}))
    policy = replace(POLICY, digests=DigestPolicy(urgent=urgent))
    run(store, outside, NIGHTS[0], policy=policy)
    noon = NIGHTS[0] + timedelta(hours=9)
    with store.begin() as tx:
        refused = plans(FB_40=FixPlan(noon, FixStatus.WONT_FIX))
        read_plans_and_plan_messages(
            tx, night_state(tx), refused, ADA, policy, night_of(tx.nights, noon), noon
        )
    send(store, outside, noon)
    assert named([outside.writes[-1][2]]) == [40]


def test_put_off_news_that_is_overtaken_is_told_as_it_is_then(store: SqlStore) -> None:
    outside = MemoryOutside()
    run(store, outside, NIGHTS[0])
    released = FixPlan(NIGHTS[1] - timedelta(hours=1), FixStatus.RELEASED, "2.0")

    second = run(store, outside, NIGHTS[1], plans(FB_30=released))

    items = {item.issue_id: changes_of(item) for item in second[0].news}
    assert items[IssueId(30)] == ["released in version 2.0"]
    assert items[IssueId(21)] == ["a fix is planned for version 2.0"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_night_killed_while_it_tells_names_all_in_the_end_and_nothing_twice(
    store: SqlStore, when: str
) -> None:
    outside = MemoryOutside()

    def trouble(n: int, moment: str) -> None:
        if moment == when:
            raise KILLED

    outside.trouble = trouble
    with pytest.raises(KILLED):
        run(store, outside, NIGHTS[0])
    outside.trouble = lambda _n, _when: None
    for night in (NIGHTS[0], NIGHTS[1], NIGHTS[2], NIGHTS[3]):
        run(store, outside, night)

    told = [content for _, _, content in outside.writes]
    assert named(told) == list(range(1, 46))


def test_product_hears_of_every_issue_of_a_first_load_though_news_days_are_over(
    store: SqlStore,
) -> None:
    outside = MemoryOutside()
    policy = replace(POLICY, product_channel="#product", news_days=1)
    with store.begin() as tx:
        tx.issues.record(
            LineageEvent(IssueId(n), NIGHTS[0], Emerged(1)) for n in range(1, N_ISSUES + 1)
        )
        for n in range(1, N_ISSUES + 1):
            made = plan_effect(
                issue_label(IssueId(n)),
                work_item(n),
                last=None,
                rank=Decimal(0),
                now=NIGHTS[0],
            )
            assert made is not None
            tx.effects.put(replace(made, state=EffectState.DONE, remote_key=f"PAL-{n}"))

    told = []
    for night in NIGHTS[:6]:
        messages = run(store, outside, night, ListPlans([]), policy)
        told.append([news.issue_id for message in messages for news in message.issues])
        noon = night + timedelta(hours=9)
        with store.begin() as tx:
            read_plans_and_plan_messages(
                tx,
                night_state(tx),
                ListPlans([]),
                ADA,
                policy,
                night_of(tx.nights, noon),
                noon,
            )

    assert [len(one) for one in told] == [MAX_PRODUCT_EVENTS] * 2 + [5, 0, 0, 0]
    assert len({one for night in told for one in night}) == N_ISSUES


def test_the_revisions_of_all_issues_are_those_of_each_in_the_same_order(store: SqlStore) -> None:
    run(store, MemoryOutside(), NIGHTS[0])
    released = FixPlan(NIGHTS[1] - timedelta(hours=1), FixStatus.RELEASED, "2.0")
    run(store, MemoryOutside(), NIGHTS[1], plans(FB_2=released, FB_30=released))
    with store.begin() as tx:
        whole = tx.fix_plans.of_all()
        assert list(whole) == sorted(whole)
        assert [len(whole[IssueId(n)]) for n in (1, 2, 30)] == [1, 2, 2]
        assert whole == {number: tx.fix_plans.revisions(number) for number in whole}


def test_the_newest_of_a_kind_is_one_a_target_and_looks_at_the_states_asked_for(
    store: SqlStore,
) -> None:
    outside = MemoryOutside()
    run(store, outside, NIGHTS[0])
    run(store, outside, NIGHTS[1])
    with store.begin() as tx:
        sent = tx.effects.newest_of_kind(EffectKind.MESSAGE, EffectState.DONE)
        assert [(one.target, one.sequence) for one in sent] == [("support-agent:ada", 2)]
        assert tx.effects.newest_of_kind(EffectKind.MESSAGE, EffectState.PLANNED) == []
        assert tx.effects.newest_of_kind(EffectKind.NOTE, EffectState.DONE) == []
