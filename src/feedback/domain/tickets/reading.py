"""Whether a source was read well enough: silence is a fault.

A night counts every row as a ticket, an update or a reason. Where too many rows of a source end as
a reason, or too many words in it are not understood, the night is partial and says which, until a
person maps them or accepts them in the settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import RawTicket
from feedback.domain.tickets.vocabulary import Meaning

EVERYTHING = "*"
"""Accepts whatever there is of a kind."""


class Gap(StrEnum):
    """What can be wrong with the rows of a source, beside words that are not understood."""

    SET_ASIDE = "set_aside"
    """Rows that no ticket could be made of."""
    SAME_ID = "same_id"
    """Different tickets of one file with one id: one of them is kept."""
    WORDLESS = "wordless"
    """Tickets without words of their customer."""
    UNRESOLVED = "unresolved"
    """Tickets without a known customer."""


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """How much of a source may be lost before a night says that it is partial."""

    max_share: float = 0.05
    """Of a night's rows of one source, for each kind of gap and each field. One row in twenty is
    what hand-kept exports get wrong; more is a column that changed."""
    min_rows: int = 5
    """Fewer never make a night partial, however few rows there are."""
    accepted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Gap or field → the reasons or words that a person has accepted; they are only counted."""
    meant: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)
    """(field, word in lower case) → what a person says that it means."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Too much of one kind. `what`: a `Gap`, or the field whose words are not understood."""

    what: str
    n_rows: int
    n_of: int
    examples: Mapping[str, int]
    """Reason, word or domain → rows; most first."""


def with_meanings(raw: RawTicket, policy: ReadingPolicy) -> RawTicket:
    """The ticket with the words a person has given a meaning to, whatever they mean elsewhere."""
    if not policy.meant:
        return raw
    told: dict[str, Any] = {
        name: policy.meant[name, word.casefold()]
        for name, word in (*raw.told, *raw.not_understood)
        if (name, word.casefold()) in policy.meant
    }
    if not told:
        return raw
    left = tuple((name, word) for name, word in raw.not_understood if name not in told)
    return replace(raw, facts=replace(raw.facts, **told), not_understood=left)


def shortfalls(
    report: PullReport, policy: ReadingPolicy, *, knows_customers: bool
) -> list[Shortfall]:
    """What a night must say of a source; empty where it was read well.

    `knows_customers`: whether the deployment has customers at all; where it has none, nobody can be
    resolved.
    """
    taken = report.n_new + report.n_changed
    read = taken + report.n_set_aside
    found = [
        _short(Gap.SET_ASIDE, report.set_aside, read, policy),
        _short(Gap.SAME_ID, {"": report.n_same_id}, read, policy),
        _short(Gap.WORDLESS, {"": report.n_wordless}, taken, policy),
        *(
            _short(name, words, taken, policy)
            for name, words in sorted(report.not_understood.items())
        ),
    ]
    if knows_customers:
        unresolved = _short(Gap.UNRESOLVED, {"": report.n_unresolved}, taken, policy)
        if unresolved is not None:
            unresolved = Shortfall(
                unresolved.what, unresolved.n_rows, unresolved.n_of, report.unresolved_domains
            )
        found.append(unresolved)
    return [shortfall for shortfall in found if shortfall is not None]


def _short(
    what: str, counts: Mapping[str, int], n_of: int, policy: ReadingPolicy
) -> Shortfall | None:
    accepted = policy.accepted.get(what, frozenset())
    if EVERYTHING in accepted:
        return None
    left = {word: n for word, n in counts.items() if n and word not in accepted}
    n_rows = sum(left.values())
    if n_rows < policy.min_rows or n_rows <= policy.max_share * n_of:
        return None
    examples = dict(sorted(left.items(), key=lambda item: (-item[1], item[0])))
    return Shortfall(what, n_rows, n_of, {word: n for word, n in examples.items() if word})
