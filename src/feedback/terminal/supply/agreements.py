"""Segments and the evaluation of suppliers, for a person at a terminal."""

from collections.abc import Mapping, Sequence

import typer
from rich.markup import escape

from feedback.domain.customers.customer import Customer
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.agreements.segment_rules import Placement, SegmentRule
from feedback.domain.supply.reports.agreement_gaps import Finding
from feedback.domain.supply.reports.evaluation import Evaluation, evaluation_words
from feedback.domain.wording import count
from feedback.terminal.console import out
from feedback.terminal.supply.reports import table_of


def show_segments(
    profiles: Mapping[str, SupportProfile],
    rules: Sequence[SegmentRule],
    placed: Sequence[tuple[Customer, Placement]],
) -> None:
    table = table_of("customers", "segment", "rules", "first response", "resolution", "served by")
    for name, profile in profiles.items():
        table.add_row(
            str(sum(placement.segment == name for _, placement in placed)),
            escape(name),
            str(sum(rule.segment == name for rule in rules)),
            show_amount(profile.first_response_hours, Unit.HOURS),
            show_amount(profile.resolution_hours, Unit.HOURS),
            escape(", ".join(profile.served_by) or "anybody"),
        )
    out.print(table)
    if rules:
        nobody = [customer for customer, placement in placed if placement.rule is None]
        if nobody:
            names = ", ".join(customer.customer_id for customer in nobody[:5])
            out.print(f"{len(nobody)} customers match no rule: {escape(names)} …")
    twice = [(customer, placement) for customer, placement in placed if placement.also]
    if twice:
        customer, placement = twice[0]
        assert placement.rule is not None, "another rule follows it"
        out.print(
            f"{count(len(twice), 'customer')} could be in several segments; the first rule that "
            f"matches decides. For example {escape(customer.customer_id)}: "
            f"{placement.rule.label}, then {placement.also[0].label}."
        )


def show_findings(found: Sequence[Finding]) -> None:
    """What lacks; one line each, so that they can be counted."""
    for finding in found:
        typer.echo(f"{finding.about}: {finding.words}.")
    if not found:
        typer.echo("No gaps: everybody is served, and everybody has a contact.")


def show_contracts(made: Mapping[str, Sequence[Evaluation]], weights: Mapping[str, float]) -> None:
    """Each contract with its candidates."""
    for name, candidates in made.items():
        if name and len(made) > 1:
            typer.echo(f"\n{name}")
        show_evaluations(candidates, weights)


def show_evaluations(made: Sequence[Evaluation], weights: Mapping[str, float]) -> None:
    for sentence in evaluation_words(made):
        out.print(escape(sentence))
    table = table_of("weight", "criterion", *(escape(candidate.supplier) for candidate in made))
    names = dict.fromkeys(
        criterion.criterion for candidate in made for criterion in candidate.criteria
    )
    for name in names:
        cells = []
        for candidate in made:
            found = [each for each in candidate.criteria if each.criterion == name]
            voices = ", ".join(f"{r.function} {r.rating:g}" for each in found for r in each.ratings)
            cells.append(escape(voices) or "–")
        table.add_row(f"{weights.get(name, 1.0):g}", escape(name), *cells)
    table.add_row(
        "", "[bold]together[/]", *(f"[bold]{candidate.score:.1f}[/]" for candidate in made)
    )
    out.print(table)
