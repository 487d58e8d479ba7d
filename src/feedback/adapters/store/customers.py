"""Customers as the directory had them last."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from feedback.adapters.store import schema
from feedback.domain.customer import Customer


class CustomerTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, customers: Sequence[Customer]) -> None:
        self._connection.execute(delete(schema.customer))
        if customers:
            self._connection.execute(
                insert(schema.customer),
                [
                    {
                        "customer_id": c.customer_id,
                        "name": c.name,
                        "segment": c.segment,
                        "value_usd": c.value_usd,
                        "renewal_on": c.renewal_on,
                        "health": c.health,
                        "country": c.country,
                    }
                    for c in customers
                ],
            )

    def all(self) -> Mapping[str, Customer]:
        rows = self._connection.execute(select(schema.customer))
        return {row.customer_id: Customer(**row._mapping) for row in rows}
