"""Issues, their events and themes as commands print them with `--json`."""

from dataclasses import asdict, fields
from datetime import date

from feedback.domain.impact.impact import ReceiptLine
from feedback.domain.issues.issue import issue_label, issue_labels
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    DecidedDetail,
    LineageDetail,
    LineageEvent,
    Moved,
    Revived,
    Split,
)
from feedback.queries.issues.issue import IssueInFull, RankingOfIssue
from feedback.queries.issues.themes import ThemeRow
from feedback.terminal.as_json.row import Row


def issue_as_json(issue: IssueInFull) -> Row:
    """Everything known about an issue. Money as digits, times in ISO 8601."""
    row: Row = {field.name: getattr(issue, field.name) for field in fields(issue)}
    ranking = issue.ranking
    return row | {
        "events": [event_as_json(event) for event in issue.events],
        "ranking": None if ranking is None else _ranking(ranking),
    }


def theme_as_json(theme: ThemeRow) -> Row:
    """One theme; its money as a number."""
    row: Row = {field.name: getattr(theme, field.name) for field in fields(theme)}
    usd = theme.impact_usd
    return row | {"impact_usd": None if usd is None else float(usd)}


def event_as_json(event: LineageEvent) -> Row:
    """What happened to an issue."""
    return {"as_of": event.as_of, "kind": str(event.kind), **event_figures(event.detail)}


def _ranking(ranking: RankingOfIssue) -> Row:
    row: Row = {field.name: getattr(ranking, field.name) for field in fields(ranking)}
    return row | {"receipt": [_line(line) for line in ranking.receipt]}


def _line(line: ReceiptLine) -> Row:
    return {
        "customer": line.customer_name,
        "segment": line.segment,
        "value_usd": line.value_usd,
        "weight": line.weight,
        "exposure": line.exposure,
        "contribution_usd": line.contribution_usd,
        "n_tickets": line.n_tickets,
        "is_estimated": line.is_estimated,
        "why": line.why,
    }


def event_figures(detail: LineageDetail) -> dict[str, str | int | float]:
    """What an event's row says besides its kind: issues as labels, dates as ISO 8601."""
    match detail:
        case Split(n_tickets=n, from_issues=sources) | Moved(n_tickets=n, from_issues=sources):
            figures: dict[str, str | int | float] = {"n_tickets": n, "from": issue_labels(sources)}
        case AbsorbedInto(into=heir):
            figures = {"into": issue_label(heir)}
        case Revived():
            figures = {}
        case _:
            figures = {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(detail).items()
            }
    decision = detail.decision if isinstance(detail, DecidedDetail) else None
    return figures | ({"by": decision.by, "decision": decision.decision_id} if decision else {})
