"""A database's errors in words, and whether trying again may help."""

from sqlalchemy import URL
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    ResourceClosedError,
    SQLAlchemyError,
)

from feedback.errors import FeedbackError, FinalFault, InvalidInput, TransientFault

_CREDENTIALS = ("password", "authentication", "access denied", "login failed", "ora-01017")
_QUERY = ("no such table", "no such column", "syntax error", "no such function")
"""SQLite calls these operational errors; for other databases they are programming errors."""


def in_words(
    error: SQLAlchemyError, who: str, url: URL, secret: str, section: str = "[[sources]]"
) -> FeedbackError:
    """`section` holds the query; `secret` names where the credential comes from. Neither that
    credential nor one in the URL is quoted."""
    said = _said(error, url)
    where = f"{url.host or ''}{f':{url.port}' if url.port else ''}/{url.database or ''}"
    if isinstance(error, OperationalError | InterfaceError):
        if any(word in said.lower() for word in _CREDENTIALS):
            return FinalFault(
                f"{who}: the database {where} lets us not in ({said}). Check that {secret} is set "
                "and right, and that its owner may connect and read the query's tables."
            )
        if not any(word in said.lower() for word in _QUERY):
            return TransientFault(
                f"{who}: the database {where} cannot be reached or broke off ({said}). What was "
                "read is kept; the next run goes on there."
            )
    if isinstance(error, DataError):
        return FinalFault(
            f"{who}: the database {where} found a value that cannot be read ({said}). Let the "
            "query turn it into one that can, such as NULLIF(column, 'infinity')."
        )
    if isinstance(error, ResourceClosedError):
        return InvalidInput(f"{who}: the query returns no rows. It must be a SELECT.")
    return InvalidInput(
        f"{who}: the database {where} refuses the query ({said}). Check query in {section}, and "
        "that the owner of the credential may read its tables."
    )


def _said(error: SQLAlchemyError, url: URL) -> str:
    """The driver's own words, shortened. SQLAlchemy's would quote the whole query."""
    words = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    if url.password:
        words = words.replace(str(url.password), "***")
    return words[:300]
