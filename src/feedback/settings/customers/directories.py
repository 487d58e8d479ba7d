"""Settings of the directories of customers, one model per kind."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, field_validator

from feedback.settings.tickets.sources import Section, WebAddress

SECRET_NAME = "customers"
"""`FEEDBACK__SECRETS__CUSTOMERS` holds the directory's secret."""


class Customers(Section):
    """What every directory has."""

    needs_secret: ClassVar[str] = ""

    requesters_path: Path | None = None
    default_segment: str


class FileCustomerSettings(Customers):
    kind: Literal["file"] = "file"
    path: Path


class RemoteCustomers(Customers):
    """What every directory has that is asked every night."""

    segment_values: dict[str, str] = Field({})
    usd_per: dict[str, Annotated[Decimal, Field(gt=0)]] = Field({})
    health_max: float = Field(1.0, gt=0)


class SqlCustomerSettings(RemoteCustomers):
    needs_secret = "the database's URL, with its password"

    kind: Literal["sql"]
    query: str = Field(min_length=1)


class SystemCustomers(RemoteCustomers):
    columns: dict[str, str] = Field({})

    @field_validator("columns")
    @classmethod
    def _ours(cls, columns: dict[str, str]) -> dict[str, str]:
        known = {
            "customer_id", "name", "segment", "value", "currency", "renewal_on", "health", "owner",
            "country", "domains", "plan", "flags", "open_deals",
        }  # fmt: skip
        unknown = sorted(columns.keys() - known)
        if unknown:
            raise ValueError(
                f'"{unknown[0]}" is no field of a customer ({", ".join(sorted(known))})'
            )
        return columns


class SalesforceCustomerSettings(SystemCustomers):
    needs_secret = "client_id:client_secret of an app with the client credentials flow, or a token"

    kind: Literal["salesforce"]
    url: WebAddress
    where: str = ""


class HubSpotCustomerSettings(SystemCustomers):
    needs_secret = "the access token of a private app"

    kind: Literal["hubspot"]
    url: WebAddress = "https://api.hubapi.com"


class ZendeskCustomerSettings(SystemCustomers):
    needs_secret = "the API token, or the OAuth token where email is empty"

    kind: Literal["zendesk"]
    url: WebAddress
    email: str = ""


def _kind(customers: Any) -> str:
    """Files came first, and need not say that they are files."""
    found = customers.get("kind", "file") if isinstance(customers, dict) else customers.kind
    return str(found)


CustomerSettings = Annotated[
    Annotated[FileCustomerSettings, Tag("file")]
    | Annotated[SqlCustomerSettings, Tag("sql")]
    | Annotated[SalesforceCustomerSettings, Tag("salesforce")]
    | Annotated[HubSpotCustomerSettings, Tag("hubspot")]
    | Annotated[ZendeskCustomerSettings, Tag("zendesk")],
    Discriminator(_kind),
]
