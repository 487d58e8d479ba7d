"""The message that a scorecard is out, for both points of contact."""

from typing import Any


def scorecard_payload(
    reader: str, supplier: str, month: str, told: list[str], link: str
) -> dict[str, Any]:
    """What both points of contact read: the sentences at the top, and where the scorecard is."""
    words = " ".join(told) + (f" The scorecard: {link}" if link else "")
    title = f"Scorecard of {supplier}, {month}"
    event = {
        "issue_id": supplier,
        "title": f"scorecard of {month}",
        "kind": "scorecard",
        "words": words,
        **({"url": link} if link else {}),
    }
    return {
        "kind": "scorecard", "headline": title, "reader": reader, "news": [], "events": [event],
    }  # fmt: skip
