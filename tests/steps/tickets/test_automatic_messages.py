"""Messages that no person wrote are kept and counted, and are in no issue."""

import json
from pathlib import Path

from feedback.domain.tickets.ticket import TicketId
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, build, pipeline

REPLY = "Automatic reply: Your ticket"
WORDS = "I am out of the office until Monday, in urgent cases please contact my colleagues"


def test_automatic_replies_and_bounces_make_no_issue_and_are_counted(tmp_path: Path) -> None:
    folder = build(tmp_path)
    rows = [
        {
            "id": f"auto-{number}", "created_at": "2026-03-08T10:00:00Z", "subject": REPLY,
            "body": f"{WORDS} {number}", "requester": f"auto{number}@example.com",
        }
        for number in range(12)
    ]  # fmt: skip
    rows += [
        {
            "id": f"bounce-{number}", "created_at": "2026-03-08T11:00:00Z",
            "subject": "Undeliverable: Your ticket", "body": "550 5.1.1 User unknown",
            "requester": "MAILER-DAEMON@mx.example",
        }
        for number in range(8)
    ]  # fmt: skip
    with (folder / "helpdesk.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in rows)
    company = pipeline(folder)
    night = run_night(company, NIGHTS[0])
    assert night.steps["pull helpdesk"].automatic == {"automatic reply": 12, "bounce": 8}
    assert night.steps["pull chat"].automatic == {}
    with company.store.begin() as tx:
        placed = tx.issues.placements()
        kept = tx.tickets.by_id([TicketId("helpdesk:auto-0"), TicketId("helpdesk:bounce-0")])
        groupable = tx.tickets.groupable()
    assert [one.text for one in kept] == ["", ""]
    assert kept[0].subject == REPLY
    assert not [one for one in {*placed, *groupable} if ":auto-" in one or ":bounce-" in one]
    assert placed
