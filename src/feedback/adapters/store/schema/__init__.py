"""The tables as they are now, by room. Every table states its grain.

`migrations/` leads here; a test holds the two against each other.
"""

from feedback.adapters.store.schema.customers import customer, customer_value
from feedback.adapters.store.schema.forgetting import forgotten
from feedback.adapters.store.schema.grouping import (
    embedding,
    grouping_memory,
    grouping_memory_part,
    vector_block,
)
from feedback.adapters.store.schema.impact import activity, ranking, receipt_line
from feedback.adapters.store.schema.issues import (
    decision,
    issue,
    lineage,
    membership,
    theme,
    written_title,
)
from feedback.adapters.store.schema.metadata import metadata
from feedback.adapters.store.schema.nights import night, night_step
from feedback.adapters.store.schema.plans import escalation_step, fix_plan, plan_debt, response
from feedback.adapters.store.schema.publishing import effect, told, work_item
from feedback.adapters.store.schema.supply import planned_wish, review_action, supply_reference
from feedback.adapters.store.schema.tickets import (
    cursor,
    echo,
    gone_ticket,
    has_text,
    set_aside,
    ticket,
    unseen_ticket,
)

__all__ = [
    "activity",
    "cursor",
    "customer",
    "customer_value",
    "decision",
    "echo",
    "effect",
    "embedding",
    "escalation_step",
    "fix_plan",
    "forgotten",
    "gone_ticket",
    "grouping_memory",
    "grouping_memory_part",
    "has_text",
    "issue",
    "lineage",
    "membership",
    "metadata",
    "night",
    "night_step",
    "plan_debt",
    "planned_wish",
    "ranking",
    "receipt_line",
    "response",
    "review_action",
    "set_aside",
    "supply_reference",
    "theme",
    "ticket",
    "told",
    "unseen_ticket",
    "vector_block",
    "work_item",
    "written_title",
]
