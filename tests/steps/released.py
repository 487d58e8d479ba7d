"""A company whose product team says that it released a fix of one of two problems."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedback.steps.night import Pipeline, run_night
from tests.steps.company import FILLERS, PROBLEMS, build, pipeline, write_jsonl

RELEASE = datetime(2026, 3, 1, 12, tzinfo=UTC)
NIGHT = datetime(2026, 4, 1, 3, tzinfo=UTC)


def company_with_a_release(
    folder: Path, until: datetime, flood_on: datetime | None = None
) -> Pipeline:
    """Two problems with a ticket each a day since January, `until` for the one that product says it
    released a fix of; and, if given, thirty tickets of a third within a few hours."""
    build(folder)
    rows = []
    start = datetime(2026, 1, 10, 9, tzinfo=UTC)
    for day in range((NIGHT - start).days + 1):
        opened = start + timedelta(days=day)
        rows.append(_ticket(f"login-{day}", PROBLEMS["login"], opened, day))
        if opened <= until:
            rows.append(_ticket(f"export-{day}", PROBLEMS["export"], opened, day))
    for n in range(30 if flood_on else 0):
        assert flood_on is not None
        rows.append(_ticket(f"labels-{n}", PROBLEMS["labels"], flood_on + timedelta(minutes=n), n))
    write_jsonl(folder / "helpdesk.jsonl", rows)
    write_jsonl(folder / "chat.jsonl", [])
    write_jsonl(
        folder / "fix_plans.jsonl",
        [
            {
                "recorded_at": RELEASE.isoformat(), "ticket_id": "export-0", "owner": "Mia",
                "status": "released", "target_version": "4.2", "released_on": "2026-03-01",
            }
        ],
    )  # fmt: skip
    company = pipeline(folder)
    # The plan is read after the ranking of a night: the watch begins with the next one.
    run_night(company, NIGHT - timedelta(days=1))
    return company


def _ticket(key: str, sentence: str, opened: datetime, n: int) -> dict[str, str]:
    return {
        "source": "helpdesk", "id": key, "created_at": opened.isoformat(), "subject": "",
        "body": f"{sentence} {FILLERS[n % 8]} {FILLERS[(n * 3 + n // 8) % 8]}",
        "requester": f"person{n % 12}@example.com", "status": "open", "group": "core",
    }  # fmt: skip
