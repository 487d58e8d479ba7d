"""Respond: what people answer to the messages, recorded with who and when."""

from feedback.domain.response import Response
from feedback.ports import Store


class ResponsePolicy:
    """Who may answer."""


def record_response(store: Store, response: Response, policy: ResponsePolicy) -> str:
    """Record an answer and do what follows from it; returns the words to show to the person.

    An answer about an issue that was absorbed goes to the issue that has its tickets now, and the
    words say so. The same answer twice says so and changes nothing. Raises `InvalidInput` for one
    who may not answer, an unknown issue or ticket, or a question without words, and `NightRunning`
    where grouping would be changed while a night is going on.
    """
    raise NotImplementedError
