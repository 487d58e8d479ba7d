"""`feedback plan` in the terminal: a diff people can review before anything is written."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from rich.markup import escape
from rich.table import Table

from feedback.domain.issues.issue import issue_label
from feedback.domain.message import Message, headline, items, note
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.note_words import note_words
from feedback.domain.plans.messages.ticket_note import Note
from feedback.domain.plans.plan_words import changes_words
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import WorkItemLink
from feedback.domain.publishing.work_item_words import comment_lines
from feedback.domain.wording import count
from feedback.queries.publishing.plan import NOTHING, LeftToPeople, Plan, WaitingEffect
from feedback.terminal.console import out
from feedback.terminal.hints import hint


def show_plan(plan: Plan) -> None:
    """What would be written, what is left to people, what is held back and why."""
    if plan.stopped:
        out.print(f"[bold red]Publishing stopped[/]: {escape(plan.stopped)}\n")
    if plan.waiting:
        out.print(_counts(plan))
    else:
        out.print("Nothing waits to be written.")
    for waiting in plan.waiting:
        _show_effect(waiting)
    if plan.left_to_people:
        out.print("\n[bold]Left to people[/]")
        for left in plan.left_to_people:
            _show_left(left)
    if plan.held_back:
        _show_held_back(plan.held_back)
    if any(waiting.effect.state is EffectState.PLANNED for waiting in plan.waiting):
        out.print(f"\nNothing was written. `{hint('feedback run --apply')}` sends what is planned.")


def _counts(plan: Plan) -> str:
    """`3 work items to make, 2 to change, 1 comment, 4 messages`, in one line."""
    kinds: Counter[str] = Counter()
    for waiting in plan.waiting:
        kind = str(waiting.effect.kind)
        if waiting.effect.kind is EffectKind.WORK_ITEM:
            kind = "change" if waiting.remote_key else "make"
        kinds[kind] += 1
    words = {
        "make": ("work item to make", "work items to make"),
        "change": ("work item to change", "work items to change"),
        "link": ("link", "links"),
        "comment": ("comment", "comments"),
        "message": ("message", "messages"),
        "note": ("note on a ticket", "notes on tickets"),
    }
    return "[bold]" + ", ".join(
        f"{kinds[kind]} {one if kinds[kind] == 1 else many}"
        for kind, (one, many) in words.items()
        if kinds[kind]
    ) + "[/]"  # fmt: skip


def _show_effect(waiting: WaitingEffect) -> None:
    effect = waiting.effect
    match effect.kind:
        case EffectKind.WORK_ITEM:
            _show_work_item(waiting)
        case EffectKind.COMMENT:
            assert isinstance(effect.content, Comment)
            label = issue_label(effect.content.issue_id)
            _head(label, f"comment on {waiting.remote_key or 'its work item'}", waiting)
            for line in comment_lines(effect.content):
                out.print(f"  [green]+ {escape(line)}[/]", highlight=False)
        case EffectKind.LINK:
            assert isinstance(effect.content, WorkItemLink)
            link = effect.content
            _head(
                issue_label(link.issue_id),
                f"link to {issue_label(link.to_issue)} ({link.kind})",
                waiting,
            )
        case EffectKind.MESSAGE:
            _show_message(waiting)
        case EffectKind.NOTE:
            _show_note(waiting)


def _head(name: str, what: str, waiting: WaitingEffect) -> None:
    out.print(f"\n[bold]{escape(name)}[/]: {escape(what)}{_state_words(waiting)}", highlight=False)


def _show_work_item(waiting: WaitingEffect) -> None:
    effect, content = waiting.effect, waiting.effect.content
    assert isinstance(content, WorkItemContent)
    verb = f"change {waiting.remote_key}" if waiting.remote_key else "create a work item"
    if not any(change.field == "summary" for change in waiting.changes):
        verb += f" ({content.summary})"
    _head(effect.target, verb, waiting)
    for change in waiting.changes:
        name = change.field
        after = escape(change.after)
        if change.before in (None, NOTHING):
            out.print(f"  [green]+ {name}: {after}[/]", highlight=False)
        elif change.after == NOTHING:
            out.print(f"  [red]- {name}: {escape(change.before or '')}[/]", highlight=False)
        else:
            out.print(
                f"  [yellow]~[/] {name}: [red]{escape(change.before or '')}[/] → [green]{after}[/]",
                highlight=False,
            )
    for near in waiting.candidates:
        out.print(
            f"  [yellow]? {near.remote_key} may be about the same "
            f"({near.similarity:.2f}): {escape(near.summary)}[/]",
            highlight=False,
        )
    if waiting.candidates:
        key = waiting.candidates[0].remote_key
        out.print(
            f"    [dim]`{hint(f'feedback issues link {effect.target} {key}')}` uses it instead.[/]",
            highlight=False,
        )


def _show_note(waiting: WaitingEffect) -> None:
    note = waiting.effect.content
    assert isinstance(note, Note), "notes are of these types"
    _head(note.ticket_id, "note the plan on the ticket", waiting)
    issue = f"{issue_label(note.issue_id)} {note.title}: " if note.issue_id else ""
    out.print(f"  [green]+ {escape(issue + note_words(note))}[/]", highlight=False)


def _show_message(waiting: WaitingEffect) -> None:
    message = waiting.effect.content
    assert isinstance(message, Message), "messages are of these types"
    _head(waiting.effect.target, "send a message", waiting)
    lines = [
        f"{issue_label(news.issue_id)} {news.title}: {'; '.join(changes_words(news.changes))} "
        f"({count(len(news.tickets), 'open ticket')})"
        for news in (message.news if isinstance(message, Digest) else ())
    ]
    lines += [f"{it.name} {it.title}: {it.words}" for it in items(message, date.isoformat)]
    if said := note(message):
        lines.append(said)
    if isinstance(message, Escalation):
        lines.append(headline(message, date.isoformat))
    for line in lines:
        out.print(f"  [green]+ {escape(line)}[/]", highlight=False)


def _show_left(left: LeftToPeople) -> None:
    words = f"{left.issue:<8} {left.remote_key}: {left.by} decided the {left.field} on {left.on}: "
    words += left.value
    if left.suggested:
        words += f". We would say: {left.suggested}"
    out.print(f"  {escape(words)}", highlight=False)


def _show_held_back(held_back: Mapping[str, str]) -> None:
    out.print(f"\n[bold]Held back[/] ({len(held_back)})")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, reason in held_back.items():
        table.add_row(f"  {label}", escape(reason))
    out.print(table, highlight=False)


def _state_words(waiting: WaitingEffect) -> str:
    effect = waiting.effect
    if effect.state is EffectState.PLANNED and effect.last_error is None:
        return ""
    why = f": {escape(effect.last_error)}" if effect.last_error else ""
    when = f", not before {effect.not_before:%Y-%m-%d %H:%M} UTC" if effect.not_before else ""
    return f" [yellow]({effect.state}{when}{why})[/]"
