"""Regroup all tickets from scratch, keeping issue ids: for a new model or other settings."""

from collections.abc import Mapping, Sequence

import numpy as np

from feedback.domain.grouping.memory.constraints import constrained
from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.outcome import GroupingOutcome, outcome_of
from feedback.domain.grouping.memory.profiles import Profiles, brought_up_to_date
from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.cells import cells_of
from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.partition.batch import partition
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.regrouping.pieces import names_by_overlap
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.grouping.vectors.languages import TicketLanguages, centres_of, without_language
from feedback.domain.grouping.vectors.rows import Rows, materialised
from feedback.domain.issues.constraints import NO_CONSTRAINTS, Constraints
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


def regroup_from_scratch(
    ids: Sequence[TicketId],
    vectors: Rows,
    languages: Mapping[TicketId, str],
    placed: Mapping[TicketId, IssueId],
    next_issue: IssueId,
    policy: GroupingPolicy,
    constraints: Constraints = NO_CONSTRAINTS,
) -> GroupingOutcome:
    """Group all tickets in one batch. Only issue ids are kept.

    `ids` and `vectors` (n, d) go row by row, at least one; `languages` where they are known;
    `placed` says where tickets are. A group takes the id of the issue it shares most tickets with,
    one to one, largest overlap first. Groups that share none get ids from `next_issue` on. People's
    decisions bind it as they bind a night.
    """
    n = len(ids)
    ticket_languages = TicketLanguages.nothing().with_new(ids, languages)
    centres = centres_of(vectors, ticket_languages)
    look = materialised(without_language(vectors, ticket_languages, centres))
    cells = cells_of(look, policy)
    neighbours = find_neighbours(look, cells, policy)
    label, rung = partition(look, neighbours, policy)
    before = np.fromiter((placed.get(ticket, UNGROUPED) for ticket in ids), np.int64, n)
    after = _into_known_ids(before, label, int(next_issue))
    after = constrained(before, after, ids, constraints, int(next_issue), policy.min_issue_size)
    numbers, sizes = np.unique(after[after >= 0], return_counts=True)
    memory = Memory(
        ids=tuple(ids),
        languages=ticket_languages,
        centres=centres,
        neighbours=neighbours,
        n_linked=n,
        candidates=Candidates.among_all(look, after, policy),
        resolution=rung.resolution,
        n_regrouped=n,
        n_centred=n,
        size_tested={
            IssueId(number): size
            for number, size in zip(numbers.tolist(), sizes.tolist(), strict=True)
        },
        profiles=brought_up_to_date(Profiles.none(n), look, after, policy),
        cells=cells,
    )
    return outcome_of(memory, before, policy)


def _into_known_ids(before: Labels, label: Labels, next_issue: int) -> Labels:
    numbers, now = np.unique(before, return_inverse=True)
    offset = int(numbers[0] == UNGROUPED)
    names, _ = names_by_overlap(numbers, now, label, offset)
    after = np.full(len(label), UNGROUPED, np.int64)
    for group in range(int(label.max()) + 1):
        if group not in names and (label == group).any():
            names[group] = next_issue
            next_issue += 1
        after[label == group] = names.get(group, UNGROUPED)
    # A ticket that had an issue does not go back to waiting while that issue lives or has no heir.
    lives_on = np.isin(before, after[after >= 0])
    has_heir = np.isin(before, before[after >= 0])
    stays = (after == UNGROUPED) & (lives_on | ~has_heir)
    after[stays] = before[stays]
    return after
