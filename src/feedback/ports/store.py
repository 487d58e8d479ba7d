"""What is kept: one Protocol per table or few, together in a transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from feedback.domain.customers.customer import Customer, CustomerValue
from feedback.domain.forgetting import ForgottenMark
from feedback.domain.grouping import Memory, Rows
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.decision import Decision
from feedback.domain.issues.issue import (
    Issue,
    IssueId,
    LineageEvent,
    LineageKind,
    Membership,
    ThemeId,
)
from feedback.domain.issues.theme import Theme
from feedback.domain.issues.written_title import WrittenTitle
from feedback.domain.night import Night, NightStatus, StepFault
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.plan_debt import ClimbedStep, PlanDebt
from feedback.domain.plans.response import RecordedResponse, ResponseKind
from feedback.domain.publishing.effect import Effect, EffectKind, EffectState
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.supply.agreements.reviews import Action, Calm, PlannedWish
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.tickets.near_duplicates import Utterance
from feedback.domain.tickets.ticket import RequesterId, SetAside, Stake, Ticket, TicketId
from feedback.domain.tickets.vectors import Vectors


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """Which version of a ticket is kept."""

    updated_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """A requester (a pseudonym; empty: nobody was named) whose customer nobody knows."""

    requester_id: RequesterId
    n_tickets: int
    newest: TicketId


class Tickets(Protocol):
    def cursor(self, source: str) -> str | None: ...
    def set_cursor(self, source: str, cursor: str) -> None: ...
    def forget_cursor(self, source: str) -> None: ...
    def counts(self, source: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """Status → tickets of a source opened from `since` on and before `until`."""
        ...

    def versions(self, ticket_ids: Sequence[TicketId]) -> Mapping[TicketId, StoredVersion]: ...
    def upsert(self, tickets: Iterable[Ticket], as_of: datetime) -> None: ...
    def remove(self, ticket_ids: Sequence[TicketId], as_of: datetime) -> int:
        """Forget these tickets, words, person and place; that they were there is kept, and the
        issue they were in. Returns how many there were."""
        ...

    def set_aside(self, rows: Iterable[SetAside], as_of: datetime) -> None: ...
    def by_id(self, ticket_ids: Sequence[TicketId]) -> Sequence[Ticket]: ...
    def with_key(self, key: str) -> Sequence[TicketId]:
        """Tickets that a source knows by this key, or that we know by this id."""
        ...

    def of_issue(self, issue_id: IssueId) -> Sequence[Ticket]:
        """All tickets of an issue, by id."""
        ...

    def open_of_issue(self, issue_id: IssueId) -> Sequence[Ticket]: ...
    def gone(self) -> Set[TicketId]:
        """Those that were removed and have not come again."""
        ...

    def n_unresolved(self) -> tuple[int, int]:
        """How many tickets have no known customer, and how many there are."""
        ...

    def strangers(self, limit: int) -> Sequence[Stranger]:
        """Requesters without a known customer, most tickets first."""
        ...

    def groupable(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, str]:
        """The language of every ticket that has a text, or of those `among` some, in order of
        id."""
        ...

    def unseen(self) -> Set[TicketId]:
        """Tickets that came, went, say something else or were placed elsewhere since they were last
        marked as seen, whoever did it."""
        ...

    def mark_seen(self) -> None:
        """Grouping has looked at all of them."""
        ...

    def changed_on(self, as_of: datetime) -> Sequence[TicketId]:
        """Tickets that came or changed on a night."""
        ...

    def stakes(self) -> Mapping[IssueId, Sequence[Stake]]:
        """Every grouped ticket by issue; of its facts those that tell what is at stake."""
        ...

    def n_set_aside_since(self, source: str, since: datetime) -> int:
        """How many rows of a source nights from `since` on could not make tickets of."""
        ...

    def rows_set_aside(self, as_of: datetime) -> Sequence[SetAside]:
        """The rows a night could not make tickets of, by source and place."""
        ...


class Embeddings(Protocol):
    def missing(self, model: str) -> Sequence[tuple[str, str]]:
        """(hash, text) of every kept text without a vector, by hash."""
        ...

    def add(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None: ...
    def of(self, model: str, ticket_ids: Sequence[TicketId]) -> Vectors:
        """One row per ticket, in the order given."""
        ...

    def rows(self, model: str, ticket_ids: Sequence[TicketId]) -> Rows:
        """The same, read when looked at, while the transaction lasts: for all tickets, in the same
        order every night."""
        ...

    def of_texts(self, model: str, hashes: Sequence[str]) -> Vectors:
        """One row per hash, in the order given; zeros for a text without a vector."""
        ...

    def sample(self, model: str, n_texts: int) -> tuple[Sequence[str], Vectors]:
        """Language and vector of some tickets' texts, chosen by hash: always the same by chance."""
        ...


class Echoes(Protocol):
    """Tickets that nearly repeat another of the same requester: their first."""

    def standing(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, TicketId]:
        """Echo → first, of those whose texts are both as they were when they were compared; or of
        those only of which one of the two is `among` some."""
        ...

    def waiting(self) -> Set[TicketId]:
        """Those that stand and are in no issue."""
        ...

    def behind(self, firsts: Set[TicketId]) -> Set[TicketId]:
        """All that were ever found to repeat one of these, also where a text is another now."""
        ...

    def said_beside(self, ticket_ids: Sequence[TicketId]) -> Iterator[Sequence[Utterance]]:
        """All that the requesters of these tickets wrote, if it is more than one ticket; a
        thousand requesters at a time."""
        ...

    def add(self, echoes: Sequence[tuple[Utterance, Utterance]]) -> None:
        """Keep (echo, first) pairs; what was known of an echo before is replaced."""
        ...


class Issues(Protocol):
    def all(self) -> Sequence[Issue]: ...
    def some(self, issue_ids: Iterable[IssueId]) -> Mapping[IssueId, Issue]:
        """Those of them that exist."""
        ...

    def themes(self) -> Mapping[IssueId, ThemeId | None]:
        """The theme of every issue."""
        ...

    def active_before(self, moment: datetime) -> Set[IssueId]:
        """Issues that emerged before a moment and are neither dormant nor absorbed."""
        ...

    def next_id(self) -> IssueId: ...
    def members(self, issue_id: IssueId) -> Sequence[TicketId]: ...
    def placements(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, IssueId]:
        """The issue of every grouped ticket, or of those `among` some."""
        ...

    def sizes(self, issue_ids: Iterable[IssueId]) -> Mapping[IssueId, int]:
        """How many tickets are in each of these issues; those without any are left out."""
        ...

    def n_placed(self) -> tuple[int, int]:
        """How many tickets are in an issue, and in how many issues."""
        ...

    def issue_of(self, ticket_id: TicketId) -> IssueId | None: ...
    def with_ticket_after(self, moment: datetime) -> Set[IssueId]:
        """Issues that a ticket was written about after a moment."""
        ...

    def save(self, issues: Iterable[Issue]) -> None:
        """Insert or replace; the terms are left as they are."""
        ...

    def save_figures(self, figures: Mapping[IssueId, tuple[float, float]]) -> None:
        """Cohesion and distinctness of issues that exist."""
        ...

    def save_terms(self, issue_id: IssueId, terms: Mapping[str, int]) -> None: ...
    def terms(self) -> Mapping[IssueId, Mapping[str, int]]: ...
    def place(self, placed: Iterable[Membership]) -> None:
        """Put tickets into issues, also those that were in another one."""
        ...

    def unplace(self, ticket_ids: Iterable[TicketId]) -> None:
        """Take tickets out of their issue; they wait again."""
        ...

    def grouped_with(self) -> str | None:
        """The embedding model the tickets are grouped with; None before the first night."""
        ...

    def memory(self, model: str) -> Memory | None:
        """What the grouping engine kept of the last night with this model."""
        ...

    def keep_memory(self, model: str, memory: Memory) -> None:
        """Keep it instead of any other."""
        ...

    def record(self, events: Iterable[LineageEvent]) -> None: ...
    def lineage(
        self,
        as_of: datetime | None = None,
        kinds: Sequence[LineageKind] = (),
        since: datetime | None = None,
    ) -> Sequence[LineageEvent]:
        """Oldest first; of one night, of some kinds, or after a moment only, if these are given."""
        ...


class Themes(Protocol):
    def all(self) -> Sequence[Theme]: ...
    def save(self, themes: Iterable[Theme]) -> None:
        """Insert or replace; when a theme was first seen stays."""
        ...


class Decisions(Protocol):
    def all(self) -> Sequence[Decision]:
        """In the order in which they were made; also the undone ones."""
        ...

    def next_id(self) -> int: ...
    def add(self, decision: Decision) -> None: ...
    def mark_undone(self, decision: Decision) -> None: ...


class Customers(Protocol):
    def replace(self, customers: Sequence[Customer], as_of: datetime) -> None:
        """Keep these and no others; a value or segment that is new is also kept for ever."""
        ...

    def all(self) -> Mapping[str, Customer]: ...
    def values_at(self, as_of: datetime) -> Mapping[str, CustomerValue]:
        """What every customer was worth on a night."""
        ...

    def history(self, customer_id: str) -> Sequence[CustomerValue]:
        """What it was worth when, oldest first."""
        ...


class Rankings(Protocol):
    def save(self, as_of: datetime, ranked: Sequence[RankedIssue]) -> None: ...
    def latest(self) -> Sequence[RankedIssue]:
        """The newest ranking with its receipts, largest impact first."""
        ...

    def priorities_before(self, as_of: datetime) -> Mapping[IssueId, str]:
        """The priority each issue had on the last night before this one."""
        ...

    def ranks_before(self, as_of: datetime) -> Mapping[IssueId, int]: ...


class FixPlans(Protocol):
    def revisions(self, issue_id: IssueId) -> Sequence[FixPlanRevision]: ...
    def of_all(self) -> Mapping[IssueId, Sequence[FixPlanRevision]]:
        """The revisions of every issue that has any, oldest first; in order of issue."""
        ...

    def with_plans(self) -> Sequence[IssueId]: ...
    def add(self, revision: FixPlanRevision) -> None: ...
    def confirm(self, issue_id: IssueId, revision: int, at: datetime) -> None:
        """Product said the same again."""
        ...


class Responses(Protocol):
    """In the order in which they were recorded."""

    def next_id(self) -> int: ...
    def add(self, recorded: RecordedResponse) -> None: ...
    def of_issue(self, issue_id: IssueId) -> Sequence[RecordedResponse]: ...
    def of_kinds(self, *kinds: ResponseKind) -> Sequence[RecordedResponse]: ...


class PlanDebts(Protocol):
    def all(self) -> Sequence[PlanDebt]:
        """Also those that have ended; oldest first."""
        ...

    def put(self, debt: PlanDebt) -> None:
        """Insert, or replace the one of the same issue, segment and night."""
        ...

    def steps(self) -> Sequence[ClimbedStep]: ...
    def add_step(self, step: ClimbedStep) -> None: ...


class Effects(Protocol):
    def last_of(self, target: str) -> Effect | None:
        """The target's write with the highest sequence."""
        ...

    def of_target(self, target: str) -> Sequence[Effect]: ...
    def first_written(self, target: str) -> Effect | None: ...
    def last_written(self, target: str) -> Effect | None:
        """The target's done write with the highest sequence: what stands there."""
        ...

    def newest_of_kind(self, kind: EffectKind, *states: EffectState) -> Sequence[Effect]:
        """Of every target of this kind the one in these states with the highest sequence, in order
        of target."""
        ...

    def put(self, effect: Effect) -> None:
        """Insert, or replace the row with the same idempotency key."""
        ...

    def in_state(self, *states: EffectState) -> Sequence[Effect]:
        """Highest rank first, then by key."""
        ...

    def remote_key(self, target: str) -> str | None:
        """Where the target stands on the other side: an issue's work item where it is by now,
        anything else from its last done write."""
        ...


class WorkItems(Protocol):
    """What we know of the work items of issues."""

    def all(self) -> Mapping[IssueId, KnownWorkItem]:
        """In order of issue."""
        ...

    def of(self, issue_id: IssueId) -> KnownWorkItem | None: ...
    def put(self, known: KnownWorkItem) -> None:
        """Insert or replace."""
        ...


class Nights(Protocol):
    def get(self, as_of: datetime) -> Night | None: ...
    def latest(self) -> Night | None: ...
    def all(self) -> Sequence[Night]: ...
    def begin(self, as_of: datetime) -> None: ...
    def finish(self, as_of: datetime, status: NightStatus, faults: Sequence[StepFault]) -> None: ...
    def step(self, as_of: datetime, step: str) -> Mapping[str, Any] | None:
        """What a step reported, if it was finished on this night."""
        ...

    def record_step(self, as_of: datetime, step: str, summary: Mapping[str, Any]) -> None: ...
    def reports_of(self, step: str) -> Mapping[datetime, Mapping[str, Any]]:
        """What a step reported on every night, oldest first."""
        ...

    def forget_steps(self, as_of: datetime, steps: Sequence[str]) -> None:
        """Let these steps run again on this night."""
        ...


class Titles(Protocol):
    def known(self, model: str, keys: Sequence[str]) -> Mapping[str, WrittenTitle]:
        """What this model wrote for these descriptions (`evidence_key`), refused drafts too."""
        ...

    def add(self, model: str, written: WrittenTitle) -> None: ...


class Forgetting(Protocol):
    """Takes tickets, requesters and customers out of every table. Counts are of rows."""

    def tickets_of_requester(self, requester_id: RequesterId) -> Sequence[TicketId]: ...
    def tickets_of_customer(self, customer_id: str) -> Sequence[TicketId]: ...
    def tickets_untouched_since(self, moment: datetime) -> Sequence[TicketId]: ...
    def remove(
        self, ticket_ids: Sequence[TicketId], kept_texts: Collection[str]
    ) -> Mapping[str, int]:
        """Tickets, their places, echoes and the vectors that no other ticket uses; those of
        `kept_texts` (by hash) stay."""
        ...

    def remove_customer(self, customer_id: str) -> Mapping[str, int]: ...
    def hide_in_receipts(self, customer_id: str) -> int: ...
    def remove_written_titles(self) -> int: ...
    def drop_from_decisions(self, ticket_ids: Collection[TicketId]) -> int: ...
    def blank_set_aside(self, words: Collection[str]) -> int: ...
    def drop_domains(self, domains: Collection[str]) -> int:
        """Out of the counts of unknown requesters of all nights, with their sub-domains; returns
        how many steps."""
        ...

    def counted_domains(self) -> Set[str]:
        """The domains that any night counted unknown requesters of."""
        ...

    def add_mark(self, mark: ForgottenMark) -> None: ...
    def marks(self) -> Mapping[str, datetime]:
        """Until when tickets with this mark are not taken in."""
        ...

    def said(self, pieces: Collection[str]) -> set[str]:
        """Those of the pieces of text that stand in a ticket."""
        ...

    def found(self, words: Collection[str]) -> Mapping[str, int]:
        """How many rows of each table hold one of these words."""
        ...


class Supply(Protocol):
    """What reports about segments, suppliers and wishes are made from, and what they leave."""

    def ticket_facts(self) -> Sequence[tuple[Any, ...]]:
        """One row per ticket, in order of id, as `queries.supply.COLUMNS` names them."""
        ...

    def calm(self) -> Mapping[IssueId, Calm]:
        """Ratings, escalations and reopenings of every issue with tickets."""
        ...

    def reference(self, contact_type: str) -> Reference | None:
        """The newest frozen one for contact types told apart in this way."""
        ...

    def freeze(
        self, reference: Reference, contact_type: str, by: str, why: str, now: datetime
    ) -> None: ...
    def actions(self) -> Sequence[Action]: ...
    def next_action_id(self) -> int: ...
    def add_action(self, action: Action) -> None: ...
    def finish_action(self, action_id: int, done_on: date) -> None: ...
    def planned_wishes(self) -> Sequence[PlannedWish]:
        """Of all packs, oldest first."""
        ...

    def keep_pack(self, wishes: Sequence[PlannedWish]) -> None:
        """Keep what a pack asked for; the same day's pack is replaced."""
        ...


class Transaction(Protocol):
    """Everything done within commits together, or not at all."""

    @property
    def tickets(self) -> Tickets: ...
    @property
    def embeddings(self) -> Embeddings: ...
    @property
    def echoes(self) -> Echoes: ...
    @property
    def issues(self) -> Issues: ...
    @property
    def themes(self) -> Themes: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def customers(self) -> Customers: ...
    @property
    def rankings(self) -> Rankings: ...
    @property
    def fix_plans(self) -> FixPlans: ...
    @property
    def responses(self) -> Responses: ...
    @property
    def plan_debts(self) -> PlanDebts: ...
    @property
    def effects(self) -> Effects: ...
    @property
    def work_items(self) -> WorkItems: ...
    @property
    def nights(self) -> Nights: ...
    @property
    def titles(self) -> Titles: ...
    @property
    def forgetting(self) -> Forgetting: ...
    @property
    def supply(self) -> Supply: ...


class Store(Protocol):
    def begin(self) -> AbstractContextManager[Transaction]: ...

    def lock(self) -> AbstractContextManager[None]:
        """Held by one night at a time. Raises `NightRunning` at once when it is taken."""
        ...

    def compact(self) -> None:
        """Free the room of what was deleted, so that nothing of it can be read any more."""
        ...

    def files(self) -> Sequence[Path]:
        """Where the store lies on disk, if it does."""
        ...
