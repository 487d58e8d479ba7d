"""How the ledger keeps what an effect says: JSON with the name and version of its type.

The values are read back strictly: a date that is not one, a field too many or too few is refused,
never guessed. A type whose fields change gets the next version.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.product_answer import ProductAnswer
from feedback.domain.plans.messages.ticket_note import NoteMoved, TicketNote
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.content import Content
from feedback.domain.publishing.messages.product_news import ProductNews
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import WorkItemLink
from feedback.domain.supply.reports.scorecard_notice import ScorecardNotice
from feedback.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class StoredForm:
    """How contents of one type stand in the ledger."""

    name: str
    """For ever: ledgers hold it."""
    version: int
    """The next one whenever the fields of the type, or of what it holds, change."""
    type: type[Content]


STORED_FORMS = (
    StoredForm("work item", 1, WorkItemContent),
    StoredForm("comment", 1, Comment),
    StoredForm("link", 1, WorkItemLink),
    StoredForm("digest", 1, Digest),
    StoredForm("product news", 1, ProductNews),
    StoredForm("escalation", 1, Escalation),
    StoredForm("product answer", 1, ProductAnswer),
    StoredForm("scorecard notice", 1, ScorecardNotice),
    StoredForm("ticket note", 1, TicketNote),
    StoredForm("note moved", 1, NoteMoved),
)
_BY_NAME = {form.name: form for form in STORED_FORMS}
_BY_TYPE = {form.type: form for form in STORED_FORMS}
_ADAPTERS: dict[type[Content], TypeAdapter[Any]] = {
    form.type: TypeAdapter(form.type) for form in STORED_FORMS
}


def as_json(content: Content) -> dict[str, Any]:
    """JSON-ready values, with the name and version of the content's type."""
    form = _BY_TYPE[type(content)]
    values = _ADAPTERS[form.type].dump_python(content, mode="json")
    return {"type": form.name, "version": form.version, "values": values}


def to_text(content: Content) -> str:
    """Canonical JSON: the same content is the same text."""
    return json.dumps(as_json(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Content:
    """The content that `to_text` wrote. Raises `InvalidInput` for any other text."""
    return from_json(json.loads(text))


def from_json(stored: Mapping[str, Any]) -> Content:
    """The content that `as_json` described. Raises `InvalidInput` for anything else."""
    name, version = stored.get("type"), stored.get("version")
    form = _BY_NAME.get(str(name))
    if form is None:
        known = ", ".join(sorted(_BY_NAME))
        raise InvalidInput(
            f'The ledger holds a write of the unknown type "{name}". This program knows: {known}. '
            "Install the version of this program that wrote the store."
        )
    if version != form.version:
        raise InvalidInput(
            f'The ledger holds a write of type "{name}" in version {version}; this program reads '
            f"version {form.version}. Install the version of this program that wrote the store."
        )
    try:
        content: Content = _ADAPTERS[form.type].validate_json(
            json.dumps(stored["values"]), strict=True, extra="forbid"
        )
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise InvalidInput(
            f'The ledger holds a damaged write of type "{name}": {where}: {fault["msg"]}. '
            "Restore the store from a backup."
        ) from error
    return content


def content_hash(text: str) -> str:
    """SHA-256 of the canonical JSON, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
