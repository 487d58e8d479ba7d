"""Whole nights whose tickets come over HTTP: a failing source, a deletion, another helpdesk."""

from datetime import timedelta
from pathlib import Path

import pytest

from feedback.adapters.files.tickets import FileTicketSource
from feedback.domain.night import NightStatus
from feedback.domain.tickets.ticket import TicketId
from feedback.steps.night import run_night
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import Line, refusal
from tests.steps.company import FILLERS, NIGHTS, PROBLEMS, build, pipeline


@pytest.mark.parametrize("kind", sorted(DESKS))
def test_a_source_that_is_down_comes_later_and_its_deletions_are_followed(
    kind: str, tmp_path: Path
) -> None:
    folder = build(tmp_path)
    desk = DESKS[kind]()
    for key in range(1, 11):
        words = f"{PROBLEMS['login']} {FILLERS[key % 8]}"
        desk.put(key, NIGHTS[0] - timedelta(hours=key), body=words)
        desk.said_by(key, f"person{key}@example.com")
    line = Line(desk.answer, always=refusal(503))
    chat = FileTicketSource("chat", folder / "chat.jsonl")
    company = pipeline(folder, sources=[chat, desk.source(line.wire(), page_size=4)])

    night = run_night(company, NIGHTS[0])
    assert night.status is NightStatus.PARTIAL
    assert [(one.step, "answered 503" in one.message) for one in night.faults] == [
        ("pull desk", True)
    ]
    with company.store.begin() as tx:
        assert {one.partition(":")[0] for one in tx.issues.placements()} == {"chat"}

    line.always = None
    assert run_night(company, NIGHTS[0]).status is NightStatus.DONE
    with company.store.begin() as tx:
        placed = tx.issues.placements()
    ours = {one for one in placed if one.startswith("desk:")}
    assert len(ours) == 10
    assert len({placed[one] for one in ours}) == 1

    if not desk.tells_deletions:
        return
    desk.delete(3, NIGHTS[0] + timedelta(hours=1))
    assert run_night(company, NIGHTS[1]).status is NightStatus.DONE
    with company.store.begin() as tx:
        after = tx.issues.placements()
    assert {one for one in placed if one not in after} == {TicketId("desk:3")}
    assert {one: after[one] for one in ours if one != "desk:3"} == {
        one: placed[one] for one in ours if one != "desk:3"
    }
