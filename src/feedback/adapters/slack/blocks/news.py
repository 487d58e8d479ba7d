"""One issue's news to somebody who holds tickets of it, as blocks: in full, in short, as a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from feedback.adapters.slack.blocks.limits import MAX_SECTION
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.mrkdwn import ELLIPSIS, escaped, line, link, paragraphs, size
from feedback.adapters.slack.blocks.sections import day, section, sentence, with_days
from feedback.adapters.slack.buttons.actions import news_buttons
from feedback.domain.plans.fix_plan import STATUS_WORDS, FixStatus


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

_TO_COME = ("planned", "in_progress", "done")
_SAID_BY_PRODUCT = (*_TO_COME, "released", "wont_fix")
"""What the watch over a release found, nobody has confirmed; nor what is simply gone."""
_WORKAROUND = {
    "released": "For those who do not have the release yet",
    "verified_fixed": "For those who do not have the release yet",
    "wont_fix": "What helps",
    "withdrawn": "What helps",
}


def news_blocks(item: Mapping[str, Any], detail: Detail, key: str, links: Links) -> list[Block]:
    """Every block's id begins with the issue's label: by that they are found to be replaced."""
    blocks: list[Block] = [section(_what_changed(item, detail, links))]
    if detail not in (LINE, NAME):
        blocks.append(section(_plan(item)))
        if item["plan"].get("workaround"):
            words = paragraphs(item["plan"]["workaround"], detail.workaround)
            heading = _WORKAROUND.get(item["plan"]["status"], "Until then")
            blocks.append(section(f"*{heading}*\n{words}"))
        blocks += [section(text) for text in _tickets(item, detail, links)]
        if item.get("say"):
            blocks.append(section(f"*You can tell the customer*\n> {_to_copy(item)}"))
        blocks.append(news_buttons(item, key))
    for place, block in enumerate(blocks):
        block.block_id = f"{item['issue_id']}/{place}"
    return blocks


def _to_copy(item: Mapping[str, Any]) -> str:
    """The sentence for customers: meant to be copied, so no character of it is replaced."""
    return paragraphs(" ".join(str(item["say"]).split()), 1000)


def _what_changed(item: Mapping[str, Any], detail: Detail, links: Links) -> str:
    words = line(sentence(item["changes"]), detail.changes)
    if detail is NAME:
        return f"*{escaped(item['issue_id'])} · {line(item['title'], detail.title)}*\n{words}"
    label = link(links.issue(item), escaped(item["issue_id"]))
    since = day(item.get("since") or "")
    since = f" (since {since})" if since and since not in words else ""
    text = f"*{label} · {line(item['title'], detail.title)}*\n{words}{since}."
    if words.endswith((".", "!", "?", ELLIPSIS)) and not since:
        text = text[:-1]
    if earlier := links.first_message(item):
        text += f" {link(earlier, 'What you were told before')}"
    return text


def _plan(item: Mapping[str, Any]) -> str:
    plan = item["plan"]
    facts = [item.get("sure") or STATUS_WORDS[FixStatus(plan["status"])]]
    if plan.get("target_version"):
        facts.append(f"version {plan['target_version']}")
    if plan.get("target_on") and plan["status"] in _TO_COME and not plan.get("is_late"):
        facts.append(f"expected {day(plan['target_on'])}")
    if plan.get("released_on") and plan["status"] not in _TO_COME:
        facts.append(f"out since {day(plan['released_on'])}")
    if plan["status"] in _SAID_BY_PRODUCT:
        facts.append(f"last confirmed {day(item.get('last_confirmed_at') or plan['recorded_at'])}")
    if plan.get("owner"):
        facts.append(f"owner {plan['owner']}")
    text = f"*Plan:* {line(with_days(' · '.join(facts)), 1000)}"
    contradiction = plan.get("contradiction")
    if contradiction and contradiction not in item["changes"]:
        text += f"\n{line(with_days(contradiction), 500)}"
    return text


def _tickets(item: Mapping[str, Any], detail: Detail, links: Links) -> list[str]:
    """The tickets as rows, in as many texts as their length asks for."""
    tickets = item.get("tickets", ())
    if not tickets:
        return []
    is_open = all(one.get("is_open", True) for one in tickets)
    heading = "*Open tickets behind this*" if is_open else "*Your tickets behind this*"
    rows = [heading, *map(_ticket, tickets[: detail.n_tickets])]
    n_more = len(tickets) - detail.n_tickets
    if n_more > 0:
        rows.append(f"• {link(links.issue(item), f'and {n_more} more')}")
    texts, text = [], rows[0]
    for row in rows[1:]:
        if size(text) + 1 + size(row) > MAX_SECTION:
            texts.append(text)
            text = row
        else:
            text += f"\n{row}"
    return [*texts, text]


def _ticket(ticket: Mapping[str, Any]) -> str:
    name = link(ticket.get("url") or "", line(ticket["ticket"], 60))
    who = f"{line(ticket['customer'], 80)} ({line(ticket['segment'], 40)})"
    subject = line(ticket["subject"], 120)
    row = f"• {name} {who}: {subject}" if subject else f"• {name} {who}"
    return row if ticket.get("is_open", True) else f"{row} · solved, was promised to hear more"
