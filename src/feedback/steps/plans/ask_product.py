"""Ask product: a support agent's question, as a comment on the issue's work item."""

from datetime import datetime
from decimal import Decimal

from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.publishing.comment import Comment, Question
from feedback.domain.publishing.effect import plan_effect
from feedback.errors import InvalidInput
from feedback.ports import Effects

MAX_QUESTION_CHARS = 2000


def question_text(given: str) -> str:
    """The question as one line. Raises `InvalidInput` where it says nothing or too much."""
    text = " ".join(given.split())
    if not text:
        raise InvalidInput("A question to product needs words. Nothing was sent.")
    if len(text) > MAX_QUESTION_CHARS:
        raise InvalidInput(
            f"The question has {len(text)} characters; product is sent {MAX_QUESTION_CHARS} at "
            "most. Nothing was sent."
        )
    return text


def plan_question(
    effects: Effects, issue_id: IssueId, number: int, question: Question, asked_at: datetime
) -> str:
    """Plan the comment; returns the words for who asked. `number` is that of the answer."""
    label = issue_label(issue_id)
    work_item = effects.last_of(label)
    effect = plan_effect(
        f"{label}#ask-{number}",
        Comment(issue_id, (question,)),
        last=None,
        rank=work_item.rank if work_item else Decimal(0),
        now=asked_at,
    )
    assert effect is not None, "the target is new"
    effects.put(effect)
    if effects.remote_key(label) is None:
        return f"{label} has no work item yet; your question will be added when it has one."
    return f"Your question becomes a comment on the work item of {label}."
