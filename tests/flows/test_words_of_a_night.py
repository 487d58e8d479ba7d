"""What a night says in logs and artifacts, without a server."""

from decimal import Decimal

from feedback.domain.impact.ranking import RankReport
from feedback.domain.impact.trend import Activity
from feedback.domain.issues.issue import IssueId, IssueKind, IssueState
from feedback.domain.publishing.step_reports import PublishReport
from feedback.domain.tickets.pull_report import PullReport
from feedback.queries.issues.issues import RankedRow
from flows.artifacts import MAX_ROWS, _bullets, _issue_rows, _plain
from flows.tasks import one_line


def test_a_step_is_told_in_figures_never_in_words_from_tickets() -> None:
    pulled = PullReport(
        "helpdesk",
        is_finished=True,
        n_new=1226,
        n_set_aside=3,
        set_aside={"no id": 1, "no text": 2},
        masked={"email": 50, "iban": 4},
        normalised={'status "ask ada@example.com" read as open': 2},
    )

    assert one_line(pulled) == "1,226 new, 3 set aside, 54 masked, 2 normalised"


def test_a_step_that_names_things_only_counts_them() -> None:
    published = PublishReport(n_items=2, held_back={IssueId(3): "2 tickets, fewer than 3"})
    ranked = RankReport(12, Decimal("537406.63"), 0, n_spikes=0, n_spikes_over=0)

    assert one_line(published) == "2 items, 1 held back"
    assert one_line(ranked) == "12 issues, $537,407 a year at risk"
    assert one_line(PullReport("helpdesk", is_finished=True)) == "nothing new"


def test_a_title_cannot_smuggle_an_image_or_a_link_into_the_page() -> None:
    title = "Broken ![x](https://evil.example/p.png) <img src=x>\n# and more"

    shown = _plain(title)

    assert shown == ("Broken \\!\\[x\\](https://evil.example/p.png) \\<img src=x\\> \\# and more")


def test_money_is_formatted_and_places_are_counted_from_one() -> None:
    row = RankedRow(
        id="FB-1",
        title="Login fails",
        kind=IssueKind.DEFECT,
        state=IssueState.ACTIVE,
        impact_usd=Decimal("307208.51"),
        n_tickets=7,
        n_customers=4,
        priority="Highest",
        jira_key=None,
        activity=Activity(),
        spiking_since=None,
    )

    assert _issue_rows([row]) == [
        {
            "#": 1, "issue": "FB-1", "$ a year": "$307,209", "priority": "Highest",
            "title": "Login fails", "kind": "defect", "customers": 4, "tickets": 7,
            "work item": "",
        }
    ]  # fmt: skip


def test_a_long_list_is_cut_and_says_so() -> None:
    lines = _bullets("What changed", [f"line {n}" for n in range(MAX_ROWS + 5)]).splitlines()

    assert lines[-2:] == [f"- line {MAX_ROWS - 1}", "- … and 5 more."]
