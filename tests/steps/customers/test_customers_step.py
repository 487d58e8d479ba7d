"""Customers over the nights: a directory that fails, values that change, unknown requesters."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from feedback.adapters.directories.records import DirectoryPolicy, Record, RecordDirectory
from feedback.adapters.store import SqlStore
from feedback.domain.customers.customer import Customer, CustomerValue
from feedback.domain.night import NightStatus
from feedback.errors import TransientFault
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, SEGMENTS, build, pipeline

POLICY = DirectoryPolicy(tuple(SEGMENTS), "self-serve")


def records() -> list[Record]:
    return [{"customer_id": "acme", "value": "90000", "domains": "example.com"}]


def broken() -> list[Record]:
    raise TransientFault("The CRM does not answer.")


def test_a_directory_that_fails_costs_nobody_its_customer(tmp_path: Path) -> None:
    build(tmp_path)
    working = RecordDirectory("crm", records, {}, POLICY)
    failing = RecordDirectory("crm", broken, {}, POLICY)
    first = pipeline(tmp_path, directory=working)
    assert run_night(first, NIGHTS[0]).status is NightStatus.DONE
    second = run_night(replace(first, directory=failing), NIGHTS[1])
    assert second.status is NightStatus.PARTIAL
    assert [(fault.step, fault.message) for fault in second.faults] == [
        (
            "customers",
            "The CRM does not answer. The 1 customers known last are used instead.",
        )
    ]
    with first.store.begin() as tx:
        late = tx.tickets.by_id(tx.tickets.changed_on(NIGHTS[1]))
    assert {one.customer_id for one in late} == {"acme"}


def test_unresolved_requesters_are_counted_by_domain(tmp_path: Path) -> None:
    build(tmp_path)
    night = run_night(
        pipeline(tmp_path, directory=RecordDirectory("crm", list, {}, POLICY)), NIGHTS[0]
    )
    pulled = night.steps["pull helpdesk"]
    assert pulled.unresolved_domains == {"example.com": 20, "example.org": 8}
    assert pulled.n_unresolved == 28


def test_what_a_customer_was_worth_when_is_kept(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    nights = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3, 4)]
    for as_of, value in zip(nights, ("100.00", "100.00", "250.00", None), strict=True):
        known = Customer("c1", "A", "enterprise", Decimal(value) if value else None)
        with store.begin() as tx:
            tx.customers.replace([known], as_of)
    with store.begin() as tx:
        assert tx.customers.history("c1") == [
            CustomerValue("c1", nights[0], "enterprise", Decimal("100.00")),
            CustomerValue("c1", nights[2], "enterprise", Decimal("250.00")),
            CustomerValue("c1", nights[3], "enterprise", None),
        ]
        assert tx.customers.values_at(nights[1])["c1"].value_usd == Decimal("100.00")
