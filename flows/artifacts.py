"""What a night leaves in the Prefect UI, for whoever looks in the morning."""

import re
from collections.abc import Sequence
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from feedback.display import day, event_words
from feedback.domain.customers.customers_report import CustomersReport
from feedback.domain.impact.measure_words import WITHOUT_MONEY, change_words
from feedback.domain.impact.ranking import RankReport
from feedback.domain.issues.issue import issue_label
from feedback.domain.message import items
from feedback.domain.night import Night
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.product_answer import ProductAnswer
from feedback.domain.plans.messages.ticket_note import NoteMoved, TicketNote
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.content import Content
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.messages.product_news import ProductNews
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import WorkItemLink
from feedback.domain.publishing.work_item_words import comment_lines
from feedback.domain.supply.reports.scorecard_notice import ScorecardNotice
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reading_words import gap_counts
from feedback.ports import Store
from feedback.queries.issues.changes import NightChange, PriorityChanged, changes_of
from feedback.queries.issues.issues import RankedRow, ranked_issues
from feedback.queries.publishing.plan import WaitingEffect, waiting_plan

MAX_ROWS = 50
"""The UI shows a table whole. Longer ones are read with `feedback issues` and `feedback plan`."""


def publish_artifacts(store: Store, night: Night) -> None:
    """The ranked table, what changed, what was or would be written, and what failed."""
    issues = ranked_issues(store)
    create_table_artifact(
        key="ranked-issues",
        table=_issue_rows(issues[:MAX_ROWS]),
        description=f"{_by_what(issues)}, night of {_moment(night)}. "
        + _shown(len(issues), "feedback issues"),
    )
    changes = [*_measure(night), *(_plain(_change_words(c)) for c in changes_of(store, night))]
    create_markdown_artifact(
        key="what-changed",
        markdown=_bullets(f"What changed, night of {_moment(night)}", changes),
    )
    effects, words = _effects(store, night)
    create_table_artifact(
        key="effects",
        table=effects[:MAX_ROWS],
        description=f"{words} Night of {_moment(night)}. " + _shown(len(effects), "feedback plan"),
    )
    create_markdown_artifact(
        key="what-failed",
        markdown=_bullets(f"What failed, night of {_moment(night)}", _failures(store, night)),
    )


def _by_what(issues: Sequence[RankedRow]) -> str:
    if issues and issues[0].impact_usd is None:
        return f"{WITHOUT_MONEY} Issues by customers"
    return "Issues by impact"


def _change_words(change: NightChange) -> str:
    """`FB-12 (Export fails): Grew by 3 tickets`."""
    match change.what:
        case PriorityChanged(before=before, after=after):
            words = f"Priority {before} → {after}"
        case event:
            words = event_words(event)
    title = f" ({change.title})" if change.title else ""
    return f"{issue_label(change.issue_id)}{title}: {words}"


def _measure(night: Night) -> list[str]:
    """That the night ranks by something else than the one before."""
    ranked = night.report(RankReport)
    if ranked is None or ranked.measured_before is None:
        return []
    return [f"Issues are {change_words(ranked.measured_before)}"]


def _issue_rows(issues: Sequence[RankedRow]) -> list[dict[str, Any]]:
    return [
        {
            "#": place,
            "issue": row.id,
            **({} if row.impact_usd is None else {"$ a year": f"${row.impact_usd:,.0f}"}),
            "priority": row.priority,
            "title": row.title,
            "kind": str(row.kind),
            "customers": row.n_customers,
            "tickets": row.n_tickets,
            "work item": row.jira_key or "",
        }
        for place, row in enumerate(issues, start=1)
    ]


def _effects(store: Store, night: Night) -> tuple[list[dict[str, str]], str]:
    """This night's writes that are done and all that wait, and a sentence that counts them."""
    plan = waiting_plan(store)
    with store.begin() as tx:
        done = tx.effects.in_state(EffectState.DONE)
    written = [effect for effect in done if effect.planned_at == night.as_of]
    rows = [_waiting_row(one) for one in plan.waiting] + [_written_row(one) for one in written]
    return rows, (
        f"{len(written)} written, {len(plan.waiting)} waiting to be written, "
        f"{len(plan.held_back)} issues held back."
    )


def _waiting_row(waiting: WaitingEffect) -> dict[str, str]:
    changes = "; ".join(
        f"{change.field}: {change.before} → {change.after}"
        for change in waiting.changes
        if change.before is not None
    )
    verb = "change" if waiting.remote_key else "create"
    return _row(waiting.effect, verb, waiting.remote_key, changes)


def _written_row(effect: Effect) -> dict[str, str]:
    verb = "changed" if effect.sequence > 1 else "created"
    return _row(effect, verb, effect.remote_key, "")


def _row(effect: Effect, verb: str, remote_key: str | None, changes: str) -> dict[str, str]:
    is_item = isinstance(effect.content, WorkItemContent)
    return {
        "state": str(effect.state),
        "write": f"{verb} work item" if is_item else str(effect.kind),
        "for": effect.target,
        "about": _about(effect.content),
        "changes": changes,
        "where": remote_key or "",
        "last error": effect.last_error or "",
    }


def _about(content: Content) -> str:
    """What a work item is called, what a comment says, where a link leads, which issues a message
    names."""
    match content:
        case WorkItemContent():
            return content.summary
        case Comment():
            return " ".join(comment_lines(content))
        case WorkItemLink():
            return issue_label(content.to_issue)
        case Digest():
            return ", ".join(issue_label(news.issue_id) for news in content.news)
        case ProductNews() | ProductAnswer() | ScorecardNotice():
            return ", ".join(dict.fromkeys(item.name for item in items(content, day)))
        case Escalation() | TicketNote() | NoteMoved():
            return issue_label(content.issue_id) if content.issue_id else ""
        case _:
            raise TypeError(f"{type(content).__name__}: unknown content of an effect")


def _failures(store: Store, night: Night) -> list[str]:
    lines = [f"**{_plain(fault.step)}**: {_plain(fault.message)}" for fault in night.faults]
    for step, report in night.steps.items():
        if isinstance(report, PullReport | CustomersReport) and report.set_aside:
            reasons = ", ".join(f"{n} {reason}" for reason, n in report.set_aside.items())
            lines.append(f"**{_plain(step)}**: rows set aside: {_plain(reasons)}")
        if isinstance(report, PullReport) and (gaps := gap_counts(report)):
            counted = ", ".join(f"{n} {what}" for what, n in gaps.items())
            lines.append(f"**{_plain(step)}**: {_plain(counted)}")
    with store.begin() as tx:
        unsure = tx.effects.in_state(EffectState.FAILED, EffectState.UNKNOWN)
    lines += [
        f"**{_plain(one.target)}**: {one.state}: {_plain(one.last_error or 'no answer came')}"
        for one in unsure
    ]
    return lines


def _bullets(title: str, lines: Sequence[str]) -> str:
    shown = [f"- {line}" for line in lines[:MAX_ROWS] or ["Nothing."]]
    if len(lines) > MAX_ROWS:
        shown.append(f"- … and {len(lines) - MAX_ROWS} more.")
    return "\n".join([f"## {title}", "", *shown])


def _plain(text: str) -> str:
    """As Markdown that shows the text as it is: titles and messages come from outside, and an
    image or a link in one would be loaded or followed by whoever opens the page."""
    return re.sub(r"([\\`*_{}\[\]<>#!|])", r"\\\1", " ".join(text.split()))


def _shown(n_rows: int, command: str) -> str:
    if n_rows <= MAX_ROWS:
        return ""
    return f"The first {MAX_ROWS} of {n_rows}; all of them: `{command}`."


def _moment(night: Night) -> str:
    return f"{night.as_of:%Y-%m-%d %H:%M} UTC"
