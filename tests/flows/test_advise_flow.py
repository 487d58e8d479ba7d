"""Advising between nights, as a Prefect flow."""

import re
from pathlib import Path

from feedback.adapters.store import SqlStore
from flows.advise import advise
from flows.nightly import nightly
from tests.steps.company import NIGHTS, outbox_files


def test_advise_steps_aside_while_a_night_holds_the_lock(company: Path) -> None:
    with SqlStore(f"sqlite:///{company}/store.db").lock():
        state = advise(config=str(company / "feedback.toml"), return_state=True)

    assert (state.name, state.message) == ("Skipped", "A night is running; it does the same.")
    assert outbox_files(company) == {}


def test_news_of_a_plan_reaches_support_agents_without_waiting_for_the_night(
    company: Path,
) -> None:
    config = str(company / "feedback.toml")
    nightly(config=config, as_of=NIGHTS[0], apply=True)
    before = outbox_files(company)

    state = advise(config=config, apply=True, return_state=True)

    assert state.name == "Completed"
    assert state.message is not None
    assert re.fullmatch(r"1 fix plan changed, \d+ messages planned\.", state.message)
    new = {name: text for name, text in outbox_files(company).items() if name not in before}
    assert any("2026-03-27" in text or "27 Mar" in text for text in new.values())
