"""Payloads of effects as the tracker gets them."""

from decimal import Decimal
from typing import Any

from feedback.domain.impact.impact import Impact
from feedback.domain.publishing.work_item import PublishPolicy, work_item_payload
from tests.domain.domain_examples import issue, ranked, receipt_line


def impact_of(*lines: tuple[str, str, str, str]) -> Impact:
    """Lines of (customer, value, weight, exposure); the contributions follow."""
    from dataclasses import replace

    made = tuple(
        replace(
            receipt_line(
                name, str((Decimal(v) * Decimal(w) * Decimal(e)).quantize(Decimal("0.01")))
            ),
            customer_name=name,
            value_usd=Decimal(v),
            weight=Decimal(w),
            exposure=Decimal(e),
        )
        for name, v, w, e in lines
    )
    total = sum((line.contribution_usd for line in made), Decimal("0.00"))
    return Impact(
        impact_usd=total, low_usd=total / 2, high_usd=total * 2, lines=made, estimated_share=0.1,
        largest_customer_share=0.6, is_weighted=False,
    )  # fmt: skip


def payload(number: int = 12, title: str = "Export fails", **changes: Any) -> dict[str, Any]:
    """A work item of 40,000 USD: High."""
    impact = impact_of(
        ("Acme", "400000.00", "0.75", "0.1000"), ("Borg | Söhne", "100000.00", "1.0", "0.1000")
    )
    one = ranked(number, issue=issue(number, title), impact=impact, priority="High")
    return {**work_item_payload(one, PublishPolicy()), **changes}


COMMENT = {"issue_id": "FB-12", "lines": ["It spikes.", "19 tickets today."], "reasons": ["spike"]}
