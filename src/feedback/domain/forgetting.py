"""What must be removed when a person or a customer is forgotten, and what remains."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from feedback.domain.issues.exemplars import quote_of
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.messages.digest import AffectedTicket
from feedback.domain.publishing.content import Content
from feedback.domain.publishing.known_work_item import KnownWorkItem, WorkItemField
from feedback.domain.publishing.work_item_content import Quote, WorkItemContent
from feedback.domain.tickets.text import without_empty_brackets
from feedback.domain.tickets.ticket import Ticket

SOMEBODY = "forgotten"
"""Replaces a name."""
NOTHING_LEFT = "All tickets of this issue were forgotten"
"""The title of an issue all of whose tickets were forgotten."""


@dataclass(frozen=True, slots=True)
class ForgottenMark:
    """Stops a source from bringing back forgotten tickets. Contains no personal data.

    `mark` is a keyed hash; tickets that were opened until `at` are not stored again.
    """

    mark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RetainReport:
    """The tickets that were too old to keep."""

    step: ClassVar[str] = "retain"
    n_tickets: int
    n_issues: int
    """Described again without them."""


def mark_of(pseudonym: str) -> str:
    """A hash of a pseudonym: enough to recognise it, not enough to look it up."""
    return hashlib.sha256(f"forgotten:{pseudonym}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Traces:
    """How removed tickets may appear in texts that were written from them."""

    tickets: Mapping[str, frozenset[str]]
    """Key in the source → the subjects of the forgotten tickets with that key."""
    texts: tuple[str, ...]
    """Their words on one line."""
    names: frozenset[str]
    """Ids and names of the customer, or the stand-in of the requester."""
    ticket_ids: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    """Label of an issue that was described again → its title now."""

    def title_of(self, issue_id: IssueId | None) -> str | None:
        """The title now of an issue that was described again."""
        return None if issue_id is None else self.titles.get(issue_label(issue_id))

    def holds(self, quote: str) -> bool:
        """Whether a quote comes from one of the tickets."""
        # Older quotes kept the brackets around a mask.
        flat = without_empty_brackets(" ".join(quote.split())).removesuffix(" …")
        return bool(flat) and any(flat in text for text in self.texts)


def traces_of(
    tickets: Collection[Ticket], names: Collection[str], titles: Mapping[IssueId, str]
) -> Traces:
    """The words by which these tickets, names and titles could be found again."""
    subjects: dict[str, set[str]] = {}
    for ticket in tickets:
        subjects.setdefault(ticket.key, set()).add(ticket.subject)
    texts = {
        without_empty_brackets(" ".join(text.split()))
        for one in tickets
        for text in (one.body, one.subject)
    }
    quotes = {quote_of(ticket).removesuffix(" …") for ticket in tickets}
    return Traces(
        tickets={key: frozenset(found) for key, found in subjects.items()},
        texts=tuple(sorted(text for text in texts | quotes if text)),
        names=frozenset(name for name in names if name),
        ticket_ids=frozenset(ticket.ticket_id for ticket in tickets),
        titles={issue_label(issue_id): title for issue_id, title in titles.items()},
    )


def mentions(text: str, word: str) -> bool:
    """Whether `text` contains `word` as a whole word: "shop:12" is not in "shop:123"."""
    if word not in text:
        return False
    return re.search(rf"(?<![\w:-]){re.escape(word)}(?![\w-])", text) is not None


def scrubbed_content(content: Content, traces: Traces) -> Content:
    """A write's content without the parts from forgotten tickets; equal if there are none."""
    clean: Content = _scrubbed(content, traces)
    return _with_new_title(clean, traces) if isinstance(clean, WorkItemContent) else clean


def _with_new_title(content: WorkItemContent, traces: Traces) -> WorkItemContent:
    """Without what was written from the issue's tickets, if the issue was described again."""
    title = traces.titles.get(issue_label(content.issue_id))
    if title is None:
        return content
    suggestions = (
        replace(one, value=title, override=replace(one.override, ours=""))
        if one.override.field == WorkItemField.SUMMARY
        else one
        for one in content.suggestions
    )
    return replace(
        content, summary=title, in_short="", expected=None, suggestions=tuple(suggestions)
    )


def scrubbed_work_item(known: KnownWorkItem, traces: Traces) -> KnownWorkItem:
    """What we know of a work item, without the old title of an issue that was described again; the
    next night reads it again."""
    if issue_label(known.issue_id) not in traces.titles:
        return known
    return replace(
        known,
        written={name: value for name, value in known.written.items() if name != "summary"},
        overrides=tuple(
            replace(one, ours="") if one.field == "summary" else one for one in known.overrides
        ),
        state=replace(known.state, summary="") if known.state else None,
    )


def _scrubbed(value: Any, traces: Traces) -> Any:
    """The same value with forgotten names replaced, and without the quotes and tickets to
    forget."""
    if is_dataclass(value) and not isinstance(value, type):
        return _scrubbed_values(value, traces)
    if isinstance(value, Mapping):
        clean = {name: _scrubbed(part, traces) for name, part in value.items()}
        if clean.get("issue_id") in traces.titles and "title" in clean:
            clean["title"] = traces.titles[clean["issue_id"]]
        return clean
    if isinstance(value, list | tuple):
        kept = [_scrubbed(one, traces) for one in value if not _is_theirs(one, traces)]
        return tuple(kept) if isinstance(value, tuple) else kept
    if type(value) is str:  # no name of an enum
        return SOMEBODY if value in traces.names else "" if value in traces.ticket_ids else value
    return value


def _scrubbed_values(value: Any, traces: Traces) -> Any:
    """A frozen dataclass; the very same where nothing changes."""
    before = {field.name: getattr(value, field.name) for field in fields(value)}
    clean = {name: _scrubbed(one, traces) for name, one in before.items()}
    title = traces.title_of(before.get("issue_id"))
    if title is not None and "title" in clean:
        clean["title"] = title
    changed = {name: one for name, one in clean.items() if one != before[name]}
    return replace(value, **changed) if changed else value


def _is_theirs(item: Any, traces: Traces) -> bool:
    """A quote from, or a line about, one of the forgotten tickets."""
    if isinstance(item, Quote):
        return traces.holds(item.quote)
    if isinstance(item, AffectedTicket):
        return item.subject in traces.tickets.get(item.key, ())
    if not isinstance(item, Mapping):
        return False
    subjects = traces.tickets.get(str(item.get("ticket", "")))
    return subjects is not None and item.get("subject") in subjects
