"""Topics of a Discourse community, and what their first posts say, as tickets.

https://docs.discourse.org/. Topics are listed last bumped first, so a topic that is bumped during
the pull is seen twice, never missed. The list does not include the texts: every changed topic
takes a separate request.
"""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import SecretStr

from feedback.adapters.helpdesks.vendor_tickets import Loop, listed, moment, ticket_of
from feedback.adapters.web_client.http import Access, HttpClient, NotThere, Wire, secret_variable
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketId
from feedback.ports import Page

_OVERLAP = timedelta(minutes=10)
"""A post can be saved after one that carries a later time."""


@dataclass(frozen=True, slots=True)
class DiscourseTicketSource:
    """`categories` as they follow /c/ in their addresses: slug and number."""

    name: str
    url: str
    secret: SecretStr
    categories: Sequence[str]
    user: str = "system"
    start_on: date | None = None
    requests_per_minute: int = 60
    wire: Wire = field(default_factory=Wire)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """Category by category. A topic that vanished since it was listed is `gone`."""
        places: dict[str, dict[str, str]] = json.loads(cursor) if cursor else {}
        with self._client() as client:
            for category in self.categories:
                place = places.get(category, {})
                if "up_to" in place:  # a pull was interrupted; what was bumped since follows it
                    yield from self._pass(client, category, places, until)
                yield from self._pass(client, category, places, until)

    def probe(self, now: datetime) -> str:
        with self._client() as client:
            for category in self.categories:
                self._listed(client, category, 0)
        return f"{len(self.categories)} categories can be read"

    def _listed(self, client: HttpClient, category: str, number: int) -> tuple[list[Any], bool]:
        """A page of topics, and whether it is the last one."""
        answer = client.get(
            f"/c/{category}/l/latest.json", {"page": number, "no_definitions": "true"}
        )
        found = answer.get("topic_list") if isinstance(answer, Mapping) else None
        topics = listed(self._who, found, "topics")
        return topics, not (found or {}).get("more_topics_url")

    @property
    def _who(self) -> str:
        return f'Source "{self.name}"'

    def _client(self) -> HttpClient:
        return HttpClient(
            self._who,
            self.url,
            Access(secret_variable(self.name), f"({self.user}) may see the configured categories"),
            self.wire,
            requests_per_minute=self.requests_per_minute,
            headers={"Api-Key": self.secret.get_secret_value(), "Api-Username": self.user},
        )

    def _pass(
        self, client: HttpClient, category: str, places: dict[str, dict[str, str]], until: datetime
    ) -> Generator[Page, None, None]:
        """One pass from the newest topic back to where the last complete pass began. `up_to`: the
        newest topic of the pass; `before`: how far back it came.
        """
        place = places.get(category, {})
        since = self._since(place)
        loop = Loop(self._who)
        number = n_gone = 0
        while True:
            topics, is_last = self._listed(client, category, number)
            # Pinned topics come first, whatever their age.
            times = [at for one in topics if (at := _bumped_at(one)) and not one.get("pinned")]
            is_last |= any(at < since for at in times)
            if "up_to" not in place and times:
                place = {**place, "up_to": min(max(times), until).isoformat()}
            page = self._page(client, category, topics, place, since, until)
            if is_last:
                ended = place.get("up_to") or place.get("since")
                place = {"since": ended} if ended else {}
            elif times:
                place = {**place, "before": min(times).isoformat()}
            places[category] = place
            yield Page(page.tickets, page.set_aside, json.dumps(places), page.n_later, page.gone)
            if is_last:
                return
            # Vanished topics have moved later ones up onto this page.
            n_gone += len(page.gone)
            number += 0 if page.gone else 1
            loop.check(f"{number} {n_gone}", topics)

    def _since(self, place: Mapping[str, str]) -> datetime:
        if "since" in place:
            return datetime.fromisoformat(place["since"]) - _OVERLAP
        start = self.start_on or date(1970, 1, 1)
        return datetime.combine(start, time(), UTC)

    def _page(
        self,
        client: HttpClient,
        category: str,
        topics: Sequence[Any],
        place: Mapping[str, str],
        since: datetime,
        until: datetime,
    ) -> Page:
        # What an interrupted pull has already read, unless it was bumped again.
        before = datetime.fromisoformat(place["before"]) if "before" in place else None
        tickets: list[RawTicket] = []
        set_aside: list[SetAside] = []
        gone: list[TicketId] = []
        n_later = 0
        for topic in topics:
            bumped_at = _bumped_at(topic)
            if bumped_at is not None and bumped_at > until:
                n_later += 1
            elif bumped_at is None or (
                bumped_at >= since and (before is None or bumped_at <= before)
            ):
                try:
                    parsed = ticket_of(
                        self.name, topic, lambda one: self._fields(client, category, one)
                    )
                    (tickets if isinstance(parsed, RawTicket) else set_aside).append(parsed)  # type: ignore[arg-type]
                except NotThere:
                    gone.append(TicketId(f"{self.name}:{topic['id']}"))
        return Page(tuple(tickets), tuple(set_aside), "", n_later, tuple(gone))

    def _fields(
        self, client: HttpClient, category: str, topic: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        whole = client.get(f"/t/{int(topic['id'])}.json")
        first, *answers = whole["post_stream"]["posts"]
        by_staff = [post for post in answers if post.get("staff")]
        return {
            "id": topic["id"],
            "created_at": topic["created_at"],
            "updated_at": _bumped_at(topic),
            "subject": topic["title"],
            "body": first["cooked"],
            "requester": first["username"],
            "status": _status(topic),
            "group": category.rsplit("/", 2)[-2],
            "channel": "community",
            "tags": [_tag(one) for one in topic.get("tags") or ()],
            "first_reply_at": by_staff[0]["created_at"] if by_staff else None,
            "url": f"{self.url}/t/{topic['id']}",
        }


def _bumped_at(topic: Any) -> datetime | None:
    if not isinstance(topic, Mapping):
        return None
    return moment(topic.get("bumped_at") or topic.get("last_posted_at") or topic.get("created_at"))


def _status(topic: Mapping[str, Any]) -> str:
    if topic.get("has_accepted_answer"):  # of the Solved plugin
        return "solved"
    return "closed" if topic.get("closed") or topic.get("archived") else "open"


def _tag(tag: Any) -> str:
    """A tag as text; newer versions return objects."""
    return str(tag["name"] if isinstance(tag, Mapping) else tag)
