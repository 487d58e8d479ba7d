"""Plan debt as blocks: what is owed, what is at stake, and who is asked to take it up."""

from collections.abc import Sequence
from decimal import Decimal

from slack_sdk.models.blocks import Block

from feedback.adapters.slack.blocks.buttons import buttons
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.mrkdwn import line, link
from feedback.adapters.slack.blocks.sections import section
from feedback.domain.impact.impact import ReceiptLine, usd_sum
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
    facts = []
    if escalation.impact_usd is not None:
        facts.append(f"{weighted}{_usd(escalation.impact_usd)} a year at risk")
    facts += [
        f"{tickets} from {count(escalation.n_customers, 'customer')}",
        f"a plan was due on {long_day(escalation.due_at.date())}",
    ]
    if escalation.owner:
        facts.append(f"owned by {escalation.owner}")
    return f"{line(' · '.join(facts), 1000)}\nAsked now: {STEP_WORDS[escalation.step]}"


def _stakes(escalation: Escalation) -> str:
    has_money = escalation.impact_usd is not None
    text = "*Who is at risk*" if has_money else "*Who is affected*"
    for row in escalation.receipt[:_N_ROWS]:
        why = f": {line(', '.join(row.why), 150)}" if row.why else ""
        text += f"\n• {_stake(row)} {line(row.customer_name, 80)} ({line(row.segment, 40)}){why}"
    left = escalation.receipt[_N_ROWS:]
    n_more = len(left) + escalation.n_more_customers
    return text + (f"\n• {_rest(left, escalation.more_usd)}{n_more} more" if n_more else "")


def _stake(row: ReceiptLine) -> str:
    if row.contribution_usd is None:
        return count(row.n_tickets, "ticket")
    return _usd(row.contribution_usd)


def _rest(left: Sequence[ReceiptLine], more_usd: Decimal | None) -> str:
    total = usd_sum([*(row.contribution_usd for row in left), more_usd])
    return "and " if total is None else f"{_usd(total)} of "


def _usd(amount: Decimal) -> str:
    """`$12,346`; whole dollars, as nobody decides by cents."""
    return f"${amount:,.0f}"
