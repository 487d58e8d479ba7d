"""What other parts of the program know about support's side of the loop, as far as it is recorded.

Every function here is a seam: what the ledger and the fix plans tell today. Where acknowledgements
and customers told are recorded one day, these functions read them, and no report changes.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from feedback.domain.customer import SupportAgent
from feedback.domain.effect import EffectKind, EffectState
from feedback.domain.issue import IssueState
from feedback.domain.supply.metrics import Figure, share_figure
from feedback.ports import Transaction
from feedback.queries.supply import SupportFacts


def late_plans(tx: Transaction, facts: SupportFacts) -> frozenset[str]:
    """`FB-3 enterprise`: living issues without a fix plan by when that segment is owed one."""
    planned = set(tx.fix_plans.with_plans())
    found = set()
    for issue in facts.issues.values():
        if issue.state is IssueState.ABSORBED or issue.issue_id in planned:
            continue
        for profile in facts.policy.profiles.values():
            due = profile.plan_by_days
            if due is not None and issue.emerged_at + timedelta(days=due) < facts.as_of:
                found.add(f"{issue.label} {profile.segment}")
    return frozenset(found)


def plan_updates_delivered(
    tx: Transaction, support_agents: Sequence[SupportAgent]
) -> Mapping[str, Figure]:
    """Supplier → share of the messages about fix plans to its support agents that reached them.

    Whether somebody acknowledged one is recorded nowhere yet; that would be counted here instead.
    """
    supplier_of = {f"support-agent:{one.support_agent_id}": one.supplier for one in support_agents}
    told = (EffectState.DONE,)
    waiting = (EffectState.PLANNED, EffectState.SENDING, EffectState.FAILED, EffectState.UNKNOWN)
    counts: dict[str, list[int]] = {}
    for state in (*told, *waiting):
        for effect in tx.effects.in_state(state):
            supplier = supplier_of.get(effect.target)
            if effect.kind is EffectKind.MESSAGE and supplier is not None:
                count = counts.setdefault(supplier, [0, 0])
                count[0] += state in told
                count[1] += 1
    return {name: share_figure(hits, n) for name, (hits, n) in sorted(counts.items())}


def customers_told(_tx: Transaction) -> Mapping[str, Figure] | None:
    """Supplier → share of tickets whose customer was told after a release. Recorded nowhere yet."""
    return None
