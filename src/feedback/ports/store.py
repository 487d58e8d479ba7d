"""What is kept, together in a transaction. The Protocol of each table lies in its room."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from feedback.ports.customers.customers import Customers
from feedback.ports.forgetting import Forgetting
from feedback.ports.grouping.embeddings import Embeddings
from feedback.ports.grouping.memories import Memories
from feedback.ports.impact.rankings import Rankings
from feedback.ports.issues.decisions import Decisions
from feedback.ports.issues.issues import Issues
from feedback.ports.issues.themes import Themes
from feedback.ports.issues.titles import Titles
from feedback.ports.nights import Nights
from feedback.ports.plans.fix_plans import FixPlans
from feedback.ports.plans.plan_debts import PlanDebts
from feedback.ports.plans.responses import Responses
from feedback.ports.publishing.effects import Effects
from feedback.ports.publishing.told import Told
from feedback.ports.publishing.work_items import WorkItems
from feedback.ports.supply.supply import Supply
from feedback.ports.tickets.echoes import Echoes
from feedback.ports.tickets.tickets import Tickets


class Transaction(Protocol):
    """Everything done within commits together, or not at all."""

    @property
    def tickets(self) -> Tickets:
        """Tickets, cursors of sources, rows that were set aside."""
        ...

    @property
    def echoes(self) -> Echoes:
        """Tickets that nearly repeat another of the same requester."""
        ...

    @property
    def customers(self) -> Customers:
        """Customers, and what each was worth when."""
        ...

    @property
    def issues(self) -> Issues:
        """Issues, their tickets and their lineage."""
        ...

    @property
    def themes(self) -> Themes:
        """Issues that belong together."""
        ...

    @property
    def decisions(self) -> Decisions:
        """What people decided about issues."""
        ...

    @property
    def titles(self) -> Titles:
        """What a language model wrote."""
        ...

    @property
    def embeddings(self) -> Embeddings:
        """Vectors of texts."""
        ...

    @property
    def memories(self) -> Memories:
        """What the grouping engine keeps from night to night."""
        ...

    @property
    def rankings(self) -> Rankings:
        """Issues by customer value impact."""
        ...

    @property
    def effects(self) -> Effects:
        """The ledger of writes to the outside."""
        ...

    @property
    def told(self) -> Told:
        """Who was told what."""
        ...

    @property
    def work_items(self) -> WorkItems:
        """What is known of the work items of issues."""
        ...

    @property
    def fix_plans(self) -> FixPlans:
        """What product said it will do."""
        ...

    @property
    def responses(self) -> Responses:
        """What people answered to messages."""
        ...

    @property
    def plan_debts(self) -> PlanDebts:
        """The plans that product owes."""
        ...

    @property
    def supply(self) -> Supply:
        """References, agreed actions and packs."""
        ...

    @property
    def nights(self) -> Nights:
        """Nights and what their steps reported."""
        ...

    @property
    def forgetting(self) -> Forgetting:
        """Takes people and old tickets out of every table."""
        ...


class Store(Protocol):
    """What is kept between nights."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """A transaction: commits when the block ends, and keeps nothing when it raises."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Held by one night at a time. Raises `NightRunning` at once when it is taken."""
        ...

    def compact(self) -> None:
        """Free the room of what was deleted, so that nothing of it can be read any more."""
        ...

    def files(self) -> Sequence[Path]:
        """Where the store lies on disk, if it does."""
        ...
