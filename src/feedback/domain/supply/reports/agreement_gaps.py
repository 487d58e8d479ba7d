"""Gaps in what was agreed: found before a customer finds them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedback.domain.customers.supplier import LEVELS, Pricing
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import show_amount
from feedback.domain.supply.agreements.service_hours import DAYS
from feedback.domain.supply.agreements.terms import SupplierTerms, is_among
from feedback.domain.supply.metrics.metrics import BY_NAME

WEEKS = tuple(
    datetime(2026, *day, tzinfo=UTC)
    for day in ((1, 5), (3, 16), (3, 30), (7, 6), (10, 12), (10, 26))
)
"""Of winter and summer, and of the weeks between the days on which clocks change in America, in
Europe and in the south: the same hours of two zones lie differently in each."""
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something missing or contradictory, and what to do about it."""

    about: str
    """The supplier or segment."""
    words: str


def check_suppliers(
    profiles: Mapping[str, SupportProfile], terms: Mapping[str, SupplierTerms]
) -> list[Finding]:
    """All findings, suppliers first."""
    found: list[Finding] = []
    for name, agreed in sorted(terms.items()):
        found += (Finding(name, words) for words in _contacts(agreed))
        found += (Finding(name, words) for words in _contradictions(agreed, profiles))
    for segment, profile in profiles.items():
        found += (Finding(segment, words) for words in _coverage(profile, list(terms.values())))
    return found


def _contacts(agreed: SupplierTerms) -> Iterator[str]:
    contacts = agreed.supplier.contacts
    if not contacts.theirs:
        yield "has no single point of contact on its side: set contact"
    if not contacts.ours:
        yield "has no single point of contact on our side: set our_contact"
    if _same(contacts.theirs, contacts.ours):
        yield (
            f"has {contacts.ours} as the single point of contact of both sides: name one on each"
        )
    if not contacts.scorecard_readers:
        yield "its scorecard can be sent to nobody: set both points of contact, or channels"
    for level in LEVELS:
        path = [step for step in contacts.escalation if step.level == level]
        if not path:
            yield f"has no {level} escalation path: add one to escalation"
        for step in path:
            if not (step.theirs and step.ours):
                yield f"its {level} escalation ({step.scope}) names nobody on one of the sides"
            elif _same(step.theirs, step.ours):
                yield f"its {level} escalation ({step.scope}) names {step.ours} on both sides"
    for pair in contacts.counterparts:
        if _same(pair.theirs, pair.ours):
            yield f"its counterparts for {pair.function} are {pair.ours} on both sides"
    if agreed.supplier.is_outsourced and not contacts.counterparts:
        yield "names no counterparts by function: add counterparts"
    if agreed.supplier.is_outsourced and not agreed.targets:
        yield "has no contract targets: add targets"
    if agreed.pricing is Pricing.PER_HOUR and not agreed.hours_per_month:
        yield (
            "is paid per hour, but hours_per_month is not set: where nobody logs hours, a ticket "
            f"is taken for {agreed.supplier.hours_per_ticket:g} h (hours_per_ticket)"
        )


def _same(theirs: str, ours: str) -> bool:
    """Whether both addresses lead to the same person or channel."""
    return bool(theirs) and theirs.strip().casefold() == ours.strip().casefold()


def _contradictions(agreed: SupplierTerms, profiles: Mapping[str, SupportProfile]) -> Iterator[str]:
    for profile in profiles.values():
        if not serves(agreed, profile):
            continue
        for metric, owed, lower in (
            ("first_response_hours", profile.first_response_hours, True),
            ("resolution_hours", profile.resolution_hours, True),
            ("first_response_within", profile.share_within, False),
            ("resolution_within", profile.share_within, False),
            ("csat", profile.csat, False),
            ("reopen_rate", profile.reopen_rate, True),
        ):
            for target in agreed.targets:
                if target.metric != metric or owed is None:
                    continue
                if (target.amount > owed) if lower else (target.amount < owed):
                    known = BY_NAME[metric]
                    yield (
                        f"its contract asks for {known.in_words} "
                        f"{show_amount(target.amount, known.unit)}, {profile.segment} is owed "
                        f"{show_amount(owed, known.unit)}: it can keep the contract and break the "
                        "promise"
                    )
    named = [name for name in agreed.segments if name not in profiles]
    for name in named:
        yield f"serves unknown segment `{name}` (available: {', '.join(profiles)})"
    for name in agreed.segments:
        profile_of = profiles.get(name)
        if profile_of and profile_of.served_by and agreed.kind not in profile_of.served_by:
            yield (
                f"serves {name}, whose profile allows {' or '.join(profile_of.served_by)}; "
                f'its kind is "{agreed.kind}"'
            )


def serves(agreed: SupplierTerms, profile: SupportProfile) -> bool:
    """Whether the supplier may answer the segment at all."""
    if agreed.segments and profile.segment not in agreed.segments:
        return False
    return not profile.served_by or agreed.kind in profile.served_by


def _coverage(profile: SupportProfile, terms: Sequence[SupplierTerms]) -> Iterator[str]:
    able = [agreed for agreed in terms if serves(agreed, profile)]
    if not able:
        yield f"has no supplier: none is of kind {' or '.join(profile.served_by)}"
        return
    yield from _unanswered_channels(profile, able)
    for language in profile.languages:
        speak = _speaking(able, language)
        if not speak:
            yield f'is owed "{language}", which none of {_names(able)} speaks'
            continue
        gaps = _unserved_hours(profile, speak)
        if gaps:
            yield f'nobody is there in "{language}" {gaps}, in hours it is owed'
    if not profile.languages and (gaps := _unserved_hours(profile, able)):
        yield f"nobody is there {gaps}, in hours it is owed"


def _unanswered_channels(profile: SupportProfile, able: Sequence[SupplierTerms]) -> Iterator[str]:
    silent = [agreed for agreed in able if not agreed.ticket_channels]
    for channel in profile.channels:
        answer = [agreed for agreed in able if is_among(channel, agreed.ticket_channels)]
        if not answer and silent:
            yield (
                f'is owed "{channel}"; whether {_names(silent)} answers it is not known: set '
                "ticket_channels"
            )
        elif not answer:
            yield f'is owed "{channel}", which none of {_names(able)} answers'
        for language in profile.languages if answer else ():
            if _speaking(able, language) and not _speaking(answer, language):
                yield f'is owed "{channel}" in "{language}", and none of {_names(answer)} speaks it'


def _unserved_hours(profile: SupportProfile, able: Sequence[SupplierTerms]) -> str:
    """`Sa 00:00-24:00 UTC and 12 more hours a week`; empty where somebody is always there."""
    gaps: list[Stretch] = []
    for week in WEEKS:
        found = profile.hours.open_between(week, week + timedelta(days=7))
        for agreed in able:
            found = _without(found, agreed.hours.open_between(week, week + timedelta(days=7)))
        if _hours(found) > _hours(gaps):
            gaps = found
    if not gaps:
        return ""
    first, end = gaps[0]
    words = f"{DAYS[first.weekday()]} {first:%H:%M} to {DAYS[end.weekday()]} {end:%H:%M} UTC"
    n_more = _hours(gaps[1:])
    return words + (f" and {n_more:g} more hours a week" if n_more else "")


def _without(stretches: Sequence[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches; both in order, none overlapping another of its kind."""
    left = []
    for start, end in stretches:
        for opens, closes in taken:
            if opens < end and closes > start:
                if start < opens:
                    left.append((start, opens))
                start = max(start, closes)
        if start < end:
            left.append((start, end))
    return left


def _hours(stretches: Sequence[Stretch]) -> float:
    return sum((end - start).total_seconds() for start, end in stretches) / 3600


def _speaking(terms: Sequence[SupplierTerms], language: str) -> list[SupplierTerms]:
    return [agreed for agreed in terms if not agreed.languages or language in agreed.languages]


def _names(terms: Sequence[SupplierTerms]) -> str:
    return ", ".join(agreed.name for agreed in terms)
