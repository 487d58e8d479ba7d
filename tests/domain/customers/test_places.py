"""Which customer a ticket belongs to, and what address a requester has."""

import pytest

from feedback.domain.customers.customer import Customer
from feedback.domain.customers.places import places_of
from feedback.domain.customers.requesters import address_of, domain_of

CUSTOMERS = [
    Customer("C1", "Alpha", "enterprise", None),
    Customer("C2", "Beta GmbH", "self-serve", None),
    Customer("C3", "Twin", "self-serve", None),
    Customer("C4", "twin", "self-serve", None),
    Customer("Gamma", "Delta", "self-serve", None),
    Customer("C6", "Gamma", "self-serve", None),
]


@pytest.mark.parametrize(
    ("organization", "requester", "customer"),
    [
        ("C1", "", "C1"),
        ("c1", "", "C1"),
        ("Alpha", "", "C1"),
        (" beta  gmbh", "", "C2"),
        ("Twin", "", None),  # two customers have that name
        ("Gamma", "", "Gamma"),  # an id goes before a name
        ("Nobody Ltd", "kim@beta.example", "C2"),
        ("Nobody Ltd", "kim@none.example", None),
        ("", "kim@beta.example", "C2"),
        ("", "", None),
    ],
)
def test_by_id_then_name_then_requester(
    organization: str, requester: str, customer: str | None
) -> None:
    places = places_of(CUSTOMERS, lambda address: "C2" if "beta" in address else None)
    assert places.place(organization, requester) == customer


def test_without_a_directory_an_organization_is_all_that_is_known() -> None:
    places = places_of([], lambda address: None)
    assert places.place("Alpha", "kim@beta.example") == "Alpha"
    assert places.place("", "kim@beta.example") is None


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Kim Doe <a@alpha.example>", "a@alpha.example"),
        ('"Doe, Kim" < a@alpha.example >', "a@alpha.example"),
        ("<a@alpha.example>", "a@alpha.example"),
        ("Kim Doe (a@alpha.example)", "a@alpha.example"),
        ("mailto:a@alpha.example", "a@alpha.example"),
        ("Kim <mailto:a@alpha.example>", "a@alpha.example"),
        (" A@Alpha.Example ", "A@Alpha.Example"),
        ("Kim Doe", "Kim Doe"),
        ("", ""),
        ("a <b> c", "a <b> c"),
    ],
)
def test_the_address_of_a_requester(written: str, address: str) -> None:
    assert address_of(written) == address


def test_the_domain_is_that_of_the_address_in_brackets() -> None:
    assert domain_of("Kim Doe <a@Alpha.Example>") == "alpha.example"
