"""Personal data that comes in is nowhere in what stays: store, outbox, errors."""

import json
from pathlib import Path

from feedback.adapters.texts.redaction import PresidioRedactor
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, build, outbox_files, pipeline

RAW = {
    "ada.lovelace@analytical.example": "[email]",
    "root@build-7.internal": "[email]",
    "+49 30 12345678": "[phone]",
    "4111 1111 1111 1111": "[card]",
    "DE89 3704 0044 0532 0130 00": "[iban]",
    "192.168.10.4": "[ip]",
}


def test_no_raw_personal_data_is_in_the_store_or_the_outbox(tmp_path: Path) -> None:
    build(tmp_path)
    path = tmp_path / "helpdesk.jsonl"
    tickets = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, ticket in enumerate(tickets):
        raw = list(RAW)[number % len(RAW)]
        ticket["subject"] = f"From {raw}" if number % 2 else ticket.get("subject", "")
        ticket["body"] = f"{ticket['body']} {raw}"
        ticket["requester"] = f"secret.person{number}@analytical.example"
    tickets.append({"id": "shifted", "created_at": next(iter(RAW)), "body": "Hi"})
    path.write_text("\n".join(map(json.dumps, tickets)), encoding="utf-8")

    for as_of in NIGHTS[:2]:
        whole = pipeline(tmp_path, redactor=PresidioRedactor(["US", "GB", "DE"], "key"))
        night = run_night(whole, as_of)

    assert night.steps["pull helpdesk"].masked
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("store.db*"))
    sent = "".join(outbox_files(tmp_path).values()).encode()
    assert len(kept) > 10_000
    assert len(sent) > 10_000
    # Of unknown requesters the domain is counted, and nothing else is kept.
    for raw in (*RAW, "secret.person", "@analytical.example"):
        assert raw.encode() not in kept, raw
        assert raw.encode() not in sent, raw
