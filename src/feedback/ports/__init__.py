"""What the steps need of the outside world and of the store. One small Protocol per need."""

from feedback.ports.customers.customers import Customers
from feedback.ports.customers.directory import CustomerDirectory, SupportRoster
from feedback.ports.forgetting import Forgetting
from feedback.ports.grouping.embeddings import Embedder, Embeddings
from feedback.ports.grouping.memories import Memories
from feedback.ports.impact.rankings import Rankings
from feedback.ports.issues.decisions import Decisions
from feedback.ports.issues.issues import Issues
from feedback.ports.issues.themes import Themes
from feedback.ports.issues.titles import Titles, TitleWriter
from feedback.ports.nights import Nights
from feedback.ports.plans.fix_plans import FixPlans
from feedback.ports.plans.plan_debts import PlanDebts
from feedback.ports.plans.plan_source import FixPlanSource, RecordedPlan
from feedback.ports.plans.responses import Responses
from feedback.ports.probed import Probed, Progress
from feedback.ports.publishing.agent_channel import AgentChannel
from feedback.ports.publishing.effects import Effects
from feedback.ports.publishing.issue_tracker import IssueTracker
from feedback.ports.publishing.rewritable import Rewritable
from feedback.ports.publishing.ticket_notes import TicketNotes
from feedback.ports.publishing.told import Told
from feedback.ports.publishing.work_items import WorkItems
from feedback.ports.store import Store, Transaction
from feedback.ports.supply.supply import Supply
from feedback.ports.tickets.echoes import Echoes
from feedback.ports.tickets.sources import (
    ConversationSource,
    Counted,
    CountingSource,
    Page,
    TicketSource,
)
from feedback.ports.tickets.texts import LanguageDetector, Masked, Redactor
from feedback.ports.tickets.tickets import StoredVersion, Stranger, Tickets

__all__ = [
    "AgentChannel",
    "ConversationSource",
    "Counted",
    "CountingSource",
    "CustomerDirectory",
    "Customers",
    "Decisions",
    "Echoes",
    "Effects",
    "Embedder",
    "Embeddings",
    "FixPlanSource",
    "FixPlans",
    "Forgetting",
    "IssueTracker",
    "Issues",
    "LanguageDetector",
    "Masked",
    "Memories",
    "Nights",
    "Page",
    "PlanDebts",
    "Probed",
    "Progress",
    "Rankings",
    "RecordedPlan",
    "Redactor",
    "Responses",
    "Rewritable",
    "Store",
    "StoredVersion",
    "Stranger",
    "Supply",
    "SupportRoster",
    "Themes",
    "TicketNotes",
    "TicketSource",
    "Tickets",
    "TitleWriter",
    "Titles",
    "Told",
    "Transaction",
    "WorkItems",
]
