"""Who hears which news about a plan, in what order and in what words."""

from datetime import date
from decimal import Decimal

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import CERTAIN, FixPlanRevision, FixStatus
from feedback.domain.plans.messages.digest import (
    AffectedTicket,
    Digest,
    PlanNews,
    WeighedNews,
    affected_ticket,
    digest,
    named_now,
)
from feedback.domain.plans.messages.digest_words import (
    digest_headline,
    more_tomorrow,
    say_to_customer,
)
from feedback.domain.plans.plan_change import PlanChange, PlanSlipped, WatchFindings
from feedback.domain.plans.plan_comparison import news_since
from feedback.domain.plans.plan_words import changes_words
from feedback.domain.publishing.messages.told import (
    PlanNewsKey,
    ToldNews,
    first_messages,
    plans_put_off,
    revisions_told,
)
from tests.domain.domain_examples import NOW, customer, days_ago, fix_plan, ticket

FB_12 = IssueId(12)
FOUND = WatchFindings(4, 2, 3, 0.5)
REVISIONS = (
    FixPlanRevision(FB_12, 1, fix_plan(), ()),
    FixPlanRevision(FB_12, 2, fix_plan(target_on=date(2026, 3, 20)), ()),
    FixPlanRevision(
        FB_12,
        3,
        fix_plan(FixStatus.IN_PROGRESS, target_version="2.4", target_on=date(2026, 4, 3)),
        (),
    ),
)


def words(changes: tuple[PlanChange, ...]) -> tuple[str, ...]:
    return changes_words(changes)


def test_who_hears_of_a_plan_for_the_first_time_hears_where_it_stands_not_its_history() -> None:
    assert words(news_since(REVISIONS, 0)) == (
        "a fix is in progress for version 2.4, expected 2026-04-03",
    )


def test_who_missed_several_revisions_hears_what_is_different_from_what_they_know() -> None:
    assert words(news_since(REVISIONS, 1)) == (
        "a fix is in progress",
        "expected 2026-04-03",
        "now planned for version 2.4",
    )


def test_what_was_changed_and_changed_back_meanwhile_is_no_news() -> None:
    back = FixPlanRevision(FB_12, 4, REVISIONS[1].plan, ())
    assert news_since((*REVISIONS, back), 2) == ()


def test_that_it_came_back_is_told_even_if_there_is_a_new_plan_already() -> None:
    released = FixPlanRevision(FB_12, 4, fix_plan(FixStatus.RELEASED, target_version="2.4"), ())
    back = FixPlanRevision(FB_12, 5, fix_plan(FixStatus.REGRESSED, found=FOUND), ())
    again = FixPlanRevision(FB_12, 6, fix_plan(FixStatus.PLANNED, target_version="2.4"), ())
    assert words(news_since((*REVISIONS, released, back, again), 4)) == (
        "came back after the release: 4 reports from 2 customers in 3 days, 0.5 a day before the "
        "release",
        "a fix is planned",
    )


def test_a_date_that_has_passed_by_the_time_it_is_told_is_told_as_passed() -> None:
    assert words(news_since(REVISIONS, 2, date(2026, 4, 4))) == (
        "a fix is in progress",
        "slipped by 14 days to 2026-04-03, which has passed",
        "now planned for version 2.4",
    )


def test_who_knows_the_latest_revision_hears_nothing() -> None:
    assert news_since(REVISIONS, 3) == ()


def test_of_an_issue_without_a_plan_there_is_no_news() -> None:
    assert news_since((), 0) == ()
    assert news_since((), 2) == ()


def weighed(
    number: int, n_tickets: int = 1, *, is_urgent: bool = False, impact_usd: int = 0
) -> WeighedNews:
    news = PlanNews(
        issue_id=IssueId(number),
        title="Export fails",
        revision=3,
        plan=REVISIONS[2].plan,
        changes=(PlanSlipped(date(2026, 3, 20), date(2026, 4, 3)),),
        certainty=CERTAIN,
        last_confirmed_at=NOW,
        tickets=tuple(
            AffectedTicket(ticket(key).ticket_id, str(key), "", "No export", "Acme", "enterprise")
            for key in range(1, n_tickets + 1)
        ),
        is_urgent=is_urgent,
    )
    return WeighedNews(news, Decimal(impact_usd or 1000 - number))


def test_a_ticket_is_told_with_its_customer() -> None:
    known = ticket(1, "No export", url="https://desk.example/1")
    assert affected_ticket(known, {"acme": customer()}) == AffectedTicket(
        known.ticket_id, "1", "https://desk.example/1", "No export", "Acme", "enterprise"
    )
    stranger = affected_ticket(known, {})
    assert (stranger.customer, stranger.segment) == ("unknown customer", "unresolved")


def test_a_digest_says_what_changed_and_what_to_say() -> None:
    message = digest("Ada", [weighed(12)])
    assert digest_headline(message) == "1 issue behind one of your open tickets: slipped"
    assert say_to_customer(message.news[0]) == (
        "Our product team is working on this; we expect a fix around 3 April 2026 and will let "
        "you know when it's available."
    )
    assert digest_headline(digest("#a", [weighed(12, 2)], is_to_team=True)) == (
        "1 issue behind 2 of your team's open tickets: slipped"
    )


def test_the_news_behind_most_tickets_comes_first_whatever_order_it_arrived_in() -> None:
    unordered = [weighed(9), weighed(30, 2), weighed(4), weighed(7, 5)]
    message = digest("Ada", unordered)
    assert [item.issue_id for item in message.news] == [7, 30, 4, 9]
    assert digest("Ada", reversed(unordered)) == message


def test_an_urgent_message_says_that_it_is_one() -> None:
    message = digest("Ada", [weighed(12, is_urgent=True), weighed(7, 2)])
    assert digest_headline(message) == ("Urgent: 2 issues behind 3 of your open tickets: 2 slipped")


def later_of(count: int) -> list[WeighedNews]:
    return [weighed(n) for n in range(1, count + 1)]


def test_a_digest_names_the_largest_and_puts_the_rest_off() -> None:
    named, later = named_now(later_of(23), {}, NOW)
    assert [item.news.issue_id for item in named] == list(range(1, 21))
    message = digest("Ada", named, later)
    assert message.later == (21, 22, 23)
    assert more_tomorrow(len(message.later)) == "3 more issues have news; it follows tomorrow"
    assert PlanNewsKey(IssueId(21), 3) not in message.news_told


def told(message: Digest, sequence: int, at_days_ago: float) -> list[ToldNews]:
    """What the ledger keeps of a message once it is sent."""
    return [
        ToldNews("support-agent:ada", key, f"m/{sequence}", sequence, days_ago(at_days_ago), late)
        for keys, late in ((message.news_told, False), (message.news_put_off, True))
        for key in keys
    ]


def test_what_was_put_off_waits_for_the_next_night_and_then_goes_first_but_after_urgent() -> None:
    waiting = {IssueId(22): days_ago(1), IssueId(23): days_ago(1)}
    held = named_now(later_of(23)[21:], waiting, days_ago(1))
    assert held == ([], [])
    urgent = weighed(21, is_urgent=True)
    named, later = named_now([*later_of(23)[:20], urgent, *later_of(23)[21:]], waiting, NOW)
    assert [item.news.issue_id for item in named][:3] == [21, 22, 23]
    assert [item.news.issue_id for item in later] == [18, 19, 20]
    assert named_now([urgent], {IssueId(21): NOW}, NOW) == ([urgent], [])


def test_what_was_told_since_is_no_longer_put_off() -> None:
    first = digest("Ada", later_of(1), later_of(3)[1:])
    second = digest("Ada", later_of(2)[1:])
    rows = [*told(second, 2, 1), *told(first, 1, 2)]
    assert plans_put_off(rows) == {IssueId(3): days_ago(2)}


def test_a_reader_knows_the_newest_revision_and_by_which_message_first() -> None:
    older = ToldNews("ada", PlanNewsKey(IssueId(9), 1), "m/1", 1, days_ago(3))
    rows = [*told(digest("Ada", [weighed(9), weighed(30)]), 2, 1), older]
    assert revisions_told(rows) == {IssueId(9): 3, IssueId(30): 3}
    assert first_messages(rows) == {IssueId(9): "m/1", IssueId(30): "m/2"}
