"""docs/metrics.md, from the definitions: run this module to write it."""

from feedback.domain.supply.metrics.metrics import METRICS

_ASPECTS = {
    "volume": "Volume",
    "experience": "Customer experience",
    "cost": "Cost",
    "handoff": "Handoff to product",
    "basis": "What other figures rest on",
}
_HEAD = """\
# Metrics

Every figure in scorecards, mismatch, portfolio and what-if, defined once in
`src/feedback/domain/supply/metrics/metrics.py`; this page is generated from there. All are ratios
of sums over tickets, so the figure of a supplier's month, of a segment's year and of a cell of both
follow from the same definition. `feedback scorecard SUPPLIER --explain NAME` lists the tickets
behind one, each with its part of the numerator and of the denominator.

A ticket counts in the month it was opened, in the deployment's time zone. Hours are counted within
the hours its segment is owed (`profile.hours`), or around the clock if none are set; a day on which
the clocks change has 23 or 25 hours. With fewer than `supply.min_tickets` tickets, no figure is
shown. Shares have a Wilson interval, other figures that of a ratio (Cochran 1977, ch. 6), both
95 %, cut off at the ends of the scale; a CSAT on which all agree has Wilson's, as a share of its
scale.
"""
_TAIL = """\
## Told apart from the ticket

**Plan updates acknowledged** (`plan_updates_acknowledged`): of the plan
updates that a supplier's support agents received, the share they answered in any way (a button,
`feedback respond`). Grain: support agent and issue, over all time.

**Customers told after release** (`customers_told`): of the tickets of released issues whose
customer is waiting to hear about it or was told, the share told. Grain: ticket, over all time.

## Made from metrics

**Fairly compared** (mix-adjusted): marked *fair* above. What is usual for a supplier's own mix of
segment × contact type is the mean of the reference's rates over its own tickets; the figure is the
reference's overall rate, moved by own against usual: by the ratio of odds for shares and CSAT, by
the ratio for hours and money (indirect standardisation, Breslow & Day 1987, ch. 2). The reference
is frozen (`feedback suppliers reference`), so the result depends on the supplier's own tickets
only. Until one is frozen, a provisional one stands in: in each cell the mean of the suppliers'
rates, every supplier counting once whatever its volume, tickets of no supplier left out. Points:
100 / (1 + e^−d), d the log of that ratio, signed so that more is better; 50 is usual for the same
tickets. A usual share (for points the own one too) is kept at least half a ticket away from 0 and
100 % (Cox 1970, The Analysis of Binary Data, ch. 3): what has not happened in a few tickets may yet
happen.

**Balance**: weighted mean (`supply.balance`) of experience, cost and handoff. Each is the mean of
its metrics' points; handoff shares count as they are (out of 100), hours to link as 24 / (24 + h).

**Value exposed**: Σ value × segment weight over the customers of a cell on whose tickets something
owed was missed: first response, resolution, a rating a point or more below the CSAT owed, a
reopening where reopenings are more than is owed, a supplier that may not serve them, no fix plan in
time. Each customer counts once per cell. USD per year. **By month** it is that of a segment's
tickets of the month, each customer once over all contact types; its interval takes the month's
customers for a draw from many like them: Wilson's, of the share of the value that is exposed, with
(Σ value)² / Σ value² customers (Kish 1965, ch. 11), times the value. Only what is
owed can be missed: a ticket through a channel that its segment is not owed is counted
(`off_channel`) but exposes no money, unless its supplier does not answer that channel: then it is
misrouted.

**Experience** (portfolio): mean of first response in time, resolved in time and (CSAT − 1) / 4, as
far as known.

**Value asking** (planning pack): Σ value of the customers that ask, once each. **Value to win**: Σ
of their open deals. Values are what customers pay, without the segment's weight; where nobody knows
it, the segment's median is used, and the estimated part is shown. **Large**: the tenth of customers
of highest value, three at least. **Quiet only because support spends much**: more costly to answer
than the median issue, CSAT at least 4.0 of at least 3 ratings, at most a tenth of the tickets
escalated or reopened.
"""


def metrics_page() -> str:
    """The page as it must stand in docs/."""
    parts = [_HEAD]
    for aspect, title in _ASPECTS.items():
        parts.append(f"## {title}\n")
        for metric in METRICS:
            if metric.aspect != aspect:
                continue
            better = "less is better" if metric.lower_is_better else "more is better"
            facts = [f"unit: {metric.unit}", f"grain: {metric.grain}"]
            facts += [better] if aspect != "volume" else []
            facts += ["fair"] if metric.is_adjusted else []
            parts.append(
                f"### {metric.title}: `{metric.name}`\n\n"
                f"{metric.formula[0].upper()}{metric.formula[1:]}.\n\n"
                f"- {'; '.join(facts)}\n- left out: {metric.exclusions}\n"
            )
    return "\n".join([*parts, _TAIL])


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/metrics.md").write_text(metrics_page(), encoding="utf-8")
