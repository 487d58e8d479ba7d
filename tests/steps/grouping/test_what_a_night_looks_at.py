"""A night that looks at what is new ends where one ends that looks at everything."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.grouping import GroupingPolicy, Memory
from feedback.domain.issues.decision import DecisionKind
from feedback.domain.tickets.text import hash_text
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketFacts, TicketId
from feedback.errors import InvalidInput
from feedback.steps.forget import take_out
from feedback.steps.grouping.embed import embed_missing
from feedback.steps.grouping.group import group
from feedback.steps.grouping.regroup import regroup_all
from feedback.steps.issues import decide
from feedback.steps.issues.decide import Author
from feedback.steps.issues.undo import undo
from tests.fakes import HashEmbedder

FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)
POLICY = GroupingPolicy(n_candidates=60)
PROBLEMS = [
    "invoice total wrong after the discount code was entered",
    "login page shows a blank screen on my phone",
    "export file misses the last column of the report",
    "parcel label prints twice on the thermal printer",
]
COLOURS = ["red", "green", "blue", "black", "white", "amber", "pink", "grey", "teal", "gold"]


def ticket(key: str, text: str, requester: str, language: str = "en") -> Ticket:
    return Ticket(
        ticket_id=TicketId(f"desk:{key}"),
        source="desk",
        key=key,
        subject=text[:30],
        body=text,
        text=text,
        text_hash=hash_text(text),
        language=language,
        requester_id=RequesterId(requester),
        customer_id=None,
        facts=TicketFacts(FIRST, FIRST),
        digest=text,
    )


class Desk:
    """A store, and what happens to it; the same of one seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.store = SqlStore(f"sqlite:///{folder}/store.db")
        self.chance = random.Random(seed)
        self.now = FIRST
        self.written: dict[str, Ticket] = {}
        self.n = 0

    def write(self, chosen: Ticket) -> None:
        self.written[chosen.key] = chosen
        with self.store.begin() as tx:
            tx.tickets.upsert([chosen], self.now)

    def new(self, requester: str = "") -> None:
        self.n += 1
        words = self.chance.sample(COLOURS, 2)
        text = f"{self.chance.choice(PROBLEMS)} {' '.join(words)} {self.n}"
        self.write(ticket(f"{self.n:03}", text, requester or f"person-{self.n}"))

    def wave(self) -> None:
        """One requester says nearly the same again, tonight or nights later."""
        problem = self.chance.randrange(len(PROBLEMS))
        for _ in range(3):
            self.n += 1
            text = f"{PROBLEMS[problem]} of the nightly batch number {self.n}"
            self.write(ticket(f"{self.n:03}", text, f"bot-{problem}"))

    def some(self) -> Ticket:
        """Every other time one of a wave: the first of its repetitions, or one of these."""
        keys = sorted(self.written)
        waves = [one for one in keys if self.written[one].requester_id.startswith("bot")]
        return self.written[self.chance.choice(self.chance.choice([keys, waves]))]

    def edit(self) -> None:
        chosen = self.some()
        text = f"{self.chance.choice(PROBLEMS)} {self.chance.choice(COLOURS)} edited"
        self.write(ticket(chosen.key, text, chosen.requester_id))

    def edit_back(self) -> None:
        self.write(self.some())

    def translate(self) -> None:
        chosen = self.some()
        self.write(ticket(chosen.key, chosen.text, chosen.requester_id, "de"))

    def empty(self) -> None:
        chosen = self.some()
        with self.store.begin() as tx:
            tx.tickets.upsert([ticket(chosen.key, "", chosen.requester_id)], self.now)

    def remove(self) -> None:
        with self.store.begin() as tx:
            tx.tickets.remove([self.some().ticket_id], self.now)

    def forget(self) -> None:
        with self.store.begin() as tx:
            chosen = self.some().ticket_id
            if tx.tickets.by_id([chosen]):
                take_out(tx, [chosen], None, names=(), why="asked", now=self.now)

    def regroup(self, *, preview: bool) -> None:
        embedder = HashEmbedder()
        at = self.now + timedelta(minutes=1)
        regroup_all(self.store, embedder, POLICY, now=at, preview=preview, progress=lambda *_: None)

    def decide(self) -> None:
        author = Author("Mia", "she knows", self.now)
        with self.store.begin() as tx:
            placed = tx.issues.placements()
            standing = [
                one.decision_id
                for one in tx.decisions.all()
                if one.is_standing and one.kind is not DecisionKind.FORGET
            ]
        alive = sorted({*placed.values()})
        if not alive:
            return
        chosen, other = self.chance.choice(sorted(placed)), self.chance.choice(alive)
        last = standing[-1] if standing else 0
        what: list[Callable[[], Any]] = [
            lambda: decide.move(self.store, [chosen], other, author),
            lambda: decide.split(self.store, placed[chosen], [chosen], author),
            lambda: decide.take_out(self.store, [chosen], author),
            lambda: decide.merge(self.store, placed[chosen], other, author),
            lambda: undo(self.store, last, author),
            lambda: undo(self.store, last, author),
        ]
        with suppress(InvalidInput):  # not everything can be decided about everything
            self.chance.choice(what)()

    def day(self) -> None:
        happens = [self.edit, self.edit_back, self.translate, self.empty, self.remove, self.wave]
        happens += [self.decide] * 3
        self.now += timedelta(hours=12)
        for _ in range(self.chance.randint(0, 6)):
            self.chance.choice(happens)()
            self.now += timedelta(minutes=1)
        if self.chance.random() < 0.15:
            self.forget()
        if self.chance.random() < 0.15:
            self.regroup(preview=self.chance.random() < 0.5)
        for _ in range(self.chance.choice([0, 0, 2, 5])):
            self.new()

    def night(self) -> dict[str, Any]:
        self.now = (self.now + timedelta(days=1)).replace(hour=6, minute=0)
        embed_missing(HashEmbedder(), self.store, lambda *_: None)
        with self.store.begin() as tx:
            tx.nights.begin(self.now)
        return group(self.store, HashEmbedder.model, POLICY, 30, now=self.now)

    def stands(self) -> list[Any]:
        with self.store.begin() as tx:
            issues = [(one.issue_id, one.state, one.description.title) for one in tx.issues.all()]
            return [dict(sorted(tx.issues.placements().items())), issues, tx.issues.lineage()]


@pytest.fixture
def look_at_all(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    as_is = Memory.is_whole

    def switch(on: bool) -> None:
        monkeypatch.setattr(Memory, "is_whole", property(lambda _: False) if on else as_is)

    return switch


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_between_nights_both_end_at_the_same(
    tmp_path: Path, look_at_all: Callable[[bool], None], seed: int
) -> None:
    ends = []
    for on in (False, True):
        look_at_all(on)
        folder = tmp_path / str(on)
        folder.mkdir()
        desk = Desk(folder, seed)
        for _ in range(50):
            desk.new()
        desk.wave()
        nights = []
        for _ in range(8):
            nights.append([desk.night(), *desk.stands()])
            desk.day()
        ends.append(nights)
        desk.store.close()
    for number, (new, every) in enumerate(zip(*ends, strict=True)):
        assert new == every, f"night {number}"


def test_a_repetition_that_says_nothing_any_more_waits(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 0)
    for _ in range(50):
        desk.new()
    for number in range(3):
        text = f"{PROBLEMS[0]} {' '.join(COLOURS)} number {number}"
        desk.write(ticket(f"again-{number}", text, "bot"))
    desk.night()
    with desk.store.begin() as tx:
        assert "desk:again-2" in tx.issues.placements()
    desk.write(ticket("again-2", "", "bot"))
    desk.night()
    with desk.store.begin() as tx:
        assert "desk:again-2" not in tx.issues.placements()
        assert "desk:again-1" in tx.issues.placements()


def test_the_engine_keeps_nothing_of_who_was_forgotten(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 0)
    for _ in range(50):
        desk.new()
    desk.night()
    desk.new()
    desk.night()  # the memory is in two parts now
    keys = ("007", "051")
    with desk.store.begin() as tx:
        ids = [desk.written[key].ticket_id for key in keys]
        take_out(tx, ids, None, names=(), why="asked", now=desk.now)
    desk.night()
    desk.store.close()
    with sqlite3.connect(tmp_path / "store.db") as raw:
        parts = [row[0] for row in raw.execute("SELECT rows FROM grouping_memory_part")]
        unseen = [row[0] for row in raw.execute("SELECT ticket_id FROM unseen_ticket")]
    assert unseen == []
    assert any(b"desk:008" in part for part in parts)
    assert not any(f"desk:{key}".encode() in part for key in keys for part in parts)


def test_a_regrouping_quotes_nobody_whose_ticket_is_gone(tmp_path: Path) -> None:
    """As when a night was stopped after its sources had told of the removal."""
    desk = Desk(tmp_path, 0)
    for _ in range(50):
        desk.new()
    desk.night()

    def quoted() -> set[TicketId]:
        with desk.store.begin() as tx:
            issues = tx.issues.all()
        return {TicketId(one.ticket_id) for issue in issues for one in issue.description.exemplars}

    gone = min(quoted())
    with desk.store.begin() as tx:
        tx.tickets.remove([gone], desk.now)
    desk.regroup(preview=False)
    assert gone not in quoted()
