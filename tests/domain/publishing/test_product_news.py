"""What product is told, in what order and in what words."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import (
    Emerged,
    EventKey,
    FellDormant,
    Fixed,
    Grew,
    LineageDetail,
    LineageEvent,
    LineageKind,
    Regressed,
    Revived,
    Spiked,
    SpikeEnded,
)
from feedback.domain.publishing.messages.product_news import IssueNews, ProductNews, product_news
from feedback.domain.publishing.messages.product_words import issue_news_words, product_headline
from tests.domain.domain_examples import NOW, days_ago, impact, issue, ranked


def event(number: int, detail: LineageDetail, as_of: datetime = NOW) -> LineageEvent:
    return LineageEvent(IssueId(number), as_of, detail)


def spiking(n_last_day: int, per_day_before: float) -> Spiked:
    return Spiked(n_last_day, per_day_before, expected=per_day_before, p_value=0.001)


def tell_product(
    events: list[LineageEvent], published: list[int], told: Collection[EventKey] = ()
) -> ProductNews | None:
    by_rank = {
        IssueId(number): ranked(number, rank=place, issue=issue(number, f"Issue {number}"))
        for place, number in enumerate(published, start=1)
    }
    return product_news("channel:#product", events, by_rank, told)


def test_product_is_told_of_a_new_issue_with_what_it_puts_at_risk() -> None:
    news = tell_product([event(12, Emerged(5))], [12])
    assert news == ProductNews(
        "channel:#product",
        (
            IssueNews(
                IssueId(12), "Issue 12", (event(12, Emerged(5)),), 5, 2, Decimal("5000.00"), "Low"
            ),
        ),
    )
    assert product_headline(news) == "1 new"
    assert issue_news_words(news.issues[0]) == (
        "New. 5 tickets from 2 customers, $5,000 a year at risk, priority Low."
    )


def test_a_spike_says_how_many_came_and_how_many_used_to() -> None:
    spiked = event(12, spiking(24, 1.5))
    spiking_issue = ranked(12, impact=impact("1234.50"), n_tickets=31, priority="High")
    news = product_news("channel:#product", [spiked], {IssueId(12): spiking_issue}, ())
    assert news is not None
    assert issue_news_words(news.issues[0]) == (
        "Spiking: 24 tickets in a day, 1.5 a day before. "
        "31 tickets from 1 customer, $1,234 a year at risk, priority High."
    )


def test_product_is_told_once() -> None:
    spiked_before = event(12, spiking(9, 0.0), as_of=days_ago(1))
    events = [event(12, Emerged(5)), spiked_before]
    first = tell_product(events, [12])
    assert first is not None
    assert first.news_told == (
        EventKey(IssueId(12), LineageKind.SPIKED, days_ago(1)),
        EventKey(IssueId(12), LineageKind.EMERGED, NOW),
    )
    assert tell_product(events, [12], first.news_told) is None
    # The same issue spiking another day is news again.
    again = event(12, spiking(9, 0.0))
    second = tell_product([*events, again], [12], first.news_told)
    assert second is not None
    assert second.news_told == (EventKey(IssueId(12), LineageKind.SPIKED, NOW),)


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
    news = tell_product(events, by_rank)
    assert news is not None
    assert [shown.issue_id for shown in news.issues] == list(range(135, 115, -1))
    assert news.n_more == 15
    assert product_headline(news) == "20 new"
    assert len(news.news_told) == 20
    assert not set(news.news_told) & set(news.news_put_off)
    assert len(news.news_put_off) == 15
    second = tell_product(events, by_rank, news.news_told)
    assert second is not None
    assert [shown.issue_id for shown in second.issues] == list(range(115, 100, -1))


def test_what_came_back_is_not_put_off_for_what_is_merely_new() -> None:
    numbers = list(range(101, 126))
    back = event(
        125,
        Regressed(
            date(2026, 3, 1), "4.2", n_reports=3, n_customers=2, n_days=4, per_day_before=1.0
        ),
    )
    events = [*(event(number, Emerged(5)) for number in numbers[:-1]), back]
    news = tell_product(events, numbers)
    assert news is not None
    assert [shown.issue_id for shown in news.issues] == [*range(101, 120), 125]


def test_a_revived_issue_is_back() -> None:
    news = tell_product([event(12, Revived())], [12])
    assert news is not None
    assert issue_news_words(news.issues[0]).startswith("Back after a pause. 5 tickets")


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (
            SpikeEnded(date(2026, 3, 5), n_days=4, n_tickets=312, is_new_usual=False),
            "Spike over: 312 tickets since 2026-03-05. ",
        ),
        (
            SpikeEnded(date(2026, 2, 23), n_days=14, n_tickets=700, is_new_usual=True),
            "This many tickets are usual now, since 2026-02-23. ",
        ),
        (
            Regressed(date(2026, 2, 20), "4.2", 6, n_customers=4, n_days=14, per_day_before=1.0),
            "Back after the release: 6 reports from 4 customers in 14 days after the release of "
            "2026-02-20, 1.0 a day before it. ",
        ),
        (
            Fixed(date(2026, 2, 20), "4.2", 0, n_customers=0, n_days=14, per_day_before=1.0),
            "Verified fixed: no reports in 14 days after the release of 2026-02-20, "
            "1.0 a day before it. ",
        ),
    ],
)  # fmt: skip
def test_product_hears_how_a_spike_and_a_release_turned_out(
    detail: LineageDetail, words: str
) -> None:
    news = tell_product([event(12, detail)], [12])
    assert news is not None
    assert issue_news_words(news.issues[0]).startswith(words)
