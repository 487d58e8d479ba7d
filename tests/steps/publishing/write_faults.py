"""How a write to the outside can go wrong: when it does, and with which error."""

from collections.abc import Callable

from feedback.errors import AnswerLost, FeedbackError, FinalFault, TransientFault

WAYS = {
    "answer lost, not written": ("before", AnswerLost("No answer within 30 s.")),
    "answer lost, written": ("after", AnswerLost("No answer within 30 s.")),
    "transient": ("before", TransientFault("Jira is busy (503). Try again later.")),
    "final": ("before", FinalFault("Jira refused the priority (400). Check priority.bands.")),
}


def breaking(nth: int, when: str, error: FeedbackError) -> Callable[[int, str], None]:
    def trouble(n_attempts: int, moment: str) -> None:
        if n_attempts == nth and moment == when:
            raise error

    return trouble
