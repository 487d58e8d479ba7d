"""Customers from any database that SQLAlchemy can reach, by a query."""

from collections.abc import Iterator

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from feedback.adapters.customer_records import FIELDS, Record
from feedback.errors import FinalFault, InvalidInput, TransientFault


def read_customers(url: str, query: str) -> Iterator[Record]:
    """One record per row; the query names its columns as we name the fields.

    Raises `InvalidInput` for a URL or a column that cannot be used, `TransientFault` where the
    database does not answer, `FinalFault` where it refuses the query.
    """
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        engine = create_engine(url, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        # The URL may hold a password: it is not quoted.
        raise InvalidInput(
            f"The database URL of the customers cannot be used ({type(error).__name__}). It looks "
            "like postgresql+psycopg://user:password@host/name; its driver must be installed."
        ) from None
    try:
        with engine.connect() as connection:
            rows = connection.execute(text(query)).mappings()
            names = [name for name in rows.keys() if name in FIELDS]  # noqa: SIM118 - no dict
            if "customer_id" not in names:
                raise InvalidInput(
                    "customers.query gives no column customer_id. Name its columns "
                    f"{', '.join(FIELDS)}, as far as they exist (SELECT id AS customer_id …)."
                )
            for row in rows:
                yield {name: row[name] for name in names}
    except OperationalError as error:
        raise TransientFault(f"{shown}: the customers cannot be read ({error.orig}).") from None
    except SQLAlchemyError as error:
        raise FinalFault(
            f"{shown}: customers.query was refused ({type(error).__name__}). Try it in the "
            "database's own shell."
        ) from None
    finally:
        engine.dispose()
