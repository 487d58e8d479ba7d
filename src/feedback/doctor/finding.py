"""What a check found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from feedback.errors import FeedbackError


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `level` is ok, warning or fault; `words` say what was seen, or what to do."""

    check: str
    level: str
    words: str


def attempt(check: str, look: Callable[[], str]) -> Finding:
    """What `look` says it saw, or the fault it ran into."""
    try:
        return Finding(check, "ok", look())
    except (FeedbackError, OSError) as error:
        return Finding(check, "fault", str(error))


def attempt_all(check: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What `look` finds, up to the fault it ran into."""
    try:
        yield from look()
    except (FeedbackError, OSError) as error:
        yield Finding(check, "fault", str(error))
