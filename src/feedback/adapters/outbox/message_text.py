"""A message as Markdown: close to what the same content looks like in Slack."""

from datetime import date

from feedback.adapters.outbox.amounts import usd
from feedback.domain.impact.impact import ReceiptLine
from feedback.domain.impact.measure_words import size_words
from feedback.domain.issues.issue import issue_label
from feedback.domain.message import Message, headline, items, n_put_off, note
from feedback.domain.plans.fix_plan import OPEN_STATUSES
from feedback.domain.plans.messages.digest import AffectedTicket, Digest, PlanNews
from feedback.domain.plans.messages.digest_words import more_tomorrow, say_to_customer
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.escalation_words import STEP_WORDS, not_current_words
from feedback.domain.plans.plan_words import changes_words, status_words
from feedback.domain.wording import count


def message_text(target: str, message: Message) -> str:
    """The file that stands for a message."""
    first = headline(message, date.isoformat)
    lines = [f"# To {message.reader} ({target})", "", f"**{_sentence(first)}**", ""]
    if said := note(message):
        lines += [said, ""]
    if isinstance(message, Escalation):
        return "\n".join([*lines, *_escalation(message)])
    if isinstance(message, Digest):
        for news in message.news:
            lines += _plan_news(news)
    for item in items(message, date.isoformat):
        lines += [f"## {item.name} · {item.title}", "", item.words, ""]
    if put_off := more_tomorrow(n_put_off(message)):
        lines += [f"{put_off}.", ""]
    return "\n".join(lines)


def _plan_news(news: PlanNews) -> list[str]:
    plan = news.plan
    facts = [f"Status: {status_words(plan, news.certainty)}"]
    if plan.target_version:
        facts.append(f"version {plan.target_version}")
    if plan.target_on and plan.status in OPEN_STATUSES and not plan.is_late:
        facts.append(f"target date {plan.target_on}")
    as_of = f"as of {plan.recorded_at.date()}, {plan.owner or 'product'}"
    lines = [
        f"## {issue_label(news.issue_id)} · {news.title}",
        "",
        _sentence("; ".join(changes_words(news.changes))),
        "",
        f"{', '.join(facts)} ({as_of})",
    ]
    if plan.workaround:
        lines.append(f"Workaround: {plan.workaround}")
    lines += ["", f"You can tell the customer: “{say_to_customer(news)}”", ""]
    lines += ["Tickets behind this:", *map(_ticket, news.tickets), ""]
    return lines


def _ticket(ticket: AffectedTicket) -> str:
    name = f"[{ticket.key}]({ticket.url})" if ticket.url else ticket.key
    solved = "" if ticket.is_open else " (solved, customer was promised an update)"
    subject = f": {ticket.subject}" if ticket.subject else ""
    return f"- {name} {ticket.customer} ({ticket.segment}){subject}{solved}"


def _escalation(escalation: Escalation) -> list[str]:
    label = issue_label(escalation.issue_id)
    name = "Weighted impact" if escalation.is_weighted else "Impact"
    lines = [
        f"## {label} · {escalation.title}",
        "",
        f"A plan was due on {escalation.due_at.date()} ({not_current_words(escalation.why)}). "
        f"This is step {int(escalation.step)}: {STEP_WORDS[escalation.step]}. "
        f"Owner: {escalation.owner or 'nobody named'}.",
        "",
        f"{name}: {_stake(escalation)}.",
        "",
    ]
    lines += [f"- {row.customer_name} ({row.segment}): {_line(row)}" for row in escalation.receipt]
    if escalation.n_more_customers:
        more_usd = escalation.more_usd
        more = f"- {escalation.n_more_customers} more"
        lines.append(more if more_usd is None else f"{more}: {usd(more_usd)}")
    return [*lines, "", f"Taken up? `feedback respond acknowledge {label}`", ""]


def _stake(escalation: Escalation) -> str:
    if escalation.impact_usd is None or escalation.segment_impact_usd is None:
        return size_words(None, escalation.n_customers, escalation.n_tickets)
    return (
        f"{usd(escalation.impact_usd)} a year at risk, "
        f"{usd(escalation.segment_impact_usd)} of it with {escalation.segment} customers"
    )


def _line(row: ReceiptLine) -> str:
    if row.value_usd is None or row.contribution_usd is None:
        return count(row.n_tickets, "ticket")
    return f"{usd(row.value_usd)} × {row.weight} × {row.exposure} = {usd(row.contribution_usd)}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
