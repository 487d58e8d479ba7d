"""The customer directory from its settings."""

from collections.abc import Callable, Iterable

from feedback.adapters.directories.records import (
    DirectoryPolicy,
    Record,
    RecordDirectory,
    free_domains,
)
from feedback.adapters.directories.segmented import SegmentedDirectory
from feedback.adapters.directories.unknown import UnknownCustomers
from feedback.adapters.files.people import FileCustomerDirectory, read_requesters
from feedback.bootstrap.agreements import segment_rules
from feedback.bootstrap.ticket_sources import secret_of
from feedback.domain.customers.requesters import NO_ADDRESS, domain_of
from feedback.ports import CustomerDirectory
from feedback.settings import Settings
from feedback.settings.customers.directories import (
    SECRET_NAME,
    FileCustomerSettings,
    HubSpotCustomerSettings,
    NoCustomerSettings,
    SalesforceCustomerSettings,
    SqlCustomerSettings,
    ZendeskCustomerSettings,
)


def open_segmented_directory(settings: Settings) -> CustomerDirectory:
    rules = segment_rules(settings)
    directory = open_directory(settings)
    if not rules:
        return directory
    return SegmentedDirectory(directory, rules, settings.customers.default_segment)


def open_directory(settings: Settings) -> CustomerDirectory:
    """The customers as in their directory, before rules assign them to segments."""
    given = settings.customers
    segments = tuple(settings.segments)
    if isinstance(given, FileCustomerSettings):
        has_rules = bool(segment_rules(settings))
        return FileCustomerDirectory(given.path, given.requesters_path, segments, has_rules)
    requesters = read_requesters(given.requesters_path) if given.requesters_path else {}
    if isinstance(given, NoCustomerSettings):
        return UnknownCustomers(requesters)
    policy = DirectoryPolicy(
        segments, given.default_segment, given.segment_values, given.usd_per, given.health_max
    )
    return RecordDirectory(given.kind, _customer_reader(given, settings), requesters, policy)


def _customer_reader(
    given: SqlCustomerSettings
    | SalesforceCustomerSettings
    | HubSpotCustomerSettings
    | ZendeskCustomerSettings,
    settings: Settings,
) -> Callable[[], Iterable[Record]]:
    from feedback.adapters.directories import sql as customer_sql
    from feedback.adapters.directories import systems as customer_systems
    from feedback.adapters.web_client.http import Wire, secret_variable

    secret = secret_of(SECRET_NAME, given.needs_secret, settings.secrets).get_secret_value()
    if isinstance(given, SqlCustomerSettings):
        query = given.query
        return lambda: customer_sql.read_customers(secret, query)
    wire = Wire(**settings.http.model_dump())
    columns = {**customer_systems.COLUMNS[given.kind], **given.columns}
    variable, url = secret_variable(SECRET_NAME), given.url
    match given:
        case SalesforceCustomerSettings(where=where):
            return lambda: customer_systems.salesforce(url, secret, variable, columns, where, wire)
        case ZendeskCustomerSettings(email=email):
            return lambda: customer_systems.zendesk(url, secret, variable, columns, email, wire)
        case _:
            return lambda: customer_systems.hubspot(url, secret, variable, columns, wire)


def own_domain(address: str) -> str:
    """The domain of an address; empty for a public mailbox provider, or without a domain."""
    domain = domain_of(address)
    return "" if domain == NO_ADDRESS or domain in free_domains() else domain
