"""Our section of a work item's description: what a product manager reads about an issue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

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
from feedback.domain.impact.priority import PriorityPolicy
from feedback.domain.publishing.work_item import support_cost_words
from feedback.domain.wording import count

CustomerNames = Literal["named", "masked", "summed"]
"""Customers by name, by number, or one line for those of a segment."""
RECEIPT_HEADER = (
    "Customer", "Segment", "Value a year", "Weight", "Exposure", "At risk a year", "Tickets", "Why",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be shown; smaller where people's own text leaves little."""

    n_lines: int = 1_000
    n_quotes: int = 1_000
    quote_chars: int = 600

    def smaller(self, payload: Mapping[str, Any]) -> "Room | None":
        """The next smaller room for this payload: quotes first, then the receipt's tail."""
        if self.quote_chars > 80:
            return replace(self, quote_chars=max(self.quote_chars // 2, 80))
        n_quotes = min(self.n_quotes, len(payload["quotes"]))
        if n_quotes > 0:
            return replace(self, n_quotes=n_quotes - 1)
        n_lines = min(self.n_lines, len(payload["impact"]["receipt"]))
        return replace(self, n_lines=n_lines // 2) if n_lines > 0 else None


def shown_as(impact: Mapping[str, Any], customers: CustomerNames) -> Mapping[str, Any]:
    """The receipt with as much of the customers as may be shown. The sum stays the same."""
    rows = impact["receipt"]
    if customers == "masked":
        numbered = [{**row, "customer": f"Customer {n}"} for n, row in enumerate(rows, start=1)]
        return {**impact, "receipt": numbered}
    if customers == "summed":
        return {**impact, "receipt": [], "segments": _by_segment(rows)}
    return impact


def _by_segment(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, Decimal, int]]:
    """(how many customers, segment, at risk, tickets), the largest first."""
    found: list[tuple[str, str, Decimal, int]] = []
    for segment in dict.fromkeys(row["segment"] for row in rows):
        theirs = [row for row in rows if row["segment"] == segment]
        at_risk = sum((Decimal(row["contribution_usd"]) for row in theirs), Decimal(0))
        n_tickets = sum(row["n_tickets"] for row in theirs)
        who = "1 customer" if len(theirs) == 1 else f"{len(theirs)} customers"
        found.append((who, segment, at_risk, n_tickets))
    return sorted(found, key=lambda one: (-one[2], one[1]))


def section(payload: Mapping[str, Any], policy: PriorityPolicy, room: Room) -> list[Block]:
    """The blocks between our two lines, for the payload of a work item's effect."""
    return [
        *_control(payload),
        *([_words(payload["in_short"])] if payload.get("in_short") else []),
        Bullets(tuple(_facts(payload))),
        Heading(_impact_title(payload)),
        _words(_interval(payload["impact"])),
        _receipt(payload["impact"], room.n_lines),
        _words(_priority(payload, policy)),
        *_costs(payload),
        *_quotes(payload["quotes"], room),
    ]


def _control(payload: Mapping[str, Any]) -> list[Block]:
    """What changes how the rest is to be read."""
    said: list[Block] = []
    if survivor := payload.get("absorbed_by"):
        text = f"This issue was absorbed by {survivor}; its tickets are there now."
        said.append(Paragraph((Span(text, is_strong=True),)))
    if origin := payload.get("split_from"):
        said.append(_words(f"Split from {origin}: some of these tickets were there before."))
    if suggested := payload.get("suggested"):
        said.append(
            Paragraph(
                (
                    Span(f"Suggested priority: {one_line(suggested['priority'])}.", is_strong=True),
                    Span(f" {one_line(suggested['why'])}"),
                )
            )
        )
    if sentence := payload.get("take_control"):
        said.append(_words(sentence))
    return said


def _facts(payload: Mapping[str, Any]) -> list[tuple[Span, ...]]:
    since = payload.get("since") or payload["emerged_on"]
    tickets = count(payload["n_tickets"], "ticket")
    customers = count(payload["n_customers"], "customer")
    told = {
        "Issue": payload["issue_id"],
        "Kind": f"{payload['kind'].capitalize()} "
        f"({payload['kind_confidence']:.0%} of the evidence says so)",
        "Known since": f"{since}: {tickets} ({payload['n_open_tickets']} open) from {customers}",
        "Trend": payload.get("trend"),
        "Spike": payload.get("spike"),
        "Confidence": payload.get("confidence"),
        "In their words": ", ".join(payload.get("keyphrases", ())),
    }
    return [
        (Span(f"{name}: ", is_strong=True), Span(one_line(str(value))))
        for name, value in told.items()
        if value
    ]


def _impact_title(payload: Mapping[str, Any]) -> str:
    impact = payload["impact"]
    name = "Weighted impact" if impact["is_weighted"] else "Impact"
    return f"{name}: {usd(impact['impact_usd'])} a year at risk"


def _interval(impact: Mapping[str, Any]) -> str:
    return (
        f"Between {usd(impact['low_usd'])} and {usd(impact['high_usd'])}. "
        f"The largest customer is {impact['largest_customer_share']:.0%} of it; "
        f"{impact['estimated_share']:.0%} rests on estimated customer values. "
        "At risk = value × weight × exposure, to the cent; the lines add up to the sum."
    )


def _receipt(impact: Mapping[str, Any], n_lines: int) -> Table:
    shown, folded = impact["receipt"][:n_lines], impact["receipt"][n_lines:]
    rows = [
        (
            one_line(row["customer"]),
            one_line(row["segment"]),
            usd(row["value_usd"]) + (" (estimated)" if row["is_estimated"] else ""),
            row["weight"],
            row["exposure"],
            usd(row["contribution_usd"]),
            str(row["n_tickets"]),
            ", ".join(row["why"]),
        )
        for row in shown
    ]
    rows += [
        (who, one_line(segment), "", "", "", usd(at_risk), str(n_tickets), "")
        for who, segment, at_risk, n_tickets in impact.get("segments", ())
    ]
    n_more = impact["rest"]["n_customers"] + len(folded)
    more_usd = Decimal(impact["rest"]["contribution_usd"]) + sum(
        (Decimal(row["contribution_usd"]) for row in folded), Decimal(0)
    )
    if n_more:
        rows.append((f"{n_more} more", "", "", "", "", usd(more_usd), "", ""))
    rows.append(("Sum", "", "", "", "", usd(impact["impact_usd"]), "", ""))
    return Table(RECEIPT_HEADER, tuple(rows))


def _priority(payload: Mapping[str, Any], policy: PriorityPolicy) -> str:
    """The priority with the rule that gives it, so that anybody can check it."""
    name = payload["priority"]
    impact_usd = Decimal(payload["impact"]["impact_usd"])
    bands = "; ".join(f"{one_line(b.name)} from {usd(b.min_usd)}" for b in policy.bands)
    return f"Priority: {name}. Bands: {bands}. {_held(name, impact_usd, policy)}".rstrip()


def _held(name: str, impact_usd: Decimal, policy: PriorityPolicy) -> str:
    """Why the priority is not the band the impact lies in; empty where it is."""
    names = [band.name for band in policy.bands]
    plain = next(i for i, band in enumerate(policy.bands) if impact_usd >= band.min_usd)
    if name not in names or names[plain] == name:
        return ""
    now, margin = names.index(name), Decimal(str(policy.hysteresis))
    share = f"{policy.hysteresis:.0%}"
    if plain < now:
        above = policy.bands[now - 1]
        border = usd(above.min_usd * (1 + margin))
        return (
            f"It has not passed the border to {above.name} by {share} ({border}), so that "
            "it does not flap."
        )
    border = usd(policy.bands[now].min_usd * (1 - margin))
    return (
        f"It was {name} and has not fallen below its border by {share} ({border}), so that it "
        "does not flap."
    )


def _costs(payload: Mapping[str, Any]) -> Sequence[Block]:
    costs = support_cost_words(payload.get("support_costs", ()), usd)
    return [_words(f"Answering these tickets has cost {costs}.")] if costs else []


def _quotes(quotes: Sequence[Mapping[str, Any]], room: Room) -> list[Block]:
    shown: list[Block] = []
    for quote in quotes[: room.n_quotes]:
        text = cut(one_line(quote["quote"]), room.quote_chars)
        link = (Span(f"{text} "), Span("ticket", href=quote["url"]))
        shown.append(Quote(link if quote["url"] else (Span(text),)))
    return [Heading("What customers say"), *shown] if shown else []


def _words(text: str) -> Paragraph:
    return Paragraph((Span(one_line(text)),))
