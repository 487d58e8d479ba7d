"""Customers from Salesforce, HubSpot and Zendesk over HTTP.

Each reads pages of records and gives our names to the fields that the settings map.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from feedback.adapters.directories.records import Record
from feedback.adapters.web_client.http import Access, HttpClient, Wire
from feedback.errors import FinalFault

_PAGE = 100
_API = "v62.0"


def salesforce(
    url: str, secret: str, credential: str, columns: Mapping[str, str], where: str, wire: Wire
) -> Iterator[Record]:
    """Accounts by SOQL; related fields (`Owner.Name`) are followed.

    https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_query.htm
    """
    token = _salesforce_token(url, secret, credential, wire)
    access = Access(credential, "may read Account and the fields of customers.columns")
    headers = {"Authorization": f"Bearer {token}"}
    client = HttpClient("Salesforce", url, access, wire, headers=headers)
    with client:
        fields = ", ".join(dict.fromkeys(columns.values()))
        query = f"SELECT {fields} FROM Account" + (f" WHERE {where}" if where else "")
        seen: set[str] = set()
        answer = client.get(f"/services/data/{_API}/query", {"q": query})
        while True:
            for record in _listed("Salesforce", answer, "records"):
                yield {ours: _at(record, theirs.split(".")) for ours, theirs in columns.items()}
            if answer.get("done", True):
                return
            following = str(answer.get("nextRecordsUrl"))
            _not_again("Salesforce", following, seen)
            answer = client.get(following)


def _salesforce_token(url: str, secret: str, credential: str, wire: Wire) -> str:
    """Of an OAuth app, by the client credentials flow. A secret without a colon is a token already.

    https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
    """
    app, colon, password = secret.partition(":")
    if not colon:
        return secret
    access = Access(credential, "may use the client credentials flow")
    client = HttpClient("Salesforce", url, access, wire)
    with client:
        form = {"grant_type": "client_credentials", "client_id": app, "client_secret": password}
        answer = client.exchange("/services/oauth2/token", form)
        token = answer.get("access_token") if isinstance(answer, Mapping) else None
        if not token:
            raise FinalFault(f"Salesforce gave no access token for {credential}.")
        return str(token)


def hubspot(
    url: str, secret: str, credential: str, columns: Mapping[str, str], wire: Wire
) -> Iterator[Record]:
    """Companies, page by page.

    https://developers.hubspot.com/docs/api-reference/crm-companies-v3/basic/get-crm-v3-objects-companies
    """
    access = Access(credential, "has the scope crm.objects.companies.read")
    headers = {"Authorization": f"Bearer {secret}"}
    client = HttpClient("HubSpot", url, access, wire, headers=headers, requests_per_minute=500)
    with client:
        properties = ",".join(dict.fromkeys(name for name in columns.values() if name != "id"))
        after, seen = "", set[str]()
        while True:
            params = {"limit": _PAGE, "properties": properties} | (
                {"after": after} if after else {}
            )
            answer = client.get("/crm/v3/objects/companies", params)
            for company in _listed("HubSpot", answer, "results"):
                known = {**_mapping(company.get("properties")), "id": company.get("id")}
                yield {ours: known.get(theirs) for ours, theirs in columns.items()}
            after = str(_at(answer, ["paging", "next", "after"]) or "")
            if not after:
                return
            _not_again("HubSpot", after, seen)


def zendesk(
    url: str, secret: str, credential: str, columns: Mapping[str, str], email: str, wire: Wire
) -> Iterator[Record]:
    """Organizations with their own fields.

    https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/
    """
    access = Access(credential, "may read organizations")
    auth = (f"{email}/token", secret) if email else None
    headers = {} if email else {"Authorization": f"Bearer {secret}"}
    client = HttpClient("Zendesk", url, access, wire, headers=headers, auth=auth)
    with client:
        after, seen = "", set[str]()
        while True:
            params = {"page[size]": _PAGE} | ({"page[after]": after} if after else {})
            answer = client.get("/api/v2/organizations", params)
            for organization in _listed("Zendesk", answer, "organizations"):
                known = {**_mapping(organization.get("organization_fields")), **organization}
                yield {ours: known.get(theirs) for ours, theirs in columns.items()}
            if not _at(answer, ["meta", "has_more"]):
                return
            after = str(_at(answer, ["meta", "after_cursor"]) or "")
            _not_again("Zendesk", after, seen)


COLUMNS: Mapping[str, Mapping[str, str]] = {
    "salesforce": {
        "customer_id": "Id", "name": "Name", "segment": "Type", "owner": "Owner.Name",
        "country": "BillingCountry", "domains": "Website",
    },
    "hubspot": {
        "customer_id": "id", "name": "name", "segment": "type", "owner": "hubspot_owner_id",
        "country": "country", "domains": "domain",
    },
    "zendesk": {"customer_id": "external_id", "name": "name", "domains": "domain_names"},
}  # fmt: skip
"""What fields are called where the settings do not say. None of them says what a customer pays."""


def _listed(who: str, answer: Any, name: str) -> list[Mapping[str, Any]]:
    found = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(found, list):
        raise FinalFault(f'{who} sent an answer without a list "{name}". Check customers.url.')
    return [item for item in found if isinstance(item, Mapping)]


def _not_again(who: str, cursor: str, seen: set[str]) -> None:
    if not cursor or cursor in seen:
        raise FinalFault(f"{who} points to the same page of customers again.")
    seen.add(cursor)


def _at(value: Any, path: list[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
