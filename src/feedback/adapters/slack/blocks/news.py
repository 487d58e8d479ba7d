"""One issue's news to somebody who holds tickets of it, as blocks: in full, in short, as a line."""

from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from feedback.adapters.slack.blocks.buttons import news_buttons
from feedback.adapters.slack.blocks.limits import MAX_SECTION
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.mrkdwn import ELLIPSIS, line, link, paragraphs, size
from feedback.adapters.slack.blocks.sections import changes_sentence, section
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.fix_plan import OPEN_STATUSES, FixStatus
from feedback.domain.plans.messages.digest import AffectedTicket, PlanNews
from feedback.domain.plans.messages.digest_words import say_to_customer
from feedback.domain.plans.plan_change import ChangeKind, change_days
from feedback.domain.plans.plan_words import contradiction_words, status_words
from feedback.domain.wording import long_day


@dataclass(frozen=True, slots=True)
class Detail:
    """How much room one issue gets."""

    n_tickets: int
    workaround: int
    """Characters."""
    title: int = 200
    changes: int = 1200


FULL = Detail(n_tickets=20, workaround=MAX_SECTION - 100)
SHORT = Detail(n_tickets=5, workaround=300)
LINE = Detail(n_tickets=0, workaround=0)
NAME = Detail(n_tickets=0, workaround=0, title=45, changes=75)
"""At most 480 bytes, whatever the words, so that all issues of a digest are named."""
DETAILS = (FULL, SHORT, LINE, NAME)
"""From the most room to the least."""

_TO_COME = OPEN_STATUSES
_SAID_BY_PRODUCT = (*_TO_COME, FixStatus.RELEASED, FixStatus.WONT_FIX)
"""What the watch over a release found, nobody has confirmed; nor what is simply gone."""
_WORKAROUND = {
    FixStatus.RELEASED: "For those who do not have the release yet",
    FixStatus.VERIFIED_FIXED: "For those who do not have the release yet",
    FixStatus.WONT_FIX: "What helps",
    FixStatus.WITHDRAWN: "What helps",
}


def news_blocks(item: PlanNews, detail: Detail, key: str, links: Links) -> list[Block]:
    """Every block's id begins with the issue's label: by that they are found to be replaced."""
    blocks: list[Block] = [section(_what_changed(item, detail, links))]
    if detail not in (LINE, NAME):
        blocks.append(section(_plan(item)))
        if item.plan.workaround:
            words = paragraphs(item.plan.workaround, detail.workaround)
            heading = _WORKAROUND.get(item.plan.status, "Until then")
            blocks.append(section(f"*{heading}*\n{words}"))
        blocks += [section(text) for text in _tickets(item, detail, links)]
        blocks.append(section(f"*You can tell the customer*\n> {_to_copy(item)}"))
        blocks.append(news_buttons(item, key))
    label = issue_label(item.issue_id)
    for place, block in enumerate(blocks):
        block.block_id = f"{label}/{place}"
    return blocks


def _to_copy(item: PlanNews) -> str:
    """The sentence for customers: meant to be copied, so no character of it is replaced."""
    return paragraphs(" ".join(say_to_customer(item).split()), 1000)


def _what_changed(item: PlanNews, detail: Detail, links: Links) -> str:
    words = line(changes_sentence(item.changes), detail.changes)
    label, title = issue_label(item.issue_id), line(item.title, detail.title)
    if detail is NAME:
        return f"*{label} · {title}*\n{words}"
    since = "" if item.since is None or _tells_day(item) else long_day(item.since.date())
    since = f" (since {since})" if since else ""
    text = f"*{link(links.issue(item.issue_id), label)} · {title}*\n{words}{since}."
    if words.endswith((".", "!", "?", ELLIPSIS)) and not since:
        text = text[:-1]
    if earlier := links.first_message(item.first_message):
        text += f" {link(earlier, 'Previous update')}"
    return text


def _tells_day(item: PlanNews) -> bool:
    """Whether the changes name the very day since when the plan stands."""
    assert item.since is not None, "it is asked of a day only"
    return item.since.date() in {on for change in item.changes for on in change_days(change)}


def _plan(item: PlanNews) -> str:
    plan = item.plan
    facts = [status_words(plan, item.certainty, long_day)]
    if plan.target_version:
        facts.append(f"version {plan.target_version}")
    if plan.target_on and plan.status in _TO_COME and not plan.is_late:
        facts.append(f"expected {long_day(plan.target_on)}")
    if plan.released_on and plan.status not in _TO_COME:
        facts.append(f"out since {long_day(plan.released_on)}")
    if plan.status in _SAID_BY_PRODUCT:
        facts.append(f"last confirmed {long_day(item.last_confirmed_at.date())}")
    if plan.owner:
        facts.append(f"owner {plan.owner}")
    text = f"*Plan:* {line(' · '.join(facts), 1000)}"
    is_told = any(change.kind is ChangeKind.CONTRADICTION for change in item.changes)
    if plan.contradiction and not is_told:
        text += f"\n{line(contradiction_words(plan.contradiction, long_day), 500)}"
    return text


def _tickets(item: PlanNews, detail: Detail, links: Links) -> list[str]:
    """The tickets as rows, in as many texts as their length asks for."""
    tickets = item.tickets
    if not tickets:
        return []
    is_open = all(ticket.is_open for ticket in tickets)
    heading = "*Open tickets behind this*" if is_open else "*Your tickets behind this*"
    rows = [heading, *map(_ticket, tickets[: detail.n_tickets])]
    n_more = len(tickets) - detail.n_tickets
    if n_more > 0:
        rows.append(f"• {link(links.issue(item.issue_id), f'and {n_more} more')}")
    texts, text = [], rows[0]
    for row in rows[1:]:
        if size(text) + 1 + size(row) > MAX_SECTION:
            texts.append(text)
            text = row
        else:
            text += f"\n{row}"
    return [*texts, text]


def _ticket(ticket: AffectedTicket) -> str:
    name = link(ticket.url, line(ticket.key, 60))
    who = f"{line(ticket.customer, 80)} ({line(ticket.segment, 40)})"
    subject = line(ticket.subject, 120)
    row = f"• {name} {who}: {subject}" if subject else f"• {name} {who}"
    return row if ticket.is_open else f"{row} · solved, customer was promised an update"
