"""What goes wrong with a request, whoever is asked."""

FAULTS = (
    "dropped before",
    "dropped after",
    "too many",
    "broken before",
    "broken after",
    "killed before",
    "killed after",
)
"""Connection dropped, 429, 500, and our own process killed, each before or after the other side
has done what it was asked."""


class Killed(BaseException):
    """Our own process ends here."""
