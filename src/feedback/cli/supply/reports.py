"""`feedback scorecard`, `mismatch`, `portfolio`, `pack` and `decide`: reports on support as a
supply chain, and product's answers."""

from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import AsJson, By, Config, Why, author_of, issue_id_of
from feedback.cli.output import print_report, print_written
from feedback.cli.settings_file import settings_to_read, settings_to_write
from feedback.domain.wording import count, unknown
from feedback.errors import InvalidInput

Month = Annotated[
    str, typer.Option(help="A month like 2026-03; default: the month of the newest night.")
]
Out = Annotated[Path | None, typer.Option(help="Also write HTML and CSV to this folder.")]
WholeYear = Annotated[
    bool, typer.Option("--to-date/--month-only", help="Count the year so far, or only the month.")
]


def scorecard(
    supplier: Annotated[str, typer.Argument(help="Only this supplier.")] = "",
    month: Month = "",
    out: Out = None,
    explain: Annotated[
        str, typer.Option(help="A metric: list the tickets behind SUPPLIER's figure.")
    ] = "",
    whole_year: Annotated[
        bool, typer.Option("--to-date", help="With --explain: the year so far.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Send the scorecard to both points of contact.")
    ] = False,
    link: Annotated[str, typer.Option(help="URL of the page, for the message.")] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """How well each supplier answers tickets, in a month and this year, compared fairly."""
    settings = settings_to_write(config) if send else settings_to_read(config)
    from feedback.bootstrap.agreements import read_ratings
    from feedback.domain.supply.tables.scorecard_rows import scorecard_rows
    from feedback.queries.supply.explain_figures import (
        FOLLOW_THROUGH,
        explain_follow_through,
        explain_metric,
    )
    from feedback.queries.supply.scorecards import month_of, months_of, read_scorecards
    from feedback.supply_reports import read_facts, support_agents_of
    from feedback.terminal.supply.reports import show_rows, show_scorecards
    from feedback.web.scorecard_pages import write_scorecards

    settings, store, facts = read_facts(settings)
    chosen = month_of(facts, month)
    if explain:
        if not supplier:
            raise InvalidInput(
                "--explain needs a supplier: feedback scorecard SUPPLIER --explain METRIC."
            )
        months = months_of(facts, chosen, whole_year=whole_year)
        behind = (
            explain_follow_through(store, facts, explain, supplier, support_agents_of(settings))
            if explain in FOLLOW_THROUGH
            else explain_metric(facts, explain, supplier, months)
        )
        print_report(lambda: behind, lambda: show_rows(behind), as_json=as_json)
        return
    cards = read_scorecards(
        store, facts, chosen, read_ratings(settings), support_agents_of(settings)
    )
    if supplier:
        cards = [card for card in cards if card.terms.name == supplier]
        if not cards:
            raise InvalidInput(unknown("supplier", supplier, sorted(facts.policy.terms)))
    print_report(
        lambda: [row for card in cards for row in scorecard_rows(card)],
        lambda: show_scorecards(cards, facts),
        as_json=as_json,
        write=lambda folder: write_scorecards(cards, facts, folder),
        out=out,
    )
    if send:
        from feedback.steps.supply.scorecards import plan_scorecard_messages

        n = plan_scorecard_messages(store, cards, link, now=facts.as_of)
        typer.echo(
            f"{count(n, 'message')} planned; see `feedback plan`. The next dispatch sends planned "
            "messages."
        )


def mismatch(
    month: Month = "",
    whole_year: WholeYear = True,
    out: Out = None,
    explain: Annotated[
        str, typer.Option(help="SEGMENT/CONTACT TYPE, like enterprise/FB-6: list its tickets.")
    ] = "",
    by_month: Annotated[
        bool,
        typer.Option(
            "--by-month", help="Show the trend: value exposed and each target, month by month."
        ),
    ] = False,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Where segments do not get the support they are owed, in money."""
    settings = settings_to_read(config)
    from feedback.domain.supply.tables.mismatch_rows import mismatch_rows, trend_rows
    from feedback.queries.supply.explain_figures import explain_cell
    from feedback.queries.supply.scorecards import months_of, read_mismatch_report, read_mismatches
    from feedback.supply_reports import read_facts
    from feedback.terminal.supply.reports import show_mismatch_months, show_mismatches, show_rows
    from feedback.web.mismatch_page import write_mismatches

    _, store, facts = read_facts(settings)
    months = months_of(facts, month, whole_year=whole_year)
    if explain:
        _, late = read_mismatches(store, facts, months)
        behind = explain_cell(facts, explain, months, late)
        print_report(lambda: behind, lambda: show_rows(behind), as_json=as_json)
        return
    report = read_mismatch_report(store, facts, months)
    print_report(
        lambda: trend_rows(report.trends) if by_month else mismatch_rows(report.found),
        lambda: show_mismatch_months(report) if by_month else show_mismatches(report, facts),
        as_json=as_json,
        write=lambda folder: write_mismatches(report, facts, folder),
        out=out,
    )


def portfolio(
    month: Month = "",
    whole_year: WholeYear = True,
    out: Out = None,
    explain: Annotated[
        str, typer.Option(help="SEGMENT/CONTACT TYPE/SUPPLIER: list its tickets.")
    ] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Which supplier answers what, at what cost, and how satisfied customers are."""
    settings = settings_to_read(config)
    from feedback.domain.supply.metrics.ticket_frame import of_period
    from feedback.domain.supply.reports.portfolio import portfolio as portfolio_of
    from feedback.domain.supply.tables.portfolio_rows import portfolio_rows
    from feedback.queries.supply.explain_figures import explain_cell
    from feedback.queries.supply.scorecards import months_of
    from feedback.supply_reports import read_facts
    from feedback.terminal.supply.reports import show_portfolio, show_rows
    from feedback.web.portfolio_page import write_portfolio

    _, _, facts = read_facts(settings)
    months = months_of(facts, month, whole_year=whole_year)
    if explain:
        behind = explain_cell(facts, explain, months, frozenset())
        print_report(lambda: behind, lambda: show_rows(behind), as_json=as_json)
        return
    cells = portfolio_of(of_period(facts.frame, months), facts.policy)
    print_report(
        lambda: portfolio_rows(cells),
        lambda: show_portfolio(cells),
        as_json=as_json,
        write=lambda folder: write_portfolio(cells, facts, months, folder),
        out=out,
    )


def pack(
    out: Out = None,
    explain: Annotated[str, typer.Option(help="An issue like FB-12: list its tickets.")] = "",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """The planning pack: what customers ask for that does not exist, and what it is worth."""
    settings = settings_to_read(config) if out is None else settings_to_write(config)
    from feedback.bootstrap import open_store
    from feedback.bootstrap.agreements import suppliers_of
    from feedback.domain.supply.tables.pack_rows import pack_rows
    from feedback.queries.supply.explain_pack import explain_wish
    from feedback.queries.supply.planning_pack import read_pack
    from feedback.steps.supply.keep_pack import keep_pack
    from feedback.terminal.supply.reports import show_pack, show_rows
    from feedback.web.pack_page import write_pack

    store = open_store(settings)
    if explain:
        suppliers = list(suppliers_of(settings).values())
        behind = explain_wish(store, issue_id_of(explain), suppliers, settings.supply.competitors)
        print_report(lambda: behind, lambda: show_rows(behind), as_json=as_json)
        return
    made = read_pack(store, settings.supply.competitors)
    print_report(
        lambda: pack_rows(made),
        lambda: show_pack(made),
        as_json=as_json,
        write=lambda folder: write_pack(made, folder),
        out=out,
    )
    if out is not None:
        keep_pack(store, made)


def reports(
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    month: Month = "",
    config: Config = None,
) -> None:
    """Write all reports: scorecards, mismatch, portfolio, planning pack, evaluation."""
    settings = settings_to_write(config)
    from feedback.supply_reports import write_reports

    print_written(write_reports(settings, month, out).paths)


def decide(
    issue: Annotated[str, typer.Argument(help="An issue, like FB-12.")],
    given: Annotated[str, typer.Argument(metavar="ANSWER", help="accepted, declined or later.")],
    why: Why,
    config: Config = None,
    by: By = None,
) -> None:
    """Record product's answer to an issue and tell the support agents who asked."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_answers
    from feedback.domain.issues.decision import Answer
    from feedback.steps.plans.tell_product_answer import record_product_answer

    if given not in list(Answer):
        raise InvalidInput(unknown("answer", given, Answer))
    store, readers, when = open_answers(settings)
    decision, n_told = record_product_answer(
        store, issue_id_of(issue), Answer(given), author_of(by, why), readers, when
    )
    told = count(n_told, "support agent or team", "support agents and teams")
    typer.echo(
        f"Answered {issue.upper()}: {decision.value}. The next dispatch tells {told}. "
        f"Decision {decision.decision_id}; undo it with `feedback issues undo`."
    )
