"""Product's answer to what was asked, as a message to the support agents who asked."""

from collections.abc import Mapping
from typing import Any

from feedback.domain.issues.decision import Answer, Decision

_WORDS: Mapping[Answer, str] = {
    Answer.ACCEPTED: "Product has accepted this; a date follows when there is a plan.",
    Answer.DECLINED: "Product has decided not to do this.",
    Answer.LATER: "Product will look at this again later; there is no plan now.",
}


def answer_payload(
    reader: str, decision: Decision, label: str, title: str, tickets: list[str]
) -> dict[str, Any]:
    """What a support agent reads: the answer, the reason, and which of their tickets asked."""
    words = (
        f"{_WORDS[Answer(decision.value)]} Why: {decision.why.rstrip('.')}. "
        f"({decision.made_by}, {decision.made_at.date().isoformat()}) "
        f"Your {'ticket' if len(tickets) == 1 else 'tickets'} that asked: {', '.join(tickets)}."
    )
    event = {"issue_id": label, "title": title, "kind": "answered", "words": words}
    headline = f"Product has answered {label}"
    return {
        "kind": "answer", "headline": headline, "reader": reader, "news": [], "events": [event],
        "decision_id": decision.decision_id,
    }  # fmt: skip
