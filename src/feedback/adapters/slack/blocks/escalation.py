"""Plan debt as blocks: what is owed, what is at stake, and who is asked to take it up."""

from decimal import Decimal

from slack_sdk.models.blocks import Block

from feedback.adapters.slack.blocks.buttons import buttons
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.mrkdwn import line, link
from feedback.adapters.slack.blocks.sections import section
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.escalation_words import STEP_WORDS
from feedback.domain.plans.responses.response import ResponseKind
from feedback.domain.wording import count, long_day

_N_ROWS = 5


def escalation_blocks(
    escalation: Escalation, key: str, links: Links, *, with_receipt: bool
) -> list[Block]:
    """`key`: of the message, which its button carries."""
    label = issue_label(escalation.issue_id)
    name = link(links.issue(escalation.issue_id), label)
    title = line(escalation.title, 200)
    blocks: list[Block] = [section(f"*{name} · {title}*\n{_owed(escalation)}")]
    if with_receipt and escalation.receipt:
        blocks.append(section(_stakes(escalation)))
    blocks.append(buttons(label, [ResponseKind.ACKNOWLEDGE], key))
    for place, block in enumerate(blocks):
        block.block_id = f"{label}/{place}"
    return blocks


def _owed(escalation: Escalation) -> str:
    weighted = "weighted, " if escalation.is_weighted else ""
    tickets = count(escalation.n_tickets, "ticket")
    facts = [
        f"{weighted}{_usd(escalation.impact_usd)} a year at risk",
        f"{tickets} from {count(escalation.n_customers, 'customer')}",
        f"a plan was due on {long_day(escalation.due_at.date())}",
    ]
    if escalation.owner:
        facts.append(f"owned by {escalation.owner}")
    return f"{line(' · '.join(facts), 1000)}\nAsked now: {STEP_WORDS[escalation.step]}"


def _stakes(escalation: Escalation) -> str:
    text = "*Who is at risk*"
    for row in escalation.receipt[:_N_ROWS]:
        why = f": {line(', '.join(row.why), 150)}" if row.why else ""
        text += (
            f"\n• {_usd(row.contribution_usd)} {line(row.customer_name, 80)} "
            f"({line(row.segment, 40)}){why}"
        )
    left = [row.contribution_usd for row in escalation.receipt[_N_ROWS:]]
    n_more = len(left) + escalation.n_more_customers
    more_usd = sum(left, Decimal(0)) + escalation.more_usd
    return text + (f"\n• {_usd(more_usd)} of {n_more} more" if n_more else "")


def _usd(amount: Decimal) -> str:
    """`$12,346`; whole dollars, as nobody decides by cents."""
    return f"${amount:,.0f}"
