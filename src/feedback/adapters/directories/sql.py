"""Customers from any database that SQLAlchemy can reach, by a query."""

from collections.abc import Iterator

from pydantic import SecretStr

from feedback.adapters.directories.records import FIELDS, Record
from feedback.adapters.sql.database import Database
from feedback.errors import InvalidInput

_ROWS_AT_ONCE = 1000


def read_customers(url: str, query: str) -> Iterator[Record]:
    """One record per row; the query names its columns as we name the fields.

    Raises `InvalidInput` for a URL, a query or a column that cannot be used, `TransientFault` where
    the database does not answer, `FinalFault` where it does not let us in.
    """
    database = Database("customers", "", SecretStr(url), "The customers", "[customers]")
    with database.rows(query, {}, _ROWS_AT_ONCE) as rows:
        names = [name for name in rows.keys() if name in FIELDS]  # noqa: SIM118 - no dict
        if "customer_id" not in names:
            raise InvalidInput(
                "customers.query gives no column customer_id. Name its columns "
                f"{', '.join(FIELDS)}, as far as they exist (SELECT id AS customer_id …)."
            )
        for row in rows.mappings():
            yield {name: row[name] for name in names}
