"""The report as a reader gets it: hand-made nights in a real store, words written out in full."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.impact.ranking import RankReport
from feedback.domain.issues.issue import IssueId
from feedback.domain.night import NightStatus, StepFault
from feedback.domain.tickets.ticket import SetAside
from tests.web.night_on_paper import NIGHT, TICKET_URL, Paper, line, write_night, write_plan
from tests.web.page_reading import Tags, page, words


def test_before_the_first_night_the_page_says_what_will_stand_there(
    store: SqlStore, tmp_path: Path
) -> None:
    text = words(page(store, tmp_path))
    assert "No night has run yet Nothing to report." in text
    assert "No issues yet. An issue is born when enough tickets" in text
    assert "Nothing goes to Jira yet. An issue gets a work item when" in text
    assert (
        "No messages. A support agent is told when the plan for an issue behind their open tickets "
        "changes; product is told of new and spiking issues. There is no fix plan yet."
    ) in text
    assert "Nothing was read yet." in text


def test_the_headline_says_how_much_is_at_risk_and_what_is_new(
    store: SqlStore, tmp_path: Path
) -> None:
    write_night(store, Paper(lines=(line("Acme", "12345.00"), line("Borg", "500.25"))))
    text = words(page(store, tmp_path))
    assert "As of 9 Mar 2026, 03:00 UTC night done 1 issue puts $12,845 a year at risk." in text
    assert (
        "Tonight: 1 new issue . The issues hold 1 ticket (1 open) from 2 customers; "
        "3 tickets belong to no issue yet."
    ) in text


def test_a_night_that_found_no_issue_is_shown_without_figures(
    store: SqlStore, tmp_path: Path
) -> None:
    with store.begin() as tx:
        tx.nights.begin(NIGHT)
        tx.nights.record(NIGHT, RankReport(0, Decimal(0), 0, 0, 0))
        tx.nights.finish(NIGHT, NightStatus.DONE, [])
    text = words(page(store, tmp_path))
    assert "night done No issues yet. Tonight: nothing new . 0 tickets belong to no issue" in text


def test_a_partial_night_names_its_faults(store: SqlStore, tmp_path: Path) -> None:
    fault = StepFault("pull helpdesk", "The helpdesk did not answer (503). Run the night again.")
    write_night(store, Paper(faults=(fault,)))
    text = words(page(store, tmp_path))
    assert (
        "The night is partial: 1 part missing. Running it again tries it again. "
        "pull helpdesk : The helpdesk did not answer (503). Run the night again."
    ) in text


def test_a_night_that_was_stopped_shows_the_ranking_of_the_one_before(
    store: SqlStore, tmp_path: Path
) -> None:
    write_night(store, Paper())
    with store.begin() as tx:
        tx.nights.begin(NIGHT + timedelta(days=1))
    text = words(page(store, tmp_path))
    assert "As of 10 Mar 2026, 03:00 UTC night not finished" in text
    assert "The ranking below is of 9 Mar 2026, 03:00 UTC." in text
    assert "Tonight: nothing new ." in text


def test_the_lines_of_a_receipt_add_up_to_the_impact_even_when_not_all_are_shown(
    store: SqlStore, tmp_path: Path
) -> None:
    lines = tuple(line(f"Customer {n}", f"{100 - n}.37") for n in range(45))
    write_night(store, Paper(lines=lines))
    html = page(store, tmp_path)
    receipt = html[html.index('<div class="receipt">') : html.index('<div class="pair">')]
    amounts = re.findall(r"<strong>\$([\d,.]+)</strong>", receipt)
    *shown, total = [Decimal(amount.replace(",", "")) for amount in amounts]
    assert len(shown) == 41
    assert total == Decimal("3526.65")
    assert sum(shown) == total
    assert "5 more customers $291.85" in words(receipt)


def test_a_receipt_shows_its_arithmetic_and_marks_estimates(
    store: SqlStore, tmp_path: Path
) -> None:
    write_night(store, Paper(lines=(line("Acme", "500.00", is_estimated=True),)))
    text = words(page(store, tmp_path))
    assert "Acme enterprise estimated $10,000 1 0.0500 $500.00 1 urgent priority" in text
    assert "The largest customer, Acme, is 100% of it; without it this issue would rank 1" in text


@pytest.mark.parametrize(
    ("is_weighted", "name"), [(False, "Receipt impact:"), (True, "Receipt weighted impact:")]
)
def test_an_impact_with_a_strategic_factor_is_called_weighted(
    store: SqlStore, tmp_path: Path, is_weighted: bool, name: str
) -> None:
    write_night(store, Paper(is_weighted=is_weighted))
    assert name in words(page(store, tmp_path))


def test_what_a_ticket_says_is_shown_and_never_run(store: SqlStore, tmp_path: Path) -> None:
    evil = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    write_night(store, Paper(title=evil, quote=evil, url="javascript:alert(1)"))
    html = page(store, tmp_path)
    assert html.count("<script") == 1
    assert "<img" not in html
    assert "javascript:" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in html


def test_the_page_needs_nothing_but_itself(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    html = page(store, tmp_path)
    assert set(re.findall(r"https?://[^\s\"'<)]+", html)) == {TICKET_URL}
    assert not re.search(r"<link|<iframe|<img|\ssrc=|@import|url\(", html)
    assert "default-src 'none'" in html


def test_every_tag_is_closed_and_every_id_given_once(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    write_plan(store)
    reader = Tags()
    reader.feed(page(store, tmp_path))
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert {target for target in reader.targets if target not in reader.ids} == set()


def test_a_plan_is_told_with_its_date_and_every_revision(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    write_plan(store)
    text = words(page(store, tmp_path))
    assert "in progress · 20 Mar 2026" in text
    assert (
        "8 Mar 2026 A fix is in progress for version 4.18, expected 20 Mar 2026. revision 1"
    ) in text


def test_what_was_held_back_and_set_aside_is_told_with_the_reason(
    store: SqlStore, tmp_path: Path
) -> None:
    row = SetAside("helpdesk", "night-1.jsonl line 7", "no date", "created_at is empty")
    held_back = {IssueId(1): "1 tickets, fewer than 3"}
    write_night(store, Paper(set_aside=(row,), held_back=held_back))
    text = words(page(store, tmp_path))
    assert "1 held back FB-1 1 tickets, fewer than 3" in text
    assert "Rows set aside, by reason 9 Mar no date 1" in text
    assert "helpdesk night-1.jsonl line 7 no date created_at is empty" in text
    assert "Personal data masked, by kind 9 Mar email 2" in text


def test_the_same_store_gives_the_same_bytes(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    assert page(store, tmp_path) == page(store, tmp_path)
