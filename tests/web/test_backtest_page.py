"""The backtest's page: what somebody reads who decides whether to trust it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedback.domain.grouping.agreement import agreement_of
from feedback.domain.grouping.backtest import Backtest, BacktestNight, FoundIssue, FoundSpike
from feedback.domain.issues.issue import IssueId, IssueKind
from feedback.domain.issues.lineage import LineageKind
from feedback.web.backtest import render_backtest, timelines_of
from feedback.web.plots import HEIGHT, WIDTH, bar_plot, line_plot

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, 4, tzinfo=UTC)


def night(number: int, **changes: object) -> BacktestNight:
    usual = BacktestNight(
        as_of=START + number * DAY, n_new=10, n_tickets=10 * (number + 1), n_waiting=2,
        n_issues=3, n_born=0, n_joined=10, churn=0.0, seconds=1.5, embed_seconds=1.0,
        peak_mb=700.0, n_events={LineageKind.GREW: 3}, n_spikes=0, quality=None,
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


def backtest(**changes: object) -> Backtest:
    usual = Backtest(
        file_name="history.csv",
        every=DAY,
        nights=[night(0), night(1, churn=0.25, n_events={LineageKind.SPLIT: 1}), night(2)],
        n_nights_skipped=4,
        issues=[
            FoundIssue(
                IssueId(2), "Export <stops> at 10,000 rows", IssueKind.DEFECT, 0.31,
                ["The export <b>stops</b>", "Rows are missing"],
                [START - DAY / 2, START + DAY / 2, START + 2 * DAY],
            )
        ],
        spikes=[FoundSpike(START + DAY, IssueId(2), "Export stops", 40, 1.25)],
        set_aside={"no text": 2},
        quality=None,
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


def test_the_page_says_what_was_replayed_found_and_left_out() -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", render_backtest(backtest())).split())
    for words in (
        "30 tickets would have become 3 issues.",
        "3 nights replayed, one every day",
        "4 nights without tickets were skipped",
        "2 rows of the file could not be used: 2 no text",
        "highest 25.0%; 1 night above 1%",
        "2 Mar 2026 FB-2 Export stops 40 1.2",
        "Export &lt;stops&gt; at 10,000 rows",
        "The export &lt;b&gt;stops&lt;/b&gt;",
        "3 tickets 28 Feb 2026 to 3 Mar 2026",
    ):
        assert words in page


def test_the_page_needs_nothing_but_itself_and_runs_nothing() -> None:
    page = render_backtest(backtest())
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_quality_has_its_chart_only_with_labels() -> None:
    quality = agreement_of(["a", "a", "b"], [1, 1, 2])
    with_labels = backtest(quality=quality, nights=[night(0), night(1, quality=quality)])
    assert "Does it agree with your labels?" in render_backtest(with_labels)
    assert "Against the labels, over all tickets so far." in render_backtest(with_labels)
    assert "labels" not in render_backtest(backtest())


def test_a_replay_of_one_night_without_issues_is_a_page_too() -> None:
    page = render_backtest(backtest(nights=[night(0, n_issues=0)], issues=[], spikes=[]))
    assert "No issue." in page
    assert "No spike." in page


def test_an_issues_timeline_holds_every_ticket_once() -> None:
    [timeline] = timelines_of(backtest())
    assert timeline.columns == (1, 1, 1)


def test_two_thousand_nights_still_fit_and_lose_no_ticket() -> None:
    nights = [START + n * DAY for n in range(2000)]
    plot = bar_plot("t", "n.", nights, [1.0] * 2000, sum, str)
    assert len(plot.bars) == 250
    assert plot.note == "n. Each bar stands for 8 nights."
    assert all(0 <= bar.x <= WIDTH and 0 <= bar.y <= HEIGHT for bar in plot.bars)


def test_a_line_skips_what_was_not_measured() -> None:
    nights = [START + n * DAY for n in range(4)]
    plot = line_plot("t", "n.", nights, {"f": [None, 0.5, None, 1.0]}, "{:.1f}".format, top=1.0)
    assert plot.lines[0].path == "M210,85 L490,0"
    assert [tick.words for tick in plot.y_ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert plot.summary == "f: from 0.5 to 1.0, last 1.0"
