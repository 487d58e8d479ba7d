"""Requesters without a known customer, by the domain of their address."""

from collections import Counter

from feedback.ports import Transaction


def unresolved_domains(tx: Transaction) -> dict[str, int]:
    """Domain → tickets that came without a known customer, over all nights; no addresses."""
    counts: Counter[str] = Counter()
    for night in tx.nights.all():
        for pulled in night.pulls:
            counts.update(pulled.unresolved_domains)
    return dict(counts)
