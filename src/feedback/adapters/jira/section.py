"""Our section of a work item's description: what a product manager reads about an issue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from feedback.adapters.jira.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Quote,
    Span,
    Table,
    cut,
    one_line,
)
from feedback.adapters.outbox.amounts import usd
from feedback.domain.impact.impact import usd_sum
from feedback.domain.impact.measure import Measure
from feedback.domain.impact.measure_words import RANKED_BY_CUSTOMERS
from feedback.domain.impact.priority import PriorityPolicy
from feedback.domain.issues.issue import issue_label, issue_labels
from feedback.domain.publishing.receipt import ReceiptRow
from feedback.domain.publishing.work_item_content import Quote as CustomerQuote
from feedback.domain.publishing.work_item_content import ShownImpact, WorkItemContent
from feedback.domain.publishing.work_item_words import (
    absorbed_words,
    grouping_words,
    in_short,
    kind_words,
    size_words,
    spike_words,
    suggestion_reasons,
    support_cost_words,
    take_control_words,
    trend_words,
)
from feedback.domain.wording import count

CustomerNames = Literal["named", "masked", "summed"]
"""Customers by name, by number, or one line for those of a segment."""
RECEIPT_HEADER = (
    "Customer", "Segment", "Value a year", "Weight", "Exposure", "At risk a year", "Tickets", "Why",
)  # fmt: skip

CUSTOMERS_HEADER = ("Customer", "Segment", "Tickets", "Why")
"""Of a receipt without money."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be shown; smaller where people's own text leaves little."""

    n_lines: int = 1_000
    n_quotes: int = 1_000
    quote_chars: int = 600

    def smaller(self, content: WorkItemContent) -> "Room | None":
        """The next smaller room for this content: quotes first, then the receipt's tail."""
        if self.quote_chars > 80:
            return replace(self, quote_chars=max(self.quote_chars // 2, 80))
        n_quotes = min(self.n_quotes, len(content.quotes))
        if n_quotes > 0:
            return replace(self, n_quotes=n_quotes - 1)
        n_lines = min(self.n_lines, len(content.impact.receipt))
        return replace(self, n_lines=n_lines // 2) if n_lines > 0 else None


def section(
    content: WorkItemContent, policy: PriorityPolicy, room: Room, customers: CustomerNames
) -> list[Block]:
    """The blocks between our two lines. Of the customers as much as `customers` lets be shown; the
    sum stays the same."""
    return [
        *_control(content),
        _words(in_short(content)),
        Bullets(tuple(_facts(content))),
        Heading(_impact_title(content)),
        _words(_interval(content.impact)),
        _receipt(content.impact, room.n_lines, customers),
        _words(_priority(content, policy)),
        *_costs(content),
        *_quotes(content.quotes, room),
    ]


def _control(content: WorkItemContent) -> list[Block]:
    """Facts that change how to read the rest."""
    said: list[Block] = []
    if content.absorbed_by is not None:
        said.append(Paragraph((Span(absorbed_words(content.absorbed_by), is_strong=True),)))
    if content.split_from:
        origin = issue_labels(content.split_from)
        said.append(_words(f"Split from {origin}, where some of these tickets were before."))
    for suggestion in content.suggestions:
        if suggestion.override.field == "priority":
            said.append(
                Paragraph(
                    (
                        Span(f"Suggested priority: {one_line(suggestion.value)}.", is_strong=True),
                        Span(f" {one_line(suggestion_reasons(content))}"),
                    )
                )
            )
    said.append(_words(take_control_words(content)))
    return said


def _facts(content: WorkItemContent) -> list[tuple[Span, ...]]:
    told = {
        "Issue": issue_label(content.issue_id),
        "Kind": kind_words(content),
        "Known since": f"{content.first_ticket_on}: {size_words(content)}",
        "Trend": trend_words(content),
        "Spike": spike_words(content.spike) if content.spike else "",
        "Grouping": grouping_words(content),
        "In their words": ", ".join(content.keyphrases),
    }
    return [
        (Span(f"{name}: ", is_strong=True), Span(one_line(value)))
        for name, value in told.items()
        if value
    ]


def _impact_title(content: WorkItemContent) -> str:
    impact = content.impact
    if impact.impact_usd is None:
        customers = count(content.n_customers, "customer")
        return f"Impact: {customers}, {count(content.n_tickets, 'ticket')}"
    name = "Weighted impact" if impact.is_weighted else "Impact"
    return f"{name}: {usd(impact.impact_usd)} a year at risk"


def _interval(impact: ShownImpact) -> str:
    if impact.low_usd is None or impact.high_usd is None:
        return RANKED_BY_CUSTOMERS
    return (
        f"Between {usd(impact.low_usd)} and {usd(impact.high_usd)}. "
        f"The largest customer is {impact.largest_customer_share:.0%} of it; "
        f"{impact.estimated_share:.0%} rests on estimated customer values. "
        "At risk = value × weight × exposure, to the cent; the lines add up to the sum."
    )


def _receipt(impact: ShownImpact, n_lines: int, customers: CustomerNames) -> Table:
    if impact.impact_usd is None:
        return _customers(impact, n_lines, customers)
    if customers == "summed":
        folded: tuple[ReceiptRow, ...] = ()
        rows = _by_segment(impact.receipt)
    else:
        folded = impact.receipt[n_lines:]
        rows = [
            (
                f"Customer {n}" if customers == "masked" else one_line(row.customer),
                one_line(row.segment),
                _usd(row.value_usd) + (" (estimated)" if row.is_estimated else ""),
                str(row.weight),
                str(row.exposure),
                _usd(row.contribution_usd),
                str(row.n_tickets),
                ", ".join(row.why),
            )
            for n, row in enumerate(impact.receipt[:n_lines], start=1)
        ]
    n_more = impact.others.n_customers + len(folded)
    if n_more:
        more_usd = usd_sum(
            (impact.others.contribution_usd, *(row.contribution_usd for row in folded))
        )
        rows.append((f"{n_more:,} more", "", "", "", "", _usd(more_usd), "", ""))
    rows.append(("Sum", "", "", "", "", usd(impact.impact_usd), "", ""))
    return Table(RECEIPT_HEADER, tuple(rows))


def _customers(impact: ShownImpact, n_lines: int, customers: CustomerNames) -> Table:
    """The receipt of a night without money: who asks, and how often."""
    folded = () if customers == "summed" else impact.receipt[n_lines:]
    rows: list[tuple[str, ...]]
    if customers == "summed":
        rows = [(who, segment, n, "") for who, segment, *_, n, _ in _by_segment(impact.receipt)]
    else:
        rows = [
            (
                f"Customer {n}" if customers == "masked" else one_line(row.customer),
                one_line(row.segment),
                str(row.n_tickets),
                ", ".join(row.why),
            )
            for n, row in enumerate(impact.receipt[:n_lines], start=1)
        ]
    n_more = impact.others.n_customers + len(folded)
    n_tickets = impact.others.n_tickets + sum(row.n_tickets for row in folded)
    if n_more:
        rows.append((f"{n_more:,} more", "", f"{n_tickets:,}", ""))
    n_all = sum(row.n_tickets for row in impact.receipt) + impact.others.n_tickets
    rows.append(("Sum", "", f"{n_all:,}", ""))
    return Table(CUSTOMERS_HEADER, tuple(rows))


def _by_segment(receipt: Sequence[ReceiptRow]) -> list[tuple[str, ...]]:
    """A line for the customers of each segment, the largest sum (without money: the most customers)
    first."""
    found: list[tuple[str, Decimal | None, int, int]] = []
    for segment in dict.fromkeys(row.segment for row in receipt):
        theirs = [row for row in receipt if row.segment == segment]
        at_risk = usd_sum(row.contribution_usd for row in theirs)
        found.append((segment, at_risk, len(theirs), sum(row.n_tickets for row in theirs)))
    found.sort(key=lambda line: (-(line[2] if line[1] is None else line[1]), line[0]))
    return [
        (count(n, "customer"), one_line(segment), "", "", "", _usd(at_risk), str(n_tickets), "")
        for segment, at_risk, n, n_tickets in found
    ]


def _priority(content: WorkItemContent, policy: PriorityPolicy) -> str:
    """The priority with the rule that gives it, so that anybody can check it."""
    impact_usd = content.impact.impact_usd
    measure = Measure.CUSTOMERS if impact_usd is None else Measure.MONEY
    size = Decimal(content.n_customers) if impact_usd is None else impact_usd
    of_measure = policy.bands_of(measure)
    bands = "; ".join(f"{one_line(b.name)} from {_amount(b.minimum, measure)}" for b in of_measure)
    held = _held(content.priority, size, measure, policy)
    return f"Priority: {content.priority}. Bands: {bands}. {held}".rstrip()


def _held(name: str, size: Decimal, measure: Measure, policy: PriorityPolicy) -> str:
    """Why the priority is not the band the size lies in; empty where it is."""
    of_measure = policy.bands_of(measure)
    names = [band.name for band in of_measure]
    plain = next(i for i, band in enumerate(of_measure) if size >= band.minimum)
    if name not in names or names[plain] == name:
        return ""
    now, margin = names.index(name), Decimal(str(policy.hysteresis))
    share = f"{policy.hysteresis:.0%}"
    if plain < now:
        above = of_measure[now - 1]
        border = _amount(above.minimum * (1 + margin), measure)
        return (
            f"It has not passed the border to {above.name} by {share} ({border}), so that "
            "it does not flap."
        )
    border = _amount(of_measure[now].minimum * (1 - margin), measure)
    return (
        f"It was {name} and has not fallen below its border by {share} ({border}), so that it "
        "does not flap."
    )


def _amount(size: Decimal, measure: Measure) -> str:
    """`$30,000.00`, or `8.8 customers`."""
    if measure is Measure.MONEY:
        return usd(size)
    return f"{float(size):,g} customer{'' if size == 1 else 's'}"


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else usd(amount)


def _costs(content: WorkItemContent) -> Sequence[Block]:
    costs = support_cost_words(content.support_costs, usd)
    return [_words(f"Answering these tickets has cost {costs}.")] if costs else []


def _quotes(quotes: Sequence[CustomerQuote], room: Room) -> list[Block]:
    shown: list[Block] = []
    for quote in quotes[: room.n_quotes]:
        text = cut(one_line(quote.quote), room.quote_chars)
        link = (Span(f"{text} "), Span("ticket", href=quote.url))
        shown.append(Quote(link if quote.url else (Span(text),)))
    return [Heading("What customers say"), *shown] if shown else []


def _words(text: str) -> Paragraph:
    return Paragraph((Span(one_line(text)),))
