"""Product's answer to what was asked, as a message to the support agents who asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from feedback.domain.issues.decision import Answer, Decision
from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.publishing.content import EffectKind

_WORDS: Mapping[Answer, str] = {
    Answer.ACCEPTED: "Product has accepted this; a date follows when there is a plan.",
    Answer.DECLINED: "Product has decided not to do this.",
    Answer.LATER: "Product will look at this again later; there is no plan now.",
}


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """What one support agent, or team, is told of an answer."""

    effect_kind: ClassVar[EffectKind] = EffectKind.MESSAGE

    reader: str
    decision_id: int
    issue_id: IssueId
    title: str
    answer: Answer
    why: str
    answered_by: str
    answered_on: date
    tickets: tuple[str, ...]
    """Of this reader, that asked; as their helpdesk names them."""


def product_answer(
    reader: str, decision: Decision, issue: Issue, tickets: tuple[str, ...]
) -> ProductAnswer:
    """The message about this decision. `tickets`: keys."""
    return ProductAnswer(
        reader,
        decision.decision_id,
        issue.issue_id,
        issue.title,
        Answer(decision.value),
        decision.why,
        decision.made_by,
        decision.made_at.date(),
        tickets,
    )


def answer_headline(answer: ProductAnswer) -> str:
    """`Product answered FB-31`."""
    return f"Product answered {issue_label(answer.issue_id)}"


def answer_words(answer: ProductAnswer, show_day: Callable[[date], str] = date.isoformat) -> str:
    """The answer, the reason, and which of the reader's tickets asked."""
    return (
        f"{_WORDS[answer.answer]} Why: {answer.why.rstrip('.')}. "
        f"({answer.answered_by}, {show_day(answer.answered_on)}) "
        f"Your {'ticket' if len(answer.tickets) == 1 else 'tickets'} that asked: "
        f"{', '.join(answer.tickets)}."
    )
