"""How figures, dates and states are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from feedback import display
from feedback.domain.impact.trend import Activity, Trend
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import Grew, LineageEvent, Regressed, Spiked, SpikeEnded
from feedback.web import charts

AS_OF = datetime(2026, 3, 9, 3, tzinfo=UTC)


def test_money_is_whole_dollars_and_receipts_have_cents() -> None:
    assert display.money(Decimal("12345.49")) == "$12,345"
    assert display.cents(Decimal("12345.5")) == "$12,345.50"
    assert display.signed_money(Decimal("-1200.10")) == "−$1,200"
    assert display.signed_money(Decimal("1200.10")) == "+$1,200"


def test_dates_are_written_for_reading() -> None:
    assert display.moment(AS_OF) == "9 Mar 2026, 03:00 UTC"
    assert display.day(date(2026, 12, 24)) == "24 Dec 2026"


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://support.example/1", "https://support.example/1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, followed: str) -> None:
    assert display.link(url) == followed


def test_a_list_of_words_ends_with_and() -> None:
    assert display.listed(["1 spike", "", "6 new issues", "3 plans changed"]) == (
        "1 spike, 6 new issues and 3 plans changed"
    )
    assert display.listed([]) == ""


def test_what_is_there_is_never_called_nothing() -> None:
    assert display.share(0.001) == "under 1%"
    assert display.share(0.0) == "0%"


def test_events_are_sentences() -> None:
    spike = LineageEvent(IssueId(1), AS_OF, Spiked(16, 1.07, expected=1.1, p_value=0.001))
    grew = LineageEvent(IssueId(1), AS_OF, Grew(1))
    assert display.event_words(spike) == "Spiked: 16 tickets in a day, 1.07 a day before"
    assert display.event_words(grew) == "Grew by 1 ticket"


def test_how_a_spike_and_a_release_turned_out_are_sentences() -> None:
    over = SpikeEnded(since=date(2026, 3, 5), n_days=4, n_tickets=312, is_new_usual=False)
    watched = Regressed(
        released_on=date(2026, 2, 20), version="4.2", per_day_before=1.2,
        n_reports=6, n_customers=4, n_days=14,
    )  # fmt: skip
    assert (
        display.event_words(LineageEvent(IssueId(1), AS_OF, over))
        == "Spike over: 312 tickets in 4 days since 5 Mar 2026"
    )
    assert (
        display.event_words(LineageEvent(IssueId(1), AS_OF, watched))
        == "Regressed: 6 reports in 14 days after the release of 20 Feb 2026, 1.2 a day before it"
    )


def test_a_trend_is_a_word_a_figure_and_how_sure_it_is() -> None:
    rising = Activity(trend=Trend.RISING, ratio=2.4, ratio_low=1.3, ratio_high=4.6)
    assert display.trend_words(rising) == (
        "Rising: 2.4 times the tickets of the weeks before (likely 1.3 to 4.6 times)"
    )
    from_nothing = Activity(trend=Trend.RISING, ratio=None, ratio_low=1.3)
    assert display.trend_words(from_nothing) == "Rising: no ticket in the weeks before"
    assert display.trend_words(Activity()) == "Too few tickets to tell where it is going"


def test_a_single_ticket_is_no_full_bar() -> None:
    assert [bar.height for bar in charts.bars([0, 1, 4], 30, 20)] == [1.0, 5.0, 20.0]


def test_an_interval_stays_within_its_scale() -> None:
    bar = charts.interval_bar(Decimal(50), Decimal(100), Decimal(400), Decimal(200))
    assert (bar.low, bar.point, bar.high) == (25.0, 50.0, 100.0)
    assert charts.interval_bar(Decimal(0), Decimal(0), Decimal(0), Decimal(0)).high == 0.0
