"""Through which channels a segment's tickets came in, against the channels it is owed."""

from dataclasses import dataclass

import pandas as pd

from feedback.domain.supply.agreements.terms import is_among
from feedback.domain.supply.metrics.figures import Figure, figure
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.wording import any_of


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """One segment that is owed channels."""

    segment: str
    owed: tuple[str, ...]
    off_channel: Figure
    """Share of its tickets that came in another way; None where too few say how they came in."""
    counts: tuple[tuple[str, int], ...]
    """Channel and tickets, most first."""
    n_unknown: int
    """Tickets whose source did not say."""

    @property
    def unused(self) -> tuple[str, ...]:
        """Owed, and no ticket came in there: nobody wants it, or nobody can."""
        used = [name for name, _ in self.counts]
        return tuple(name for name in self.owed if not is_among(name, used))


def channel_use(frame: pd.DataFrame, policy: SupplyPolicy) -> list[ChannelUse]:
    """Segments with tickets that are owed channels, in the order of the settings."""
    found = []
    for name, profile in policy.profiles.items():
        own = frame[(frame["segment"] == name).to_numpy()]
        if own.empty or not profile.channels:
            continue
        counts = own["channel"].astype(object).value_counts()
        found.append(
            ChannelUse(
                name,
                profile.channels,
                figure(own, BY_NAME["off_channel"], policy.min_tickets),
                tuple(
                    sorted(
                        ((str(channel), int(n)) for channel, n in counts.items() if channel),
                        key=lambda used: (-used[1], used[0]),
                    )
                ),
                int(counts.get("", 0)),
            )
        )
    return found


def channel_words(use: ChannelUse) -> str:
    """How a segment came in, in a sentence."""
    owed = ", ".join(use.owed)
    known = sum(n for _, n in use.counts)
    if not known:
        return f"{use.segment} is owed {owed}; no ticket says how it came in"
    ways = ", ".join(f"{name} {n}" for name, n in use.counts)
    outside = sum(n for name, n in use.counts if not is_among(name, use.owed))
    words = f"{use.segment} is owed {owed}; {outside} of {known} tickets came another way ({ways})"
    if use.unused:
        words += f"; none came through {any_of(use.unused)}"
    return words + (f"; of {use.n_unknown} the source does not say" if use.n_unknown else "")
