"""Any database that SQLAlchemy reaches, for reading."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import URL, CursorResult, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from feedback.adapters.sql.faults import in_words
from feedback.adapters.web_client.http import secret_variable
from feedback.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Database:
    """`secret` is the password for `url`, or the whole URL if `url` is empty. Raises
    `InvalidInput` for an invalid one, quoting neither; connects only when it reads.
    """

    name: str
    """Of the source, for messages and for its secret."""
    url: str = field(repr=False)
    secret: SecretStr
    title: str = ""
    """Its name in messages; empty: the source of that name."""
    section: str = "[[sources]]"
    """Of the settings that hold the query."""

    @property
    def who(self) -> str:
        return self.title or f'Source "{self.name}"'

    @contextmanager
    def rows(
        self, query: str, values: Mapping[str, Any], rows_at_once: int
    ) -> Iterator[CursorResult[Any]]:
        """Streamed: the driver holds `rows_at_once` of them. Nothing is ever committed.

        Raises `TransientFault`, `FinalFault` or `InvalidInput`, also while they are read.
        """
        engine = self.engine()
        is_sqlite = engine.dialect.name == "sqlite"
        given = {name: _as_text(one) if is_sqlite else one for name, one in values.items()}
        try:
            with engine.connect() as connection:
                streamed = connection.execution_options(
                    stream_results=True, max_row_buffer=rows_at_once
                )
                yield streamed.execute(text(query), given)
        except SQLAlchemyError as error:
            # The error's text and causes may contain the URL.
            where, secret = self._address(), secret_variable(self.name)
            raise in_words(error, self.who, where, secret, self.section) from None
        finally:
            engine.dispose()

    def engine(self) -> Engine:
        """Not connected yet."""
        address = self._address()
        try:
            engine = create_engine(address, poolclass=NullPool)
        except ImportError as error:
            raise InvalidInput(
                f"{self.who}: the database driver {error.name} is not installed. Install it (for "
                "PostgreSQL: pip install psycopg[binary])."
            ) from None
        except NoSuchModuleError:
            raise InvalidInput(
                f'{self.who}: nothing here speaks "{address.drivername}". Install its SQLAlchemy '
                "dialect, or correct the beginning of the URL."
            ) from None
        except (ArgumentError, TypeError):
            raise InvalidInput(
                f"{self.who}: the parts of the URL do not fit {address.drivername}. Check them."
            ) from None
        if engine.dialect.is_async:
            raise InvalidInput(
                f'{self.who}: "{address.drivername}" is an asynchronous driver. Use another one, '
                "such as postgresql+psycopg."
            )
        if engine.dialect.name == "sqlite":
            self._prepare_sqlite(engine, address.database or "")
        return engine

    def _address(self) -> URL:
        secret, variable = self.secret.get_secret_value(), secret_variable(self.name)
        if not self.url and not secret:
            raise InvalidInput(
                f"{self.who} has no database. Set url, or {variable} to the whole URL."
            )
        try:
            address = make_url(self.url or secret)
        except (ArgumentError, ValueError):
            raise InvalidInput(
                f"{self.who}: {'url' if self.url else variable} is not a SQLAlchemy URL. Write it "
                "as postgresql+psycopg://user@host/name."
            ) from None
        if self.url and address.password is not None:
            raise InvalidInput(
                f"{self.who}: a password does not belong in url. Take it out, and set {variable} "
                "to it."
            )
        return address.set(password=secret) if self.url and secret else address

    def _prepare_sqlite(self, engine: Engine, path: str) -> None:
        if "file:" not in path and not Path(path).is_file():  # SQLite would create it
            raise InvalidInput(f"{self.who}: there is no database file {path}. Check url.")

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: Any) -> None:
            # Otherwise one text with a broken byte would end the whole pull.
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")


def _as_text(value: Any) -> Any:
    """SQLite has no time type; times are usually stored as this text."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
