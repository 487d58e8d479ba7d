"""What a scorecard says at the top, in words a manager understands."""

from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.metrics.figures import Figure
from feedback.domain.supply.metrics.mix import Adjusted
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.reports.contract_results import Line
from feedback.domain.supply.reports.rating_gap import gap_words
from feedback.domain.supply.reports.scorecard import Scorecard
from feedback.domain.wording import all_of, count, day, month_name

_TOLD = ("first_response_hours", "resolution_hours", "csat", "first_response_within")
"""What is compared at the top, in this order."""
N_COMPARED = 2
COMPARABLE_SHARE = 0.5
"""With fewer tickets whose like others answer, nobody can say whether it does as well as they."""


def scorecard_words(card: Scorecard) -> list[str]:
    """Sentences, most important first. Never empty."""
    name = card.terms.name
    gap = card.gap
    disagreement = [] if gap is None else [gap_words(gap)]
    if not card.n_to_date:
        groups = ", ".join(card.terms.supplier.groups)
        return [
            f"{name} had no ticket this year. Its groups are {groups}: are they the right ones?",
            *disagreement,
        ]
    told = [*_fairness(card), *_misrouted(card), *_contract(card), *_actions(card), *disagreement]
    if not card.n_tickets:
        told.append(f"{name} had no ticket in {month_name(card.month)}; the figures to date stand.")
    elif all(not line.now.is_known for line in card.lines if line.metric.is_adjusted):
        told.append(
            f"{count(card.n_tickets, 'ticket')} in {month_name(card.month)} "
            f"{'is' if card.n_tickets == 1 else 'are'} too few to say how well this supplier "
            "answers; look at the figures to date."
        )
    if card.n_unsolved:
        told.append(
            f"{month_name(card.month)} is not over: {card.n_unsolved} of its "
            f"{count(card.n_tickets, 'ticket')} {'is' if card.n_unsolved == 1 else 'are'} "
            "not solved yet, so resolution and cost per resolution will still change."
        )
    return told or [f"{name} does what it should; nothing stands out in {month_name(card.month)}."]


def figure_words(figure: Figure, unit: Unit) -> str:
    """The value, or that there are too few tickets to say."""
    if figure.is_known:
        return show_amount(figure.value, unit)
    return f"too few ({figure.n})" if figure.n else "–"


def reference_words(reference: Reference) -> str:
    """By what suppliers were compared."""
    if reference.is_frozen:
        return (
            f"Compared by the rates of tickets opened from {reference.from_on} to "
            f"{reference.until_on}, frozen."
        )
    return (
        "Compared by a provisional reference: all tickets there are, every supplier once per "
        "cell. Freeze one with `feedback suppliers reference`."
    )


def _fairness(card: Scorecard) -> list[str]:
    """Where the plain figures mislead: a harder, or an easier, mix than others have."""
    found = []
    for name in _TOLD:
        line = card.line(name)
        # A month too thin to tell is told by the year: of the others then, too.
        adjusted = line.adjusted or line.adjusted_to_date
        others = (line.peers if line.adjusted else line.peers_to_date).value
        if adjusted is None or others is None or adjusted.observed.value is None:
            continue
        worse = _is_worse(adjusted.observed, others, line)
        better = _is_better(adjusted.observed, others, line)
        if worse and not _is_worse(adjusted.observed, adjusted.expected, line):
            found.append(_only_the_mix(card, line, adjusted, others))
        elif better and _is_worse(adjusted.observed, adjusted.expected, line):
            found.append(_only_easy(card, line, adjusted))
        if len(found) == N_COMPARED:
            break
    return found


def _only_the_mix(card: Scorecard, line: Line, adjusted: Adjusted, peers: float) -> str:
    unit = line.metric.unit
    if card.comparable < COMPARABLE_SHARE:
        return (
            f"{card.terms.name} has {line.metric.in_words} "
            f"{show_amount(adjusted.observed.value, unit)}{_when(line)} where the others have "
            f"{show_amount(peers, unit)}, but on other tickets: only "
            f"{show_amount(card.comparable, Unit.SHARE)} of its own are of a sort that they answer "
            "too. Whether it does well cannot be told from this."
        )
    return (
        f"{card.terms.name} looks worse than it is: {line.metric.in_words} "
        f"{show_amount(adjusted.observed.value, unit)}{_when(line)} where the others have "
        f"{show_amount(peers, unit)}, but its tickets are harder. With the same tickets "
        f"{show_amount(adjusted.expected, unit)} would be usual: it does as well as others."
    )


def _only_easy(card: Scorecard, line: Line, adjusted: Adjusted) -> str:
    unit = line.metric.unit
    return (
        f"{card.terms.name} looks better than it is: {line.metric.in_words} "
        f"{show_amount(adjusted.observed.value, unit)}{_when(line)}, but its tickets are easy. "
        f"With the same tickets {show_amount(adjusted.expected, unit)} would be usual."
    )


def _when(line: Line) -> str:
    return "" if line.adjusted else " this year"


def _is_worse(observed: Figure, than: float, line: Line) -> bool:
    """Surely: the whole interval lies on the wrong side."""
    low, _, high = observed.interval
    return low > than if line.metric.lower_is_better else high < than


def _is_better(observed: Figure, than: float, line: Line) -> bool:
    low, _, high = observed.interval
    return high < than if line.metric.lower_is_better else low > than


def _misrouted(card: Scorecard) -> list[str]:
    share = card.line("misrouted").to_date
    n = round((share.value or 0.0) * share.n)
    if not n:
        return []
    return [
        f"{n} of its {count(share.n, 'ticket')} this year should not have come to it"
        + (f": {card.wrong_because}." if card.wrong_because else ".")
    ]


def _contract(card: Scorecard) -> list[str]:
    judged = [result for result in card.targets if result.is_met is not None]
    if not judged:
        return []
    missed = [result.metric.in_words for result in judged if not result.is_met]
    targets = "contract target" if len(judged) == 1 else "contract targets"
    all_judged = f"{all_of(len(judged))} {targets} that can be judged"
    words = (
        f"It misses {all_judged} ({', '.join(missed)})"
        if len(missed) == len(judged)
        else f"It misses {len(missed)} of {len(judged)} contract targets ({', '.join(missed)})"
        if missed
        else f"It meets {all_judged}"
    )
    pays = card.pays_usd
    if pays:
        kind = "a malus" if pays < 0 else "a bonus"
        words += f": {kind} of ${abs(pays):,.2f} on an invoice of ${card.invoice_usd:,.2f}"
        words += " (estimated)" if card.invoice.words else ""
    return [words + "."]


def _actions(card: Scorecard) -> list[str]:
    waiting = sorted(
        (action for action in card.actions if action.done_on is None),
        key=lambda action: (action.due_on, action.action_id),
    )
    if not waiting:
        return []
    first = waiting[0]
    if card.on is None or not first.is_late(card.on):
        is_open = "s are open, the first" if len(waiting) > 1 else " is open,"
        return [f"{len(waiting)} agreed action{is_open} due {day(first.due_on)}."]
    return [
        f"Agreed on {day(first.agreed_on)} and overdue since {day(first.due_on)}: "
        f"{first.words} ({first.our_owner}, {first.their_owner})."
    ]
