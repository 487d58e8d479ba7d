"""What is written in settings: amounts with units, hours in zones, segment rules, gaps."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest

from feedback.domain.customers.customer import Customer
from feedback.domain.customers.supplier import Counterpart, EscalationContact, SupplierContacts
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import Unit, as_unit, parse_quantity, show_amount
from feedback.domain.supply.agreements.segment_rules import SegmentRule, place_customer, unreachable
from feedback.domain.supply.agreements.service_hours import ServiceHours, parse_service_hours
from feedback.domain.supply.agreements.terms import ContractTarget, SupplierTerms
from feedback.domain.supply.reports.agreement_gaps import check_suppliers
from tests.domain.supply.supply_examples import terms, with_contacts


def hours(text: str, start: str, end: str) -> float:
    """Open hours between two moments with their offset."""
    moments = [np.datetime64(int(datetime.fromisoformat(one).timestamp() * 1e9), "ns")
               for one in (start, end)]  # fmt: skip
    found = parse_service_hours(text).hours_between(np.array(moments[:1]), np.array(moments[1:]))
    return float(found[0])


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("30 min", 0.5, Unit.HOURS),
        ("4 h", 4.0, Unit.HOURS),
        ("2 d", 48.0, Unit.HOURS),
        ("2 d", 2.0, Unit.DAYS),
        ("90 %", 0.9, Unit.SHARE),
        ("4.2 of 5", 4.2, Unit.CSAT),
        ("9 USD", 9.0, Unit.USD),
    ],
)
def test_amounts_are_read_with_their_unit(text: str, amount: float, unit: Unit) -> None:
    assert as_unit(parse_quantity(text), unit) == pytest.approx(amount)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("4", "has no unit"),
        ("four hours", "is not an amount"),
        ("4 parsec", "unknown unit"),
        ("84 of 100", "scale of 1 to 5: convert it"),
        ("9 of 5", "not on the scale"),
        ("120 %", "more than 100 %"),
    ],
)
def test_amounts_that_cannot_be_right_say_why(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_quantity(text)


def test_what_is_not_known_is_a_dash_and_never_a_zero() -> None:
    assert show_amount(None, Unit.HOURS) == "–"


BERLIN = "Mo-Fr 09:00-17:00 Europe/Berlin"


def test_a_night_and_a_weekend_do_not_count() -> None:
    # Friday 16:00 to Monday 10:00 in Berlin: one hour each.
    assert hours(BERLIN, "2026-03-06T16:00+01:00", "2026-03-09T10:00+01:00") == pytest.approx(2)


def test_the_day_of_a_clock_change_has_23_or_25_hours() -> None:
    all_sunday = "Su 00:00-24:00 Europe/Berlin"
    assert hours(all_sunday, "2026-03-28T12:00Z", "2026-03-30T12:00Z") == pytest.approx(23)
    assert hours(all_sunday, "2026-10-24T12:00Z", "2026-10-26T12:00Z") == pytest.approx(25)


def test_the_same_moments_are_other_hours_in_another_zone() -> None:
    start, end = "2026-03-03T08:00Z", "2026-03-03T10:00Z"
    assert hours(BERLIN, start, end) == pytest.approx(2)
    assert hours("Mo-Fr 09:00-17:00 America/New_York", start, end) == 0


def test_hours_over_midnight_belong_to_the_day_they_begin() -> None:
    night = "Mo-Th 22:00-06:00 UTC"
    assert hours(night, "2026-03-05T20:00Z", "2026-03-06T12:00Z") == pytest.approx(8)
    assert hours(night, "2026-03-06T20:00Z", "2026-03-07T12:00Z") == 0


def test_a_missing_moment_gives_no_hours_and_a_reversed_pair_gives_none() -> None:
    nothing = np.array(["NaT"], dtype="datetime64[ns]")
    there = np.array(["2026-03-03T08:00"], dtype="datetime64[ns]")
    for text in (BERLIN, "always"):
        found = parse_service_hours(text).hours_between(there, nothing)
        assert np.isnan(found[0])
        assert parse_service_hours(text).hours_between(there, there - np.timedelta64(1, "h")) == 0


@pytest.mark.parametrize("text", ["nine to five", "Mo-Fr 09:00-17:00", "Xx 09:00-17:00 UTC",
                                  "Mo 09:00-09:00 UTC"])  # fmt: skip
def test_hours_that_cannot_be_right_are_refused(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"time zone|are not opening hours|the two times must differ"
    ):
        parse_service_hours(text)


BIG = SegmentRule("enterprise", 1, min_value_usd=Decimal(100_000))
NAMED = SegmentRule("enterprise", 2, plans=("Enterprise",))
ALL = SegmentRule("self-serve", 1)
ACME = Customer("acme", "Acme", "", Decimal(120_000), country="US", plan="Team")


def test_the_first_rule_that_matches_decides_and_says_what_was_tried() -> None:
    found = place_customer(replace(ACME, value_usd=Decimal(90_000)), (BIG, NAMED, ALL), "none")
    assert found.segment == "self-serve"
    assert found.tried == (
        "rule 1 of enterprise: no, its value, $90,000, is below $100,000",
        'rule 2 of enterprise: no, its plan is "Team", not "Enterprise"',
        "rule 1 of self-serve: yes",
    )


def test_a_customer_that_two_segments_claim_is_seen() -> None:
    found = place_customer(ACME, (BIG, ALL), "none")
    assert (found.segment, [one.label for one in found.also]) == (
        "enterprise",
        ["rule 1 of self-serve"],
    )


def test_a_customer_in_no_rule_keeps_its_directory_s_segment_or_gets_the_default() -> None:
    unknown = replace(ACME, value_usd=None)
    assert place_customer(unknown, (BIG,), "self-serve").segment == "self-serve"
    assert place_customer(replace(unknown, segment="old"), (BIG,), "self-serve").segment == "old"
    assert place_customer(unknown, (BIG,), "x").tried[0] == (
        "rule 1 of enterprise: no, its value is unknown"
    )


def test_a_rule_behind_a_wider_one_is_unreachable() -> None:
    narrow = SegmentRule("mid", 1, min_value_usd=Decimal(150_000), countries=("US",))
    assert unreachable((BIG, narrow)) == (narrow, BIG)
    assert unreachable((narrow, BIG)) is None
    assert unreachable((NAMED, BIG, SegmentRule("mid", 1, flags=("beta",)))) is None


PROFILE = SupportProfile(
    "enterprise",
    first_response_hours=4.0,
    csat=4.2,
    served_by=("expert",),
    languages=("en", "de"),
)
GOOD = terms(
    "alpha",
    kind="expert",
    languages=("en", "de"),
    contacts=SupplierContacts(
        "Kim",
        "Sam",
        channels=("#leads",),
        escalation=(
            EscalationContact("tactical", "queue", "Lee", "Sam"),
            EscalationContact("strategic", "contract", "Kim", "Pat"),
        ),
    ),
)


def findings(*suppliers: SupplierTerms, profile: SupportProfile = PROFILE) -> list[str]:
    found = check_suppliers({"enterprise": profile}, {one.name: one for one in suppliers})
    return [f"{one.about}: {one.words}" for one in found]


def test_what_is_complete_has_no_findings() -> None:
    assert findings(GOOD) == []


def test_missing_contacts_and_paths_are_found() -> None:
    bare = with_contacts(GOOD, ours="", channels=(), escalation=())
    assert findings(bare) == [
        "alpha: has no single point of contact on our side: set our_contact",
        "alpha: has no tactical escalation path: add one to escalation",
        "alpha: has no strategic escalation path: add one to escalation",
    ]


def test_a_scorecard_goes_where_both_contacts_read_or_else_to_each() -> None:
    contacts = GOOD.supplier.contacts
    assert contacts.scorecard_readers == ("#leads",)
    assert replace(contacts, channels=()).scorecard_readers == ("Kim", "Sam")
    told = findings(with_contacts(GOOD, theirs="", ours="", channels=()))
    assert told[2] == (
        "alpha: its scorecard can be sent to nobody: set both points of contact, or channels"
    )


def test_one_contact_for_both_sides_is_no_contact_on_either() -> None:
    alone = with_contacts(GOOD, theirs="#leads", ours="#Leads")
    assert findings(alone) == [
        "alpha: has #Leads as the single point of contact of both sides: name one on each"
    ]
    path = (
        *GOOD.supplier.contacts.escalation,
        EscalationContact("tactical", "an outage", "Sam", "Sam"),
    )
    both = with_contacts(GOOD, escalation=path, counterparts=(Counterpart("IT", "Lee", "Lee"),))
    assert findings(both) == [
        "alpha: its tactical escalation (an outage) names Sam on both sides",
        "alpha: its counterparts for IT are Lee on both sides",
    ]


def test_a_contract_that_is_weaker_than_the_promise_is_found() -> None:
    weak = replace(GOOD, targets=(ContractTarget("csat", 3.9),))
    assert findings(weak) == [
        "alpha: its contract asks for CSAT 3.9 of 5, enterprise is owed 4.2 of 5: it can "
        "keep the contract and break the promise"
    ]


def test_a_language_or_an_hour_that_nobody_serves_is_found() -> None:
    no_german = replace(GOOD, languages=("en",))
    by_day = replace(GOOD, hours=parse_service_hours("Mo-Su 08:00-20:00 UTC"))
    assert findings(no_german) == ['enterprise: is owed "de", which none of alpha speaks']
    assert findings(by_day, profile=replace(PROFILE, languages=("en",))) == [
        'enterprise: nobody is there in "en" Mo 00:00 to Mo 08:00 UTC and 76 more hours a week, '
        "in hours it is owed"
    ]


def test_an_hour_that_falls_out_only_in_summer_is_found() -> None:
    owed = parse_service_hours("Mo-Fr 09:00-17:00 Europe/Berlin")
    winter_only = replace(GOOD, hours=parse_service_hours("Mo-Fr 08:00-16:00 UTC"))
    profile = replace(PROFILE, languages=("en",), hours=owed)
    assert findings(winter_only, profile=profile) == [
        'enterprise: nobody is there in "en" Mo 07:00 to Mo 08:00 UTC and 4 more hours a week, '
        "in hours it is owed"
    ]


def test_half_an_hour_that_nobody_serves_is_found() -> None:
    owed = parse_service_hours("Mo 09:00-18:00 UTC")
    early = replace(GOOD, hours=parse_service_hours("Mo 09:00-17:30 UTC"))
    profile = replace(PROFILE, languages=("en",), hours=owed)
    assert findings(early, profile=profile) == [
        'enterprise: nobody is there in "en" Mo 17:30 to Mo 18:00 UTC, in hours it is owed'
    ]


def test_an_hour_that_falls_out_only_between_two_clock_changes_is_found() -> None:
    """America changes its clocks three weeks before Europe."""
    owed = parse_service_hours("Mo 09:00-17:00 Europe/Berlin")
    abroad = replace(GOOD, hours=parse_service_hours("Mo 03:00-11:00 America/New_York"))
    profile = replace(PROFILE, languages=("en",), hours=owed)
    assert findings(abroad, profile=profile) == [
        'enterprise: nobody is there in "en" Mo 15:00 to Mo 16:00 UTC, in hours it is owed'
    ]


def test_a_segment_that_no_supplier_may_serve_is_found() -> None:
    named = with_contacts(GOOD, counterparts=(Counterpart("IT", "Lee", "Sam"),))
    cheap = replace(named, kind="low-cost")
    assert findings(cheap) == ["enterprise: has no supplier: none is of kind expert"]


def test_around_the_clock_is_the_default() -> None:
    assert ServiceHours().is_always
