"""Send a scorecard to both single points of contact: planned like every other write."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from feedback.domain.publishing.effect import plan_effect
from feedback.domain.publishing.messages.readers import contact_target
from feedback.domain.supply.reports.scorecard import Scorecard
from feedback.domain.supply.reports.scorecard_notice import ScorecardNotice
from feedback.domain.supply.reports.scorecard_words import scorecard_words
from feedback.ports import Store


def plan_scorecard_messages(
    store: Store, cards: Sequence[Scorecard], link: str, *, now: datetime
) -> int:
    """One message per supplier and place where its points of contact read; how many are new.

    The same scorecard is never sent twice to the same place.
    """
    n_planned = 0
    with store.begin() as tx:
        for card in cards:
            summary = tuple(scorecard_words(card))
            for reader in card.terms.supplier.contacts.scorecard_readers:
                target = contact_target(reader, card.terms.name)
                effect = plan_effect(
                    target,
                    ScorecardNotice(reader, card.terms.name, card.month, summary, link),
                    last=tx.effects.last_of(target),
                    rank=Decimal(0),
                    now=now,
                )
                if effect is not None:
                    tx.effects.put(effect)
                    n_planned += 1
    return n_planned
