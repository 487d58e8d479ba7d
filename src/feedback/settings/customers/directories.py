"""Settings of the directories of customers, one model for each kind."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, field_validator

from feedback.settings.section import In, Section, WebAddress

SECRET_NAME = "customers"
"""`FEEDBACK__SECRETS__CUSTOMERS` holds the directory's secret."""

_FIELDS = (
    "country", "currency", "customer_id", "domains", "flags", "health", "name", "open_deals",
    "owner", "plan", "renewal_on", "segment", "value",
)  # fmt: skip


class Customers(Section):
    """What every directory has."""

    needs_secret: ClassVar[str] = ""

    requesters_path: Path | None = None
    """A file that says who writes for which customer: requester, customer_id."""
    default_segment: str
    """Of a requester whose customer is unknown; its tickets still count."""


class FileCustomerSettings(Customers):
    """A file (docs/files.md)."""

    kind: Literal["file"] = "file"
    """A file."""
    path: Path
    """With customer_id, name, segment, value_usd, renewal_on, health, country and more."""


class NoCustomerSettings(Customers):
    """Nothing yet. Customers are the organizations and domains that write, of unknown value."""

    kind: Literal["none"]
    """Nothing yet."""


class RemoteCustomers(Customers):
    """What every directory has that is read every night."""

    segment_values: dict[str, str] = Field({})
    """The system's word = our segment, such as `"Customer - Large" = "enterprise"`."""
    usd_per: dict[str, Annotated[Decimal, Field(gt=0), In("US dollars")]] = Field({})
    """US dollars for one unit of a currency, such as `EUR = 1.08`. A value in a currency without a
    rate is unknown."""
    health_max: Annotated[float, In("the system's own points")] = Field(1.0, gt=0)
    """The system's best health score."""


class SqlCustomerSettings(RemoteCustomers):
    """A query on a database."""

    needs_secret = "the database's URL, with its password"

    kind: Literal["sql"]
    """A database."""
    query: str = Field(min_length=1)
    """With columns named as our fields (docs/customers.md)."""


class SystemCustomers(RemoteCustomers):
    """What every CRM has."""

    columns: dict[str, str] = Field({})
    """Our field = the system's field, such as `value = "ARR__c"`."""

    @field_validator("columns")
    @classmethod
    def _ours(cls, columns: dict[str, str]) -> dict[str, str]:
        unknown = sorted(columns.keys() - set(_FIELDS))
        if unknown:
            raise ValueError(
                f'a customer has no field "{unknown[0]}". Its fields: {", ".join(_FIELDS)}'
            )
        return columns


class SalesforceCustomerSettings(SystemCustomers):
    """Salesforce accounts."""

    needs_secret = "client_id:client_secret of an app with the client credentials flow, or a token"

    kind: Literal["salesforce"]
    """Salesforce."""
    url: WebAddress
    """Such as `https://acme.my.salesforce.com`."""
    where: str = ""
    """Which accounts, such as `Type LIKE 'Customer%'`. Empty: all."""


class HubSpotCustomerSettings(SystemCustomers):
    """HubSpot companies."""

    needs_secret = "the access token of a private app"

    kind: Literal["hubspot"]
    """HubSpot."""
    url: WebAddress = "https://api.hubapi.com"
    """The same for every account."""


class ZendeskCustomerSettings(SystemCustomers):
    """Zendesk organizations."""

    needs_secret = "the API token, or the OAuth token where email is empty"

    kind: Literal["zendesk"]
    """Zendesk."""
    url: WebAddress
    """Such as `https://acme.zendesk.com`."""
    email: str = ""
    """Owner of the API token. Empty: the secret is an OAuth token."""


def _kind(customers: Any) -> str:
    """Files came first, and need not say that they are files."""
    found = customers.get("kind", "file") if isinstance(customers, dict) else customers.kind
    return str(found)


CustomerSettings = Annotated[
    Annotated[FileCustomerSettings, Tag("file")]
    | Annotated[NoCustomerSettings, Tag("none")]
    | Annotated[SqlCustomerSettings, Tag("sql")]
    | Annotated[SalesforceCustomerSettings, Tag("salesforce")]
    | Annotated[HubSpotCustomerSettings, Tag("hubspot")]
    | Annotated[ZendeskCustomerSettings, Tag("zendesk")],
    Discriminator(_kind),
]
