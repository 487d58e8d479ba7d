"""Errors that carry the decision they imply and the next move.

    FeedbackError           something this program can explain
    ├── InvalidInput        settings or input files; nothing was done
    ├── TransientFault      outside; the same call may succeed later
    ├── FinalFault          outside; trying again will not mend it
    ├── AnswerLost          a write was sent: look before sending it again
    └── NightRunning        another night holds the lock; nothing was done

Whether trying again can help is in the type; the message names the thing, the value and what
to do about it. The command line turns `exit_code` into the exit status.
"""

from datetime import datetime


class FeedbackError(Exception):
    """Something this program can explain. Its text is written for the person who must act."""

    exit_code = 1


class InvalidInput(FeedbackError):
    """Settings or input files that cannot be used as they are. Refused before any work starts."""

    exit_code = 2


class TransientFault(FeedbackError):
    """A passing fault outside: the same call may succeed later.

    `not_before` is the moment the other side named, if it named one.
    """

    def __init__(self, message: str, *, not_before: datetime | None = None) -> None:
        super().__init__(message)
        self.not_before = not_before


class FinalFault(FeedbackError):
    """A fault outside that trying again will not mend."""


class AnswerLost(FeedbackError):
    """A write was sent and no answer came: it may or may not have happened.

    Whoever catches this must look on the other side before sending again.
    """


class NightRunning(FeedbackError):
    """Another night holds the lock. Nothing was changed."""
