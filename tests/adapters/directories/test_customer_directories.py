"""Customers from databases and from systems over HTTP, held against what their vendors answer."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from feedback.adapters.directories import systems as customer_systems
from feedback.adapters.directories.records import (
    DirectoryPolicy,
    Record,
    RecordDirectory,
    domains_in,
)
from feedback.adapters.directories.sql import read_customers
from feedback.adapters.web_client.http import Wire
from feedback.domain.customers.customer import Customer
from feedback.errors import FinalFault, InvalidInput

POLICY = DirectoryPolicy(
    ("enterprise", "self-serve"),
    "self-serve",
    {"Customer - Large": "enterprise"},
    {"EUR": Decimal("1.10")},
    health_max=100,
)


def directory(*records: Record) -> RecordDirectory:
    return RecordDirectory("crm", lambda: records, {"boss@gmail.com": "c1"}, POLICY)


def test_a_record_becomes_a_customer_in_our_terms() -> None:
    found = directory(
        {
            "customer_id": "c1", "name": "Acme", "segment": "Customer - Large", "value": "1000",
            "currency": "eur", "renewal_on": "2026-05-01T00:00:00Z", "health": 80, "owner": "Kim",
            "country": "DE", "domains": "https://www.acme.example/de, acme.io",
        }
    )  # fmt: skip
    assert found.customers() == [
        Customer(
            "c1", "Acme", "enterprise", Decimal("1100.00"), date(2026, 5, 1), 0.8, "DE", "Kim",
            ("acme.example", "acme.io"),
        )
    ]  # fmt: skip
    assert found.set_aside() == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("value", "-5", "value -5 is negative; taken as unknown"),
        ("value", "lots", 'value "lots" is not an amount; taken as unknown'),
        ("currency", "XYZ", 'currency "XYZ" has no rate in customers.usd_per; value unknown'),
        ("segment", "gold", 'segment "gold" is not configured; self-serve instead'),
        ("health", "101", 'health "101" is not within 0..100; taken as unknown'),
        ("renewal_on", "soon", 'renewal date "soon" is not a date; taken as unknown'),
    ],
)
def test_what_cannot_be_right_is_left_out_and_said(field: str, value: str, reason: str) -> None:
    found = directory({"customer_id": "c1", "value": "10", field: value})
    assert [customer.customer_id for customer in found.customers()] == ["c1"]
    assert [(row.locator, row.reason) for row in found.set_aside()] == [("customer c1", reason)]


def test_duplicates_and_nameless_records_are_set_aside_whatever_their_order() -> None:
    rows: list[Record] = [
        {"customer_id": "c1", "value": "20"}, {"customer_id": "c1", "value": "10"}, {"name": "?"},
    ]  # fmt: skip
    first, other = directory(*rows), directory(*reversed(rows))
    assert first.customers() == other.customers()
    assert first.set_aside() == other.set_aside()
    assert len(first.customers()) == 1
    assert len(first.set_aside()) == 2


def test_requesters_are_placed_by_table_then_by_domain_and_never_by_free_mail() -> None:
    found = directory(
        {"customer_id": "c1", "domains": "acme.example shared.example"},
        {"customer_id": "c2", "domains": ["gmail.com", "shared.example", "two.example"]},
    )
    assert found.customer_of("Ada@Acme.example") == "c1"
    assert found.customer_of("ops@mail.eu.acme.example") == "c1"
    assert found.customer_of("boss@gmail.com") == "c1"
    assert found.customer_of("someone@gmail.com") is None
    assert found.customer_of("x@shared.example") is None
    assert found.customer_of("x@notacme.example") is None
    assert found.customer_of("") is None
    reasons = {row.locator: row.reason for row in found.set_aside()}
    assert reasons == {"shared.example": "domain of several customers; nobody is found by it"}


def test_domains_are_read_from_addresses_and_lists() -> None:
    assert domains_in("http://www.Acme.example:80/x, acme.io") == ("acme.example", "acme.io")
    assert domains_in(["a.example", "a.example", "nonsense"]) == ("a.example",)
    assert domains_in(None) == ()


def test_customers_from_a_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/crm.db"
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE account (id TEXT, arr NUMERIC, mail TEXT)"))
        connection.execute(text("INSERT INTO account VALUES ('c1', 90000, 'acme.example')"))
    query = "SELECT id AS customer_id, arr AS value, mail AS domains, 1 AS other FROM account"
    rows = list(read_customers(url, query))
    assert rows == [{"customer_id": "c1", "value": 90000, "domains": "acme.example"}]
    with pytest.raises(InvalidInput, match="no column customer_id"):
        list(read_customers(url, "SELECT id FROM account"))
    with pytest.raises(InvalidInput, match="nothing here speaks") as refused:
        list(read_customers("nonsense://user:pa55@host/db", query))
    assert "pa55" not in str(refused.value)


def wire(answer: Callable[[httpx.Request], Any], asked: list[httpx.Request]) -> Wire:
    def play(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = answer(request)
        return found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)

    return Wire(transport=httpx.MockTransport(play), sleep=lambda _seconds: None)


def test_salesforce_exchanges_the_secret_and_follows_its_pages() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> Any:
        if request.url.path == "/services/oauth2/token":
            return {"access_token": "tok", "instance_url": "https://acme.my.salesforce.com"}
        if request.url.path.endswith("/query"):
            following = "/services/data/v62.0/query/01gX-2000"
            return {
                "done": False, "nextRecordsUrl": following,
                "records": [{"Id": "1", "Name": "A", "Owner": {"Name": "Kim"}, "ARR__c": 5}],
            }  # fmt: skip
        return {"done": True, "records": [{"Id": "2", "Name": "B", "Owner": None, "ARR__c": None}]}

    columns = {"customer_id": "Id", "name": "Name", "owner": "Owner.Name", "value": "ARR__c"}
    rows = list(
        customer_systems.salesforce(
            "https://acme.my.salesforce.com", "app:pw", "X", columns, "Type = 'C'",
            wire(answer, asked),
        )
    )  # fmt: skip
    assert rows == [
        {"customer_id": "1", "name": "A", "owner": "Kim", "value": 5},
        {"customer_id": "2", "name": "B", "owner": None, "value": None},
    ]
    token, query, _ = asked
    assert token.content == b"grant_type=client_credentials&client_id=app&client_secret=pw"
    assert query.url.params["q"] == (
        "SELECT Id, Name, Owner.Name, ARR__c FROM Account WHERE Type = 'C'"
    )
    assert query.headers["Authorization"] == "Bearer tok"


def test_hubspot_is_read_to_its_last_page() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> Any:
        if "after" not in request.url.params:
            return {
                "results": [{"id": "1", "properties": {"name": "A", "arr": "10"}}],
                "paging": {"next": {"after": "100"}},
            }
        return {"results": [{"id": "2", "properties": {"name": "B", "arr": None}}]}

    columns = {"customer_id": "id", "name": "name", "value": "arr"}
    rows = list(
        customer_systems.hubspot("https://h.example", "t", "X", columns, wire(answer, asked))
    )
    assert [row["customer_id"] for row in rows] == ["1", "2"]
    assert asked[0].url.params["properties"] == "name,arr"
    assert asked[0].headers["Authorization"] == "Bearer t"


def test_zendesk_organizations_with_their_own_fields() -> None:
    asked: list[httpx.Request] = []
    page = {
        "organizations": [
            {"id": 9, "external_id": "c1", "name": "A", "domain_names": ["a.example"],
             "organization_fields": {"arr": 12.5}}
        ],
        "meta": {"has_more": False},
    }  # fmt: skip
    columns = {**customer_systems.COLUMNS["zendesk"], "value": "arr"}
    rows = list(
        customer_systems.zendesk(
            "https://z.example", "t", "X", columns, "a@z.example", wire(lambda _: page, asked)
        )
    )
    assert rows == [{"customer_id": "c1", "name": "A", "domains": ["a.example"], "value": 12.5}]
    assert asked[0].headers["Authorization"].startswith("Basic ")


def test_a_page_that_comes_again_ends_the_reading() -> None:
    page = {"results": [], "paging": {"next": {"after": "1"}}}
    with pytest.raises(FinalFault, match="the same page"):
        list(customer_systems.hubspot("https://h.example", "t", "X", {}, wire(lambda _: page, [])))


def test_a_refused_credential_is_named_and_not_quoted() -> None:
    refused = wire(lambda _: httpx.Response(401), [])
    with pytest.raises(FinalFault, match=r"Check that FEEDBACK__SECRETS__CUSTOMERS") as fault:
        list(
            customer_systems.hubspot(
                "https://h.example", "tok-secret", "FEEDBACK__SECRETS__CUSTOMERS", {}, refused
            )
        )
    assert "tok-secret" not in str(fault.value)
