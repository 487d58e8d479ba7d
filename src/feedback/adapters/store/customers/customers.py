"""Customers as the directory had them last, and what they were worth when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from feedback.adapters.store import schema
from feedback.domain.customers.customer import Customer, CustomerValue


class CustomerTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, customers: Sequence[Customer], as_of: datetime) -> None:
        self._append_values(customers, as_of)
        self._connection.execute(delete(schema.customer))
        if customers:
            self._connection.execute(
                insert(schema.customer), [asdict(customer) for customer in customers]
            )

    def _append_values(self, customers: Sequence[Customer], as_of: datetime) -> None:
        last = self._values_at(None)
        new = [
            CustomerValue(customer.customer_id, as_of, customer.segment, customer.value_usd)
            for customer in customers
            if (known := last.get(customer.customer_id)) is None
            or (known.segment, known.value_usd) != (customer.segment, customer.value_usd)
        ]
        if new:
            table = schema.customer_value
            statement = upsert(table)
            changed = {name: statement.excluded[name] for name in ("segment", "value_usd")}
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["customer_id", "since"], set_=changed
                ),
                [asdict(value) for value in new],
            )

    def all(self) -> Mapping[str, Customer]:
        rows = self._connection.execute(select(schema.customer))
        return {
            row.customer_id: Customer(
                **{**row._mapping, "domains": tuple(row.domains), "flags": tuple(row.flags)}
            )
            for row in rows
        }

    def values_at(self, as_of: datetime) -> Mapping[str, CustomerValue]:
        return self._values_at(as_of)

    def _values_at(self, as_of: datetime | None) -> dict[str, CustomerValue]:
        table = schema.customer_value
        newest = select(table.c.customer_id, func.max(table.c.since).label("since"))
        if as_of is not None:
            newest = newest.where(table.c.since <= as_of)
        of = newest.group_by(table.c.customer_id).subquery()
        rows = self._connection.execute(
            select(table).join(
                of, (of.c.customer_id == table.c.customer_id) & (of.c.since == table.c.since)
            )
        )
        return {row.customer_id: CustomerValue(**row._mapping) for row in rows}

    def history(self, customer_id: str) -> Sequence[CustomerValue]:
        table = schema.customer_value
        rows = self._connection.execute(
            select(table).where(table.c.customer_id == customer_id).order_by(table.c.since)
        )
        return [CustomerValue(**row._mapping) for row in rows]
