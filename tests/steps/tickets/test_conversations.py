"""Tickets whose words stand in a conversation: read now or in a later night, and never lost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from feedback.adapters.store import SqlStore
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.forgetting import ForgottenMark, mark_of
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import RawTicket, Said, Ticket, TicketFacts, TicketId, Unread
from feedback.ports import Page
from feedback.queries.tickets.wordless import wordless_tickets
from feedback.steps.tickets.pull import pull
from tests.fakes import CueDetector, ListDirectory, WordRedactor

NIGHT = datetime.fromisoformat("2026-03-09T03:00+00:00")
DAY = timedelta(days=1)


class Chats:
    """A source whose tickets hold nothing; what was said is asked for."""

    name = "desk"

    def __init__(self, n_tickets: int, max_conversations: int) -> None:
        self.max_conversations = max_conversations
        self.tickets = [chat(key) for key in range(1, n_tickets + 1)]
        self.said = {str(key): f"Export {key} stops half way" for key in range(1, n_tickets + 1)}
        self.asked: list[str] = []
        self.requester = ""
        self.is_closed = False

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        due = [one for one in self.tickets if one.facts.updated_at <= until]
        yield Page(tuple(due[int(cursor or 0) :]), (), str(len(due)))

    def conversations(self, keys: Sequence[str]) -> Iterator[Said | Unread]:
        for key in keys:
            if self.is_closed:
                yield Unread("desk", "conversations", "Nothing may be read.", is_fault=False)
                return
            self.asked.append(key)
            yield Said(key, self.said.get(key, ""), self.requester)


def chat(key: int, **facts: object) -> RawTicket:
    at = NIGHT - timedelta(hours=24 - key)
    made = TicketFacts(at, at, support_agent_id="17")
    return RawTicket(
        "desk", str(key), "Conversation with Web User 65f", "", "", "",
        replace(made, **facts),  # type: ignore[arg-type]
        assignee_address="Ada@acme.com", waits_for_words=True,
    )  # fmt: skip


class Kept:
    def __init__(self, folder: Path) -> None:
        self.store = SqlStore(f"sqlite:///{folder}/store.db")

    def pull(
        self, source: Chats, night: datetime = NIGHT, roster: Sequence[SupportAgent] = ()
    ) -> PullReport:
        with self.store.begin() as tx:
            if tx.nights.get(night) is None:
                tx.nights.begin(night)
        return pull(
            source, ListDirectory(), WordRedactor(), CueDetector(), self.store,
            now=night, progress=lambda _what, _n_done, _n_total: None, support_agents=roster,
        )  # fmt: skip

    def tickets(self) -> dict[str, Ticket]:
        ids = [TicketId(f"desk:{key}") for key in range(1, 20)]
        with self.store.begin() as tx:
            return {ticket.key: ticket for ticket in tx.tickets.by_id(ids)}


def test_the_newest_are_read_first_and_the_rest_in_the_nights_after(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(5, max_conversations=2)
    first = kept.pull(source)
    assert source.asked == ["5", "4"]
    assert (first.n_new, first.n_conversations, first.n_waiting) == (5, 2, 3)
    assert (first.n_wordless, first.wordless) == (3, ("1", "2", "3"))
    second = kept.pull(source, NIGHT + DAY)
    assert source.asked == ["5", "4", "3", "2"]
    assert (second.n_new, second.n_waiting, second.n_wordless) == (0, 1, 0)
    kept.pull(source, NIGHT + 2 * DAY)
    kept.pull(source, NIGHT + 3 * DAY)
    assert source.asked == ["5", "4", "3", "2", "1"]
    assert {ticket.text for ticket in kept.tickets().values()} == set(source.said.values())


def test_the_tickets_without_words_are_listed_and_automatic_messages_are_not(
    tmp_path: Path,
) -> None:
    kept, source = Kept(tmp_path), Chats(3, max_conversations=1)
    source.said = {}
    source.tickets.append(replace(chat(4), body="Export stops", waits_for_words=False))
    away = "This is an automatic reply: I am away"
    source.tickets.append(replace(chat(5), body=away, waits_for_words=False))
    kept.pull(source)
    listed = {one.ticket_id: one.waits for one in wordless_tickets(kept.store)}
    assert listed == {"desk:3": False, "desk:2": True, "desk:1": True}


def test_a_night_that_is_run_again_reads_nothing_twice(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(3, max_conversations=10)
    report = kept.pull(source)
    assert kept.pull(source) == report
    assert len(source.asked) == 3


def test_a_pull_that_was_killed_among_its_conversations_goes_on_there(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(3, max_conversations=10)
    whole = source.conversations

    def killed(keys: Sequence[str]) -> Iterator[Said | Unread]:
        yield from whole(keys[:1])
        raise KeyboardInterrupt

    source.conversations = killed  # type: ignore[method-assign]
    try:
        kept.pull(source)
    except KeyboardInterrupt:
        source.conversations = whole  # type: ignore[method-assign]
    kept.pull(source)
    assert {ticket.text for ticket in kept.tickets().values()} == set(source.said.values())


def test_a_change_of_a_ticket_keeps_the_words_that_were_read(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    kept.pull(source)
    source.tickets.append(chat(1, updated_at=NIGHT + timedelta(hours=1), tags=("vip",)))
    second = kept.pull(source, NIGHT + DAY)
    assert kept.tickets()["1"].text == "Export 1 stops half way"
    assert kept.tickets()["1"].facts.tags == ("vip",)
    assert (second.n_changed, second.n_wordless, source.asked) == (1, 0, ["1"])


def test_the_same_version_again_is_no_news(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    kept.pull(source)
    source.tickets.append(source.tickets[0])
    second = kept.pull(source, NIGHT + DAY)
    assert (second.n_repeated, second.n_changed) == (1, 0)
    assert kept.tickets()["1"].text == "Export 1 stops half way"


def test_a_ticket_without_words_is_read_again_when_it_changes(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    source.said = {}
    assert kept.pull(source).n_wordless == 1
    assert kept.pull(source, NIGHT + DAY).n_conversations == 0
    source.said = {"1": "Labels come out twice"}
    source.tickets.append(chat(1, updated_at=NIGHT + timedelta(hours=30)))
    kept.pull(source, NIGHT + 2 * DAY)
    assert kept.tickets()["1"].text == "Labels come out twice"


def test_what_may_not_be_read_is_named_and_read_once_it_may(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(2, max_conversations=9)
    source.is_closed = True
    first = kept.pull(source)
    assert first.left_out == {"conversations": "Nothing may be read."}
    assert (first.n_wordless, first.n_waiting, first.is_finished) == (2, 2, True)
    source.is_closed = False
    kept.pull(source, NIGHT + DAY)
    assert {ticket.text for ticket in kept.tickets().values()} == set(source.said.values())


def test_the_words_are_masked_and_who_said_them_is_known_by_pseudonym(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    source.said = {"1": "Write to kim@example.com about my export"}
    source.requester = "Kim <kim@example.com>"
    report = kept.pull(source)
    ticket = kept.tickets()["1"]
    assert ticket.body == "Write to [email] about my export"
    assert ticket.requester_id == WordRedactor().pseudonym("kim@example.com")
    assert report.masked == {"email": 1}
    assert report.unresolved_domains == {"example.com": 1}


def test_a_requester_who_was_known_before_is_counted_once(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    source.tickets = [replace(source.tickets[0], requester="kim@example.com")]
    source.requester = "kim@example.com"
    report = kept.pull(source)
    assert (report.n_unresolved, report.unresolved_domains) == (1, {"example.com": 1})


def test_who_was_forgotten_is_not_brought_back_by_a_conversation(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    source.requester = "kim@example.com"
    with kept.store.begin() as tx:
        pseudonym = WordRedactor().pseudonym("kim@example.com")
        tx.forgetting.add_mark(ForgottenMark(mark_of(pseudonym), NIGHT))
    kept.pull(source)
    assert kept.tickets() == {}


def test_an_assignee_is_found_in_the_roster_by_address(tmp_path: Path) -> None:
    kept, source = Kept(tmp_path), Chats(1, max_conversations=1)
    ada = SupportAgent("A-01", "Ada", "ada@acme.com", "in-house")
    kept.pull(source, roster=[ada])
    assert kept.tickets()["1"].facts.support_agent_id == "A-01"
