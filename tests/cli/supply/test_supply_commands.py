"""The supply chain's commands over a company's night: reports, what is behind them, decisions."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from typer.testing import CliRunner

from feedback.adapters.store import SqlStore
from feedback.cli import app
from feedback.domain.plans.messages.product_answer import ProductAnswer, answer_words
from feedback.domain.publishing.effect import EffectState
from feedback.errors import FeedbackError
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, build, pipeline

SUPPLY = """
[segments.enterprise.profile]
first_response = "4 h"
csat = "4.2 of 5"
served_by = ["expert"]
channels = ["email", "phone"]
[supply]
min_tickets = 3
contact_type = "issue"
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("company"))
    config = folder / "feedback.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace('team_channel = "#ext-bw"', 'team_channel = "#ext-bw"\nkind = "low-cost"\n'
                        'channels = ["#bw-leads"]')  # fmt: skip
    text = text.replace('team_channel = "#support-core"',
                        'team_channel = "#support-core"\nkind = "expert"')  # fmt: skip
    config.write_text(text + SUPPLY, encoding="utf-8")
    for source, channel in (("chat", "chat"), ("helpdesk", "email")):
        path = folder / f"{source}.jsonl"
        tickets = path.read_text(encoding="utf-8").splitlines()
        lines = (json.dumps({**json.loads(one), "channel": channel}) for one in tickets)
        path.write_text("\n".join(lines), encoding="utf-8")
    run_night(pipeline(folder), NIGHTS[1])
    return folder


@pytest.fixture
def config(company: Path) -> Iterator[Path]:
    """Every test begins with the store as the night left it."""
    store = company / "store.db"
    kept = {path: path.read_bytes() for path in company.glob("store.db*")}
    yield company / "feedback.toml"
    for path in company.glob("store.db*"):
        path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)
    assert store.exists()


def run(*arguments: object) -> str:
    """What the command prints; a refusal is raised."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    return result.output


def rows(*arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*arguments, "--json"))
    return found


def change(config: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{config.parent}/store.db")
    with engine.begin() as connection:
        assert connection.exec_driver_sql(statement).rowcount
    engine.dispose()


def test_the_tickets_behind_a_figure_add_up_to_it(config: Path) -> None:
    card = rows("scorecard", "brightwater", "--config", config)
    known = [row for row in card if row["value"] is not None]
    assert {"misrouted", "linked", "first_response_within"} <= {row["metric"] for row in known}
    for row in known:
        behind = rows("scorecard", "brightwater", "--explain", row["metric"], "--config", config)
        total = sum(one["numerator"] for one in behind) / sum(one["denominator"] for one in behind)
        assert total == pytest.approx(row["value"], abs=1e-3), row["metric"]
        assert len(behind) == row["n"]


def test_what_unsolved_tickets_cost_stands_behind_the_cost_of_a_resolution(config: Path) -> None:
    change(config, "update ticket set solved_at = null, status = 'open'")
    change(config, "update ticket set solved_at = created_at, status = 'solved' where rowid % 3")
    (row,) = [
        row
        for row in rows("scorecard", "brightwater", "--config", config)
        if row["metric"] == "cost_per_resolution"
    ]
    behind = rows("scorecard", "brightwater", "--explain", row["metric"], "--config", config)
    assert sum(one["denominator"] for one in behind) == row["n"] < len(behind)
    total = sum(one["numerator"] for one in behind)
    assert total / row["n"] == pytest.approx(row["value"], abs=1e-3)


def test_what_is_usual_is_traced_to_the_reference_s_rates(config: Path) -> None:
    card = rows("scorecard", "brightwater", "--config", config)
    known = [row for row in card if row["expected"] is not None]
    assert known
    for row in known:
        behind = rows("scorecard", "brightwater", "--explain", row["metric"], "--config", config)
        total = sum(one["denominator"] for one in behind)
        usual = sum(one["usual"] * one["denominator"] for one in behind) / total
        assert usual == pytest.approx(row["expected"], abs=1e-3), row["metric"]


def test_the_tickets_behind_the_pack_add_up_to_value_and_risk(config: Path) -> None:
    wishes = [row for row in rows("pack", "--config", config) if row["section"] == "wish"]
    assert wishes
    for wish in wishes:
        behind = rows("pack", "--explain", wish["issue"], "--config", config)
        once = {row["customer_id"]: row for row in behind}.values()
        assert len(once) == wish["n_customers"]
        assert sum(row["value_usd"] for row in once) == pytest.approx(wish["value_usd"])
        assert sum(row["at_risk_usd"] for row in once) == pytest.approx(wish["at_risk_usd"])
        deals = sum(row["open_deals_usd"] or 0 for row in once)
        assert deals == pytest.approx(wish["to_win_usd"])
        prices = {"in-house": 14.5, "brightwater": 4.2}
        assert all(row["cost_usd"] == prices.get(row["supplier"]) for row in behind)


def test_the_tickets_behind_a_mismatch_expose_what_it_says(config: Path) -> None:
    for row in rows("mismatch", "--config", config):
        cell = f"{row['segment']}/{row['contact_type'].split(' ')[0]}"
        if row["contact_type"] == "not grouped":
            cell = f"{row['segment']}/not grouped"
        behind = rows("mismatch", "--explain", cell, "--config", config)
        assert len(behind) == row["n_tickets"]
        exposed = {one["customer"]: one["value_usd"] for one in behind if one["missed"]}
        assert sum(exposed.values()) == pytest.approx(row["exposed_usd"])
        assert sum("misrouted" in one["missed"] for one in behind) == row["n_misrouted"]
        for figure, column in (
            ("first_response_delivered", "first_response_met"),
            ("resolution_delivered", "resolution_met"),
            ("csat_delivered", "csat"),
            ("reopen_delivered", "is_reopened"),
        ):
            known = [one[column] for one in behind if one[column] is not None]
            if row[figure] is not None:
                assert sum(known) / len(known) == pytest.approx(row[figure], abs=1e-3), figure


def test_the_tickets_behind_a_month_expose_what_the_trend_says(config: Path) -> None:
    trend = rows("mismatch", "--by-month", "--config", config)
    shown = [row for row in trend if row["value"] is not None]
    assert {"value_exposed", "first_response_within"} <= {row["metric"] for row in shown}
    for row in shown:
        if row["metric"] != "value_exposed":
            continue
        behind = rows("mismatch", "--explain", row["segment"], "--month", row["month"],
                      "--month-only", "--config", config)  # fmt: skip
        exposed = {one["customer"]: one["value_usd"] for one in behind if one["missed"]}
        assert sum(exposed.values()) == pytest.approx(row["value"])
        assert len(behind) == row["n"]


def test_a_segment_that_is_gone_since_the_night_is_told_and_no_crash(config: Path) -> None:
    written = config.read_text(encoding="utf-8")
    renamed = config.with_name("renamed.toml")
    renamed.write_text(written.replace("segments.enterprise", "segments.premium"), encoding="utf-8")
    with pytest.raises(FeedbackError, match="in `enterprise`, a segment that no longer exists"):
        run("mismatch", "--config", renamed)


def test_people_of_one_unknown_customer_are_one_customer(config: Path) -> None:
    change(config, "update ticket set customer_id = 'gone'")
    for row in rows("mismatch", "--config", config):
        assert row["n_customers"] == 1, row


def test_how_tickets_came_in_is_told_and_traced(config: Path) -> None:
    (told,) = [
        line
        for line in run("mismatch", "--config", config).replace("\n", " ").split("Channels: ")
        if line.startswith("enterprise is owed email, phone;")
    ]
    behind = rows("mismatch", "--explain", "enterprise", "--config", config)
    known = [one["off_channel"] for one in behind if one["off_channel"] is not None]
    assert 0 < sum(known) < len(known)
    assert f"{sum(known):.0f} of {len(known)} tickets came another way" in " ".join(told.split())


def test_the_premium_segment_in_the_wrong_queue_is_told_first(config: Path) -> None:
    told = " ".join(run("mismatch", "--config", config).split())
    assert told.startswith("Enterprise customers worth $")
    assert "(enterprise is served by expert, brightwater is low-cost)" in told


def test_the_portfolio_says_at_the_top_who_has_what_it_should_not(config: Path) -> None:
    told = run("portfolio", "--config", config).splitlines()[0]
    assert re.fullmatch(
        r"\d+ enterprise tickets went to brightwater, which should not answer them\.", told
    )


def test_reports_are_written_whole_and_need_nothing_but_themselves(
    config: Path, tmp_path: Path
) -> None:
    for report in ("scorecard", "mismatch", "portfolio", "pack"):
        run(report, "--out", tmp_path, "--config", config)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "mismatch-2026-03-by-month.csv", "mismatch-2026-03.csv", "mismatch-2026-03.html",
        "planning-pack-2026-03-10.csv", "planning-pack-2026-03-10.html",
        "planning-pack-2026-03-10.md",
        "portfolio-2026-03.csv", "portfolio-2026-03.html",
        "scorecard-brightwater-2026-03.csv", "scorecard-brightwater-2026-03.html",
        "scorecard-in-house-2026-03.csv", "scorecard-in-house-2026-03.html",
    ]  # fmt: skip
    for page in tmp_path.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|href)="(?!#)', text), page.name
        assert "default-src 'none'" in text
    with (tmp_path / "scorecard-brightwater-2026-03.csv").open(encoding="utf-8") as file:
        assert {row["supplier"] for row in csv.DictReader(file)} == {"brightwater"}


def test_all_reports_are_written_at_once(config: Path, tmp_path: Path) -> None:
    told = run("reports", "--out", tmp_path, "--config", config)
    written = {path.name for path in tmp_path.iterdir()}
    assert len(written) == 12
    assert all(name in told for name in written)


def test_product_s_answer_is_told_to_who_asked_and_stands_in_the_next_pack(
    config: Path, company: Path, tmp_path: Path
) -> None:
    run("pack", "--out", tmp_path, "--config", config)
    wish = next(row for row in rows("pack", "--config", config) if row["section"] == "wish")
    assert wish["answer"] == "no answer, no plan"

    told = run("decide", wish["issue"], "declined", "--why", "Night mode comes with the new theme",
               "--by", "Mia", "--config", config)  # fmt: skip
    assert told.startswith(f"Answered {wish['issue']}: declined.")
    with SqlStore(f"sqlite:///{company}/store.db").begin() as tx:
        messages = [
            one for one in tx.effects.in_state(EffectState.PLANNED)
            if one.target.startswith("answer:")
        ]  # fmt: skip
    asked = {row["ticket"] for row in rows("pack", "--explain", wish["issue"], "--config", config)}
    assert messages
    for message in messages:
        assert isinstance(message.content, ProductAnswer)
        words = answer_words(message.content)
        assert "Product has decided not to do this. Why: Night mode comes" in words
    answers = [it.content for it in messages if isinstance(it.content, ProductAnswer)]
    named = {f"chat:{key}" for answer in answers for key in answer.tickets}
    assert named <= asked

    run_night(pipeline(company), NIGHTS[2])
    again = next(row for row in rows("pack", "--config", config) if row["issue"] == wish["issue"])
    assert again["answer"].startswith("declined on ")
    run("pack", "--out", tmp_path, "--config", config)
    text = (tmp_path / "planning-pack-2026-03-11.md").read_text(encoding="utf-8")
    followed = text.split("## What the pack of 10 Mar 2026 asked for")[1]
    assert "declined on" in followed


def test_the_same_answer_twice_is_refused(config: Path) -> None:
    wish = next(row["issue"] for row in rows("pack", "--config", config))
    run("decide", wish, "later", "--why", "busy", "--config", config)
    with pytest.raises(FeedbackError, match="has that answer already"):
        run("decide", wish, "later", "--why", "busy", "--config", config)


def test_an_answer_can_be_taken_back(config: Path) -> None:
    wish = next(row["issue"] for row in rows("pack", "--config", config))
    run("decide", wish, "accepted", "--why", "soon", "--config", config)
    (decision,) = rows("issues", "decisions", "--config", config)
    run("issues", "undo", decision["decision"], "--why", "too early", "--config", config)
    (again,) = [row for row in rows("pack", "--config", config) if row["issue"] == wish]
    assert again["answer"] == "no answer, no plan"


def test_an_agreed_action_is_carried_until_it_is_done(config: Path) -> None:
    run("suppliers", "agree", "brightwater", "Train on single sign-on", "--our-owner", "Sam",
        "--their-owner", "Jo", "--due", "2026-04-01", "--config", config)  # fmt: skip
    assert "Action 1: Train on single sign-on" in run(
        "scorecard", "brightwater", "--config", config
    )
    run("suppliers", "done", "1", "--config", config)
    with pytest.raises(FeedbackError, match="was already done on"):
        run("suppliers", "done", "1", "--config", config)


def test_a_scorecard_is_sent_once_to_where_the_contacts_read(config: Path) -> None:
    first = run("scorecard", "--send", "--link", "https://pages.example/bw", "--config", config)
    again = run("scorecard", "--send", "--link", "https://pages.example/bw", "--config", config)
    assert "1 message planned" in first
    assert "0 messages planned" in again


def test_a_frozen_reference_is_used_from_then_on(config: Path) -> None:
    assert "provisional reference" in " ".join(run("scorecard", "--config", config).split())
    run("suppliers", "reference", "--since", "2026-03-01", "--until", "2026-03-31", "--why", "year",
        "--config", config)  # fmt: skip
    told = " ".join(run("scorecard", "--config", config).split())
    assert "rates of tickets opened from 2026-03-01 to 2026-03-31, frozen" in told


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["scorecard", "acme"], 'Unknown supplier `acme`. Available: brightwater, in-house.'),
        (["scorecard", "--explain", "csat"], "--explain needs a supplier"),
        (["scorecard", "brightwater", "--explain", "joy"], 'Unknown metric `joy`'),
        (["scorecard", "--month", "March"], "Invalid --month `March`"),
        (["mismatch", "--explain", "enterprise/FB-99"], "No tickets for `enterprise/FB-99`"),
        (["pack", "--explain", "FB-99"], "has no tickets"),
        (["decide", "FB-1", "maybe", "--why", "x"],
         'Unknown answer `maybe`. Available: accepted, declined, later.'),
        (["segments", "explain", "nobody"], "Unknown customer `nobody`"),
        (["suppliers", "done", "7"], "Unknown action 7"),
        (["suppliers", "evaluate"], "No ratings to compare candidates by"),
        (["suppliers", "what-if", "--segment", "x", "--contact-type", "FB-1", "--to", "in-house"],
         'Unknown segment `x`'),
        (["suppliers", "reference", "--since", "2020-01-01", "--until", "2020-01-02", "--why", "x"],
         "No ticket was opened"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_remedy(
    arguments: list[str], complaint: str, config: Path
) -> None:
    with pytest.raises(FeedbackError, match=re.escape(complaint)):
        run(*arguments, "--config", config)


def test_gaps_are_found_and_make_the_command_fail(config: Path) -> None:
    result = CliRunner().invoke(app, ["suppliers", "check", "--config", str(config)])
    assert result.exit_code == 1
    assert "brightwater: has no single point of contact on its side: set contact." in result.output


def test_a_customer_s_segment_is_explained(config: Path) -> None:
    told = run("segments", "explain", "c0", "--config", config)
    assert told.splitlines() == ["c0 Customer 0: enterprise", "  enterprise, as its directory says"]
