"""Who hears which news, in what order and in what words."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import (
    Emerged,
    FellDormant,
    Fixed,
    Grew,
    LineageDetail,
    LineageEvent,
    Regressed,
    Revived,
    Spiked,
    SpikeEnded,
)
from feedback.domain.plans.advice import (
    AffectedTicket,
    PlanNews,
    digest_payload,
    news_since,
    told_revisions,
)
from feedback.domain.plans.carry_over import named_now, put_off
from feedback.domain.plans.fix_plan import ChangeKind, FixPlanRevision, FixStatus, PlanChange
from feedback.domain.publishing.product_news import product_payload, told_events
from tests.domain.domain_examples import NOW, days_ago, fix_plan, impact, issue, ranked, ticket

FB_12 = IssueId(12)
REVISIONS = (
    FixPlanRevision(FB_12, 1, fix_plan(), ("a fix is planned",)),
    FixPlanRevision(
        FB_12, 2, fix_plan(target_on=date(2026, 3, 20)), ("expected 2026-03-20", "workaround added")
    ),
    FixPlanRevision(
        FB_12,
        3,
        fix_plan(FixStatus.IN_PROGRESS, target_version="2.4", target_on=date(2026, 4, 3)),
        ("a fix is being worked on", "slipped by 14 days to 2026-04-03"),
    ),
)


def words(changes: tuple[PlanChange, ...]) -> tuple[str, ...]:
    return tuple(change.words for change in changes)


def test_who_hears_of_a_plan_for_the_first_time_hears_where_it_stands_not_its_history() -> None:
    assert words(news_since(REVISIONS, 0)) == (
        "a fix is being worked on for version 2.4, expected 2026-04-03",
    )


def test_who_missed_several_revisions_hears_what_is_different_from_what_they_know() -> None:
    assert words(news_since(REVISIONS, 1)) == (
        "a fix is being worked on",
        "expected 2026-04-03",
        "now planned for version 2.4",
    )


def test_what_was_changed_and_changed_back_meanwhile_is_no_news() -> None:
    back = FixPlanRevision(FB_12, 4, REVISIONS[1].plan, ("pulled in by 14 days to 2026-03-20",))
    assert news_since((*REVISIONS, back), 2) == ()


def test_that_it_came_back_is_told_even_if_there_is_a_new_plan_already() -> None:
    released = FixPlanRevision(FB_12, 4, fix_plan(FixStatus.RELEASED, target_version="2.4"), ())
    back = FixPlanRevision(FB_12, 5, fix_plan(FixStatus.REGRESSED, note="4 reports"), ())
    again = FixPlanRevision(FB_12, 6, fix_plan(FixStatus.PLANNED, target_version="2.4"), ())
    assert words(news_since((*REVISIONS, released, back, again), 4)) == (
        "came back after the release: 4 reports",
        "a fix is planned",
    )


def test_a_date_that_has_passed_by_the_time_it_is_told_is_told_as_passed() -> None:
    assert words(news_since(REVISIONS, 2, date(2026, 4, 4))) == (
        "a fix is being worked on",
        "slipped by 14 days to 2026-04-03, which has passed",
        "now planned for version 2.4",
    )


def test_who_knows_the_latest_revision_hears_nothing() -> None:
    assert news_since(REVISIONS, 3) == ()


def test_of_an_issue_without_a_plan_there_is_no_news() -> None:
    assert news_since((), 0) == ()
    assert news_since((), 2) == ()


def news(number: int, n_tickets: int) -> PlanNews:
    return PlanNews(
        issue_id=IssueId(number),
        title="Export fails",
        revision=REVISIONS[2],
        changes=(PlanChange(ChangeKind.SLIPPED, "slipped by 14 days to 2026-04-03"),),
        tickets=tuple(
            AffectedTicket(
                ticket(key, "No export", url=f"https://desk.example/{key}"), "Acme", "enterprise"
            )
            for key in range(1, n_tickets + 1)
        ),
        sure="being worked on, the date has slipped once",
    )


def test_a_digest_says_per_issue_what_changed_what_to_say_and_for_which_tickets() -> None:
    assert digest_payload("support-agent:ada", [news(12, 1)]) == {
        "kind": "digest",
        "reader": "support-agent:ada",
        "headline": "1 issue behind one of your open tickets: slipped",
        "news": [
            {
                "issue_id": "FB-12",
                "title": "Export fails",
                "revision": 3,
                "changes": ["slipped by 14 days to 2026-04-03"],
                "is_urgent": False,
                "state": "in_progress",
                "since": "2026-03-09T06:00:00+00:00",
                "sure": "being worked on, the date has slipped once",
                "last_confirmed_at": "2026-03-09T06:00:00+00:00",
                "first_message": None,
                "muted": False,
                "plan": {
                    "status": "in_progress",
                    "target_version": "2.4",
                    "target_on": "2026-04-03",
                    "released_on": None,
                    "workaround": "",
                    "owner": "",
                    "note": "",
                    "contradiction": "",
                    "recorded_at": "2026-03-09T06:00:00+00:00",
                },
                "say": (
                    "Our product team is working on this; a fix is expected around "
                    "3 April 2026, and we will tell you when it is there."
                ),
                "tickets": [
                    {
                        "ticket_id": "desk:1",
                        "ticket": "1",
                        "url": "https://desk.example/1",
                        "subject": "No export",
                        "customer": "Acme",
                        "segment": "enterprise",
                        "is_open": True,
                    }
                ],
            }
        ],
    }


def test_the_news_behind_most_tickets_comes_first_whatever_order_it_arrived_in() -> None:
    unordered = [news(9, 1), news(30, 2), news(4, 1), news(7, 5)]
    digest = digest_payload("support-agent:ada", unordered)
    assert [item["issue_id"] for item in digest["news"]] == ["FB-7", "FB-30", "FB-4", "FB-9"]
    assert digest_payload("support-agent:ada", reversed(unordered)) == digest


def test_a_sent_digest_remembers_what_it_told() -> None:
    sent = json.loads(json.dumps(digest_payload("support-agent:ada", [news(9, 1), news(30, 2)])))
    assert told_revisions(sent) == {"FB-9": 3, "FB-30": 3}
    assert told_revisions(digest_payload("support-agent:ada", [])) == {}


def event(number: int, detail: LineageDetail, as_of: datetime = NOW) -> LineageEvent:
    return LineageEvent(IssueId(number), as_of, detail)


def spiking(n_last_day: int, per_day_before: float) -> Spiked:
    return Spiked(n_last_day, per_day_before, expected=per_day_before, p_value=0.001)


def tell_product(
    events: list[LineageEvent], published: list[int], told: tuple[str, ...] = ()
) -> dict[str, Any] | None:
    by_rank = {
        IssueId(number): ranked(number, rank=place, issue=issue(number, f"Issue {number}"))
        for place, number in enumerate(published, start=1)
    }
    return product_payload("channel:#product", events, by_rank, told)


def test_product_is_told_of_a_new_issue_with_what_it_puts_at_risk() -> None:
    assert tell_product([event(12, Emerged(5))], [12]) == {
        "kind": "product",
        "reader": "channel:#product",
        "headline": "1 new",
        "told": ["FB-12/emerged/2026-03-09T06:00:00+00:00"],
        "n_more": 0,
        "events": [
            {
                "issue_id": "FB-12",
                "title": "Issue 12",
                "words": ("New. 5 tickets from 2 customers, $5,000 a year at risk, priority Low."),
            }
        ],
    }


def test_a_spike_says_how_many_came_and_how_many_used_to() -> None:
    spiked = event(12, spiking(24, 1.5))
    flooded = ranked(12, impact=impact("1234.50"), n_tickets=31, priority="High")
    payload = product_payload("channel:#product", [spiked], {IssueId(12): flooded}, ())
    assert payload is not None
    assert payload["events"][0]["words"] == (
        "Spiking: 24 tickets in a day, 1.5 a day before. "
        "31 tickets from 1 customer, $1,234 a year at risk, priority High."
    )


def test_product_is_told_once() -> None:
    spiked_before = event(12, spiking(9, 0.0), as_of=days_ago(1))
    events = [event(12, Emerged(5)), spiked_before]
    first = tell_product(events, [12])
    assert first is not None
    assert told_events(first) == [
        "FB-12/emerged/2026-03-09T06:00:00+00:00",
        "FB-12/spiked/2026-03-08T06:00:00+00:00",
    ]
    assert tell_product(events, [12], tuple(told_events(first))) is None
    # The same issue spiking another day is news again.
    again = event(12, spiking(9, 0.0))
    second = tell_product([*events, again], [12], tuple(told_events(first)))
    assert second is not None
    assert told_events(second) == ["FB-12/spiked/2026-03-09T06:00:00+00:00"]


def test_product_does_not_hear_of_unpublished_issues_nor_of_mere_growth() -> None:
    quiet = [
        event(12, Grew(1)),
        event(12, FellDormant()),
        event(13, Emerged(5)),
    ]
    assert tell_product(quiet, published=[12]) is None
    assert tell_product([], published=[12]) is None


def test_a_first_load_shows_the_largest_and_the_rest_follows_night_by_night() -> None:
    numbers = list(range(101, 136))
    events = [event(number, Emerged(5)) for number in numbers]
    by_rank = numbers[::-1]
    payload = tell_product(events, by_rank)
    assert payload is not None
    assert [shown["issue_id"] for shown in payload["events"]] == [
        f"FB-{number}" for number in range(135, 115, -1)
    ]
    assert payload["n_more"] == 15
    assert payload["headline"] == "20 new"
    assert len(payload["told"]) == 20
    assert not set(payload["told"]) & set(payload["later"])
    assert len(payload["later"]) == 15
    second = tell_product(events, by_rank, tuple(payload["told"]))
    assert second is not None
    assert [shown["issue_id"] for shown in second["events"]] == [
        f"FB-{number}" for number in range(115, 100, -1)
    ]


def test_what_came_back_is_not_put_off_for_what_is_merely_new() -> None:
    numbers = list(range(101, 126))
    back = event(
        125,
        Regressed(
            date(2026, 3, 1), "4.2", n_reports=3, n_customers=2, n_days=4, per_day_before=1.0
        ),
    )
    events = [*(event(number, Emerged(5)) for number in numbers[:-1]), back]
    payload = tell_product(events, numbers)
    assert payload is not None
    assert [shown["issue_id"] for shown in payload["events"]] == [
        *(f"FB-{number}" for number in range(101, 120)),
        "FB-125",
    ]


def later_of(count: int, impact_usd: int = 0) -> list[PlanNews]:
    return [
        replace(news(n, 1), impact_usd=Decimal(impact_usd or 1000 - n)) for n in range(1, count + 1)
    ]


def test_a_digest_names_the_largest_and_puts_the_rest_off() -> None:
    named, later = named_now(later_of(23), {}, NOW)
    assert [one.issue_id for one in named] == list(range(1, 21))
    payload = digest_payload("Ada", named, today=NOW.date(), later=later)
    assert payload["n_more"] == 3
    assert payload["later"] == ["FB-21", "FB-22", "FB-23"]
    assert "FB-21" not in told_revisions(payload)


def test_what_was_put_off_waits_for_the_next_night_and_then_goes_first_but_after_urgent() -> None:
    waiting = put_off([(days_ago(1), {"news": [], "later": ["FB-22", "FB-23"]})])
    held = named_now(later_of(23)[21:], waiting, days_ago(1))
    assert held == ([], [])
    urgent = replace(later_of(23)[20], is_urgent=True)
    named, later = named_now([*later_of(23)[:20], urgent, *later_of(23)[21:]], waiting, NOW)
    assert [one.issue_id for one in named][:3] == [21, 22, 23]
    assert [one.issue_id for one in later] == [18, 19, 20]
    assert named_now([urgent], {"FB-21": NOW}, NOW) == ([urgent], [])


def test_what_was_told_since_is_no_longer_put_off() -> None:
    first = digest_payload("Ada", later_of(1), later=later_of(3)[1:])
    second = digest_payload("Ada", later_of(2)[1:])
    assert put_off([(days_ago(2), first), (days_ago(1), second)]) == {"FB-3": days_ago(2)}


def test_a_revived_issue_is_back() -> None:
    payload = tell_product([event(12, Revived())], [12])
    assert payload is not None
    assert payload["events"][0]["words"].startswith("Back after a pause. 5 tickets")


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (
            SpikeEnded(date(2026, 3, 5), n_days=4, n_tickets=312, is_new_usual=False),
            "Spike over: 312 tickets since 2026-03-05. ",
        ),
        (
            SpikeEnded(date(2026, 2, 23), n_days=14, n_tickets=700, is_new_usual=True),
            "So many tickets are usual now, since 2026-02-23. ",
        ),
        (
            Regressed(date(2026, 2, 20), "4.2", 6, n_customers=4, n_days=14, per_day_before=1.0),
            "Back after the release: 6 reports from 4 customers in 14 days after the release of "
            "2026-02-20, 1.0 a day before it. ",
        ),
        (
            Fixed(date(2026, 2, 20), "4.2", 0, n_customers=0, n_days=14, per_day_before=1.0),
            "Fixed: no reports in 14 days after the release of 2026-02-20, "
            "1.0 a day before it. ",
        ),
    ],
)  # fmt: skip
def test_product_hears_how_a_spike_and_a_release_turned_out(
    detail: LineageDetail, words: str
) -> None:
    payload = tell_product([event(12, detail)], [12])
    assert payload is not None
    assert payload["events"][0]["words"].startswith(words)


def test_a_message_from_before_told_ids_were_kept_told_nothing() -> None:
    assert told_events({"reader": "channel:#product", "events": []}) == []


def test_an_urgent_message_says_that_it_is_one() -> None:
    urgent = replace(news(12, 1), is_urgent=True)
    assert digest_payload("support-agent:ada", [urgent, news(7, 2)])["headline"] == (
        "Urgent: 2 issues behind 3 of your open tickets: 2 slipped"
    )
