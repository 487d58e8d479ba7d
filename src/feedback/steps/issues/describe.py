"""Describe: titles, keyphrases, exemplars and kind for the issues that have outgrown theirs.

A part of the group step, within its transaction.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from feedback.domain.issues.description import OUTGROWN, describe
from feedback.domain.issues.issue import Issue, IssueId, IssueKind
from feedback.domain.issues.keyphrases import count_terms, keyphrases
from feedback.domain.issues.kind import N_SAMPLED, PROTOTYPE_TEXTS, KindCompass, kind_compass
from feedback.domain.tickets.ticket import Ticket, TicketId
from feedback.ports import Embeddings, Transaction

_VECTORS_AT_ONCE = 2000
"""Tickets whose vectors are read by one question: 3 MB."""


def describe_outgrown(
    changed: Sequence[Issue],
    n_members: Mapping[IssueId, int],
    tx: Transaction,
    model: str,
) -> None:
    """Write the descriptions that their issues have outgrown, or shrunk out of."""
    describe_issues(
        [
            issue
            for issue in changed
            if not 1 / OUTGROWN
            < n_members[issue.issue_id] / max(issue.description.n_tickets, 1)
            < OUTGROWN
            or issue.description.n_tickets == 0
        ],
        tx,
        model,
    )


def describe_after_departures(gone: Set[TicketId], tx: Transaction, model: str) -> None:
    """Describe issues again that quote a deleted ticket, from the tickets they have."""
    if not gone:
        return
    quoting = [
        issue
        for issue in tx.issues.all()
        if any(exemplar.ticket_id in gone for exemplar in issue.description.exemplars)
    ]
    left = tx.issues.sizes(issue.issue_id for issue in quoting)
    tx.issues.save(
        replace(issue, description=replace(issue.description, exemplars=()))
        for issue in quoting
        if issue.issue_id not in left
    )
    describe_issues([issue for issue in quoting if issue.issue_id in left], tx, model)


def describe_again(issue_ids: Sequence[IssueId], tx: Transaction) -> None:
    """The same between nights: with the model that the issues are grouped with."""
    if issue_ids:
        issues = tx.issues.some(issue_ids)
        describe_issues(list(issues.values()), tx, tx.memories.model() or "")


def describe_issues(outgrown: Sequence[Issue], tx: Transaction, model: str) -> None:
    """Describe these issues again, from their tickets. The issues are saved as given."""
    if not outgrown:
        return
    tickets = _first_said(tx, tx.tickets.of_issues([issue.issue_id for issue in outgrown]))
    tx.issues.save_terms(
        {issue.issue_id: count_terms(tickets.get(issue.issue_id, ())) for issue in outgrown}
    )
    terms = tx.issues.terms()
    said = {term for issue in outgrown for term in terms[issue.issue_id]}
    background = Counter[str]()
    for counts in terms.values():
        for term in counts.keys() & said:
            background[term] += counts[term]
    mean_total = sum(sum(counts.values()) for counts in terms.values()) / max(len(terms), 1)
    compass = _compass(tx.embeddings, model)
    described = []
    for some in _with_few_tickets(outgrown, tickets):
        quoted = [ticket for issue in some for ticket in tickets.get(issue.issue_id, ())]
        vectors = tx.embeddings.of(model, [ticket.ticket_id for ticket in quoted])
        start = 0
        for issue in some:
            own = tickets.get(issue.issue_id, ())
            phrases = keyphrases(terms[issue.issue_id], background, mean_total)
            before = issue.description.kind if issue.description.n_tickets else IssueKind.DEFECT
            of_issue = vectors[start : start + len(own)]
            start += len(own)
            description = describe(own, of_issue, phrases, compass, before)
            described.append(replace(issue, description=description))
    tx.issues.save(described)


def _with_few_tickets(
    issues: Sequence[Issue], tickets: Mapping[IssueId, Sequence[Ticket]]
) -> Iterator[list[Issue]]:
    """The issues in order, together those that have up to `_VECTORS_AT_ONCE` tickets."""
    some: list[Issue] = []
    n_tickets = 0
    for issue in issues:
        own = len(tickets.get(issue.issue_id, ()))
        if some and n_tickets + own > _VECTORS_AT_ONCE:
            yield some
            some, n_tickets = [], 0
        some.append(issue)
        n_tickets += own
    if some:
        yield some


def _first_said(
    tx: Transaction, tickets: Mapping[IssueId, Sequence[Ticket]]
) -> Mapping[IssueId, Sequence[Ticket]]:
    """Without the echoes, which have no part in what an issue is called; all if all are."""
    echoes = tx.echoes.firsts(
        {ticket.ticket_id for of_issue in tickets.values() for ticket in of_issue}
    )
    return {
        issue_id: [ticket for ticket in of_issue if ticket.ticket_id not in echoes] or of_issue
        for issue_id, of_issue in tickets.items()
    }


def _compass(embeddings: Embeddings, model: str) -> KindCompass | None:
    languages, vectors = embeddings.sample(model, N_SAMPLED)
    prototypes = embeddings.of_texts(model, list(PROTOTYPE_TEXTS))
    return kind_compass(prototypes, languages, vectors)
