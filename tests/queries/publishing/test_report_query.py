"""The report's read models, where they decide something."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from feedback.domain.message import Message
from feedback.domain.publishing.effect import Effect, plan_effect
from feedback.domain.publishing.messages.product_news import ProductNews
from feedback.domain.publishing.work_item import PublishPolicy, work_item_content
from feedback.queries.publishing.report_messages import messages_by_night
from feedback.queries.publishing.report_work_items import (
    FieldChange,
    changed_fields,
)
from tests.domain.domain_examples import impact, ranked
from tests.message_examples import affected, digest, plan_news

AS_OF = datetime(2026, 3, 9, 3, tzinfo=UTC)


def test_only_fields_that_changed_are_told() -> None:
    before = work_item_content(ranked(n_tickets=4), PublishPolicy())
    after = work_item_content(ranked(n_tickets=5, priority="High"), PublishPolicy())
    assert changed_fields(before, after) == (
        FieldChange("priority", "Low", "High"),
        FieldChange("tickets", 4, 5),
    )
    assert changed_fields(after, after) == ()


def test_customers_that_share_a_name_are_one_line_of_change() -> None:
    before = work_item_content(ranked(impact=impact("10.00")), PublishPolicy())
    (unresolved,) = before.impact.receipt
    twice = replace(before.impact, receipt=(unresolved, unresolved))
    assert changed_fields(before, replace(before, impact=twice)) == (
        FieldChange("C1", Decimal("10.00"), Decimal("20.00"), is_receipt_line=True),
    )


def test_product_reads_first_then_whoever_holds_most_tickets() -> None:
    def message(target: str, n_tickets: int) -> Effect:
        content: Message = digest(plan_news(tickets=(affected(),) * n_tickets))
        if target.startswith("product"):
            content = ProductNews("#c", ())
        effect = plan_effect(
            target,
            content,
            last=None,
            rank=Decimal(0),
            now=AS_OF,
        )
        assert effect is not None
        return effect

    planned = [message("support-agent:a", 1), message("team:#b", 3), message("product:#c", 0)]
    later = [replace(planned[0], planned_at=AS_OF + timedelta(days=1))]
    (group,) = messages_by_night([*planned, *later], [AS_OF])
    assert [one.effect.target for one in group.messages] == [
        "product:#c",
        "team:#b",
        "support-agent:a",
    ]
