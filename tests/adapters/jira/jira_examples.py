"""Contents of effects as the tracker gets them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from feedback.domain.impact.impact import Impact
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.comment import Comment, MergedIn, SpikeFound
from feedback.domain.publishing.work_item import PublishPolicy, work_item_content
from feedback.domain.publishing.work_item_content import WorkItemContent
from tests.domain.domain_examples import issue, ranked, receipt_line


def impact_of(*lines: tuple[str, str, str, str]) -> Impact:
    """Lines of (customer, value, weight, exposure); the contributions follow."""
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


def work_item(number: int = 12, title: str = "Export fails", **changes: Any) -> WorkItemContent:
    """A work item of 40,000 USD: High."""
    impact = impact_of(
        ("Acme", "400000.00", "0.75", "0.1000"), ("Borg | Söhne", "100000.00", "1.0", "0.1000")
    )
    found = ranked(number, issue=issue(number, title), impact=impact, priority="High")
    return replace(work_item_content(found, PublishPolicy()), **changes)


COMMENT = Comment(
    IssueId(12), (SpikeFound(datetime(2026, 3, 9, 3, tzinfo=UTC), 19, 0.4), MergedIn(IssueId(3)))
)
COMMENT_LINES = [
    "Spiking: 19 tickets in a day, up from 0.4 a day.",
    "FB-3 was absorbed by FB-12, which now has its tickets.",
]
