"""From embeddings to issues, night after night: which ticket belongs to which issue.

Vectors, ids and earlier decisions go in; the issue of every ticket comes out. Nothing here knows
titles, customers or storage.

The rooms, each importing only those above it in this list:

- `vectors`: what all tickets of a language share is taken out of their embeddings.
- `neighbours`: every ticket is linked to its nearest.
- `partition`: equal texts count once. Leiden runs over a ladder of resolutions on that graph; the
  best rungs are those whose silhouette, less a price for every nat of label entropy, is highest. On
  each, the runs near it agree on groups, groups that are loose *and* fall apart along a sparse cut
  are split, and groups that are one problem are joined; the most typical partition is kept.
- `memory`: what is kept from night to night, and what a night changes.
- `regrouping`: when the tickets have grown by a quarter, the whole partition is regrouped. A fresh
  batch proposes, and pieces that gain are moved; ids are carried over by largest overlap.
- `night`: on an ordinary night new tickets join an issue by a vote of their neighbours, and HDBSCAN
  looks for new issues among the tickets that still wait.
"""

from feedback.domain.grouping.memory.changes import (
    GroupingChanges,
    changes_of,
    events_of,
    with_new_states,
)
from feedback.domain.grouping.memory.departed import without_tickets
from feedback.domain.grouping.memory.echoes import with_echoes
from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.outcome import GroupingOutcome
from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.cells import Cells
from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.night.night import group_night
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.regrouping.from_scratch import regroup_from_scratch
from feedback.domain.grouping.themes import themes_of
from feedback.domain.grouping.vectors.fit import Groups
from feedback.domain.grouping.vectors.languages import TicketLanguages
from feedback.domain.grouping.vectors.rows import HalfPrecisionRows, Rows

__all__ = [
    "Candidates",
    "Cells",
    "GroupingChanges",
    "GroupingOutcome",
    "GroupingPolicy",
    "Groups",
    "HalfPrecisionRows",
    "Memory",
    "Neighbours",
    "Profiles",
    "Rows",
    "TicketLanguages",
    "changes_of",
    "events_of",
    "group_night",
    "regroup_from_scratch",
    "themes_of",
    "with_echoes",
    "with_new_states",
    "without_tickets",
]
