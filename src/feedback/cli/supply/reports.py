"""`feedback scorecard`, `mismatch`, `portfolio`, `pack` and `decide`: reports on support as a
supply chain, and product's answers."""

from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import DEFAULT_CONFIG, AsJson, By, Config, Why, author_of, issue_id_of
from feedback.cli.output import hand_out, say_written
from feedback.errors import InvalidInput

Month = Annotated[str, typer.Option(help="Like 2026-03; default: that of the newest night.")]
Out = Annotated[Path | None, typer.Option(help="A folder to write the HTML and CSV to.")]
WholeYear = Annotated[
    bool, typer.Option("--to-date/--month-only", help="Since the year began, or one month.")
]


def scorecard(
    supplier: Annotated[str, typer.Argument(help="Only this one.")] = "",
    month: Month = "",
    out: Out = None,
    explain: Annotated[
        str, typer.Option(help="A metric: the tickets behind it, of SUPPLIER in the month.")
    ] = "",
    whole_year: Annotated[
        bool, typer.Option("--to-date", help="With --explain: since the year began.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Plan a message to both points of contact.")
    ] = False,
    link: Annotated[str, typer.Option(help="Where the page will be found; for the message.")] = "",
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """How well each supplier answers: for a month and to date, fairly compared."""
    from feedback.bootstrap.agreements import read_ratings
    from feedback.queries.supply.explain_supply import HEARD, explain_heard, explain_metric
    from feedback.queries.supply.scorecards import month_of, months_of, read_scorecards
    from feedback.settings import load_settings
    from feedback.supply_reports import read_facts, support_agents_of
    from feedback.terminal.supply_reports import show_rows, show_scorecards
    from feedback.web.scorecard_pages import scorecard_rows, write_scorecards

    settings, store, facts = read_facts(load_settings(config))
    chosen = month_of(facts, month)
    if explain:
        if not supplier:
            raise InvalidInput("Say whose figure: feedback scorecard SUPPLIER --explain METRIC.")
        months = months_of(facts, chosen, whole_year=whole_year)
        behind = (
            explain_heard(store, facts, explain, supplier, support_agents_of(settings))
            if explain in HEARD
            else explain_metric(facts, explain, supplier, months)
        )
        show_rows(behind, as_json=as_json)
        return
    cards = read_scorecards(
        store, facts, chosen, read_ratings(settings), support_agents_of(settings)
    )
    if supplier:
        cards = [one for one in cards if one.terms.name == supplier]
        if not cards:
            names = ", ".join(sorted(facts.policy.terms)) or "none"
            raise InvalidInput(f'"{supplier}" is no supplier. Configured are: {names}.')
    hand_out(
        lambda: [row for card in cards for row in scorecard_rows(card)],
        lambda: show_scorecards(cards, facts),
        as_json=as_json,
        write=lambda folder: write_scorecards(cards, facts, folder),
        out=out,
    )
    if send:
        from feedback.domain.wording import count
        from feedback.steps.supply.scorecards import plan_scorecard_messages

        n = plan_scorecard_messages(store, cards, link, now=facts.as_of)
        typer.echo(
            f"{count(n, 'message')} planned; the next dispatch sends them (`feedback plan`)."
        )


def mismatch(
    month: Month = "",
    whole_year: WholeYear = True,
    out: Out = None,
    explain: Annotated[
        str, typer.Option(help="segment/contact type (enterprise/FB-6): the tickets behind it.")
    ] = "",
    by_month: Annotated[
        bool, typer.Option("--by-month", help="The trend: money exposed, and each target.")
    ] = False,
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """What each segment is owed against what it got, in money."""
    from feedback.queries.supply.explain_supply import explain_cell
    from feedback.queries.supply.scorecards import months_of, read_mismatch_report, read_mismatches
    from feedback.settings import load_settings
    from feedback.supply_reports import read_facts
    from feedback.terminal.supply_reports import show_mismatch_months, show_mismatches, show_rows
    from feedback.web.mismatch_page import mismatch_rows, write_mismatches
    from feedback.web.mismatch_trends import trend_rows

    _, store, facts = read_facts(load_settings(config))
    months = months_of(facts, month, whole_year=whole_year)
    if explain:
        _, late = read_mismatches(store, facts, months)
        show_rows(explain_cell(facts, explain, months, late), as_json=as_json)
        return
    report = read_mismatch_report(store, facts, months)
    hand_out(
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
        str, typer.Option(help="segment/contact type/supplier: the tickets behind it.")
    ] = "",
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Who answers what, at which cost and with what experience: one picture and a table."""
    from feedback.domain.supply.metrics.ticket_frame import of_period
    from feedback.domain.supply.reports.sourcing import portfolio as portfolio_of
    from feedback.queries.supply.explain_supply import explain_cell
    from feedback.queries.supply.scorecards import months_of
    from feedback.settings import load_settings
    from feedback.supply_reports import read_facts
    from feedback.terminal.supply_reports import show_portfolio, show_rows
    from feedback.web.mismatch_page import portfolio_rows, write_portfolio

    _, _, facts = read_facts(load_settings(config))
    months = months_of(facts, month, whole_year=whole_year)
    if explain:
        show_rows(explain_cell(facts, explain, months, frozenset()), as_json=as_json)
        return
    cells = portfolio_of(of_period(facts.frame, months), facts.policy)
    hand_out(
        lambda: portfolio_rows(cells),
        lambda: show_portfolio(cells),
        as_json=as_json,
        write=lambda folder: write_portfolio(cells, facts, months, folder),
        out=out,
    )


def pack(
    out: Out = None,
    explain: Annotated[str, typer.Option(help="An issue (FB-12): the tickets behind it.")] = "",
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """The planning pack: what customers ask for that does not exist, and what it is worth."""
    from feedback.bootstrap import open_store
    from feedback.bootstrap.agreements import suppliers_of
    from feedback.queries.supply.explain_pack import explain_wish
    from feedback.queries.supply.planning_pack import read_pack
    from feedback.settings import load_settings
    from feedback.steps.supply.keep_pack import keep_pack
    from feedback.terminal.supply_reports import show_pack, show_rows
    from feedback.web.pack_page import pack_rows, write_pack

    settings = load_settings(config)
    store = open_store(settings)
    if explain:
        suppliers = list(suppliers_of(settings).values())
        behind = explain_wish(store, issue_id_of(explain), suppliers, settings.supply.competitors)
        show_rows(behind, as_json=as_json)
        return
    made = read_pack(store, settings.supply.competitors)
    hand_out(
        lambda: pack_rows(made),
        lambda: show_pack(made),
        as_json=as_json,
        write=lambda folder: write_pack(made, folder),
        out=out,
    )
    if out is not None:
        keep_pack(store, made)


def reports(
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    month: Month = "",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """All of them at once: scorecards, mismatch, portfolio, planning pack, evaluation."""
    from feedback.settings import load_settings
    from feedback.supply_reports import write_reports

    say_written(write_reports(load_settings(config), month, out).paths)


def decide(
    issue: Annotated[str, typer.Argument(help="An issue, like FB-12.")],
    given: Annotated[str, typer.Argument(metavar="ANSWER", help="accepted, declined or later.")],
    why: Why,
    config: Config = DEFAULT_CONFIG,
    by: By = None,
) -> None:
    """Product's answer to an issue: recorded, and told to the support agents who asked."""
    from feedback.bootstrap import open_answers
    from feedback.domain.issues.decision import Answer
    from feedback.settings import load_settings
    from feedback.steps.plans.answer import answer

    if given not in list(Answer):
        raise InvalidInput(f'"{given}" is no answer. Use {", ".join(Answer)}.')
    store, readers, when = open_answers(load_settings(config))
    decision, n_told = answer(
        store, issue_id_of(issue), Answer(given), author_of(by, why), readers, when
    )
    told = "1 support agent or team is" if n_told == 1 else f"{n_told} support agents and teams are"
    typer.echo(
        f"Answered {issue.upper()}: {decision.value}. {told} told with the next dispatch. "
        f"Decision {decision.decision_id}; take it back with `feedback issues undo`."
    )
