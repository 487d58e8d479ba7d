"""What regrouping from scratch does to the issues that exist: shown before it is done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.grouping.memory.outcome import GroupingOutcome
from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.tickets.ticket import TicketId


@dataclass(frozen=True, slots=True)
class IssueFate:
    """What becomes of one issue that exists."""

    label: str
    title: str
    jira_key: str | None
    n_before: int
    n_kept: int
    """Of its tickets, those that stay."""
    n_after: int
    gone_to: Mapping[str, int]
    """Where its other tickets go: label (or "waiting") → how many, most first."""

    @property
    def ends(self) -> bool:
        """Whether no ticket is left in it."""
        return self.n_after == 0


@dataclass(frozen=True, slots=True)
class RegroupReport:
    """What regrouping from scratch does, or would do."""

    model_before: str
    model_after: str
    n_tickets: int
    """That had an issue before."""
    churn: float
    """Share of them whose issue changes."""
    n_issues_before: int
    n_issues_after: int
    n_born: int
    cohesion_before: float
    """Mean over issues; of one model, comparable only with itself."""
    cohesion_after: float
    fates: Sequence[IssueFate]
    """Of every issue that loses tickets, most lost first."""


def placements_after(
    before: Mapping[TicketId, IssueId], decided: GroupingOutcome
) -> dict[TicketId, IssueId]:
    """The issue of every ticket that has one."""
    unchanged = {
        ticket: issue_id for ticket, issue_id in before.items() if ticket not in decided.old_issue
    }
    return {**unchanged, **decided.new_issue}


def report_of(
    before: Mapping[TicketId, IssueId],
    decided: GroupingOutcome,
    issues: Mapping[IssueId, Issue],
    jira_keys: Mapping[IssueId, str],
    *,
    model_before: str,
    model_after: str,
) -> RegroupReport:
    """Compare the places `before` (at least one) with those after.

    `issues`: all that exist. `jira_keys`: of issues that have a work item.
    """
    after = placements_after(before, decided)
    n_before, n_after = Counter(before.values()), Counter(after.values())
    gone_to: dict[IssueId, Counter[str]] = {}
    for ticket, issue_id in before.items():
        now_in = after.get(ticket)
        if now_in != issue_id:
            to = "waiting" if now_in is None else issue_label(now_in)
            gone_to.setdefault(issue_id, Counter())[to] += 1
    n_gone = {issue_id: gone.total() for issue_id, gone in gone_to.items()}
    cohesions = [issues[issue_id].cohesion for issue_id in n_before]
    return RegroupReport(
        model_before=model_before,
        model_after=model_after,
        n_tickets=len(before),
        churn=sum(n_gone.values()) / len(before),
        n_issues_before=len(n_before),
        n_issues_after=len(n_after),
        n_born=len(n_after.keys() - issues.keys()),
        cohesion_before=sum(cohesions) / len(cohesions),
        cohesion_after=sum(decided.cohesion.values()) / max(len(decided.cohesion), 1),
        fates=[
            IssueFate(
                label=issues[issue_id].label,
                title=issues[issue_id].title,
                jira_key=jira_keys.get(issue_id),
                n_before=n_before[issue_id],
                n_kept=n_before[issue_id] - n_gone[issue_id],
                n_after=n_after[issue_id],
                gone_to=dict(
                    sorted(gone_to[issue_id].items(), key=lambda item: (-item[1], item[0]))
                ),
            )
            for issue_id in sorted(gone_to, key=lambda issue_id: (-n_gone[issue_id], issue_id))
        ],
    )
