"""Every message of a whole night goes wrong once, in every way. Nobody hears anything twice, and
nobody misses anything."""

import shutil
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.domain.night import NightStatus
from feedback.errors import AnswerLost, FinalFault, NightRunning, TransientFault
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.night import Pipeline, run_night
from feedback.steps.publishing.dispatch import Outside
from tests.fakes import MemoryOutside
from tests.steps.company import NIGHTS
from tests.steps.talkative import build_talkative, ledger, open_talkative

NIGHT = NIGHTS[1]
LATER = NIGHT + timedelta(hours=2)


class Killed(BaseException):
    """The process is gone: nothing after it runs, not even what tidies up."""


WAYS: dict[str, tuple[str, BaseException]] = {
    "dropped before": ("before", AnswerLost("The connection dropped.")),
    "dropped after": ("after", AnswerLost("The connection dropped.")),
    "429": ("before", TransientFault("Slack asks to wait (429).", not_before=LATER)),
    "500": ("before", TransientFault("Slack is unwell (500). Try again later.")),
    "refused": ("before", FinalFault("Slack refused the channel (is_archived).")),
    "killed before": ("before", Killed()),
    "killed after": ("after", Killed()),
}


class Channel(MemoryOutside):
    """Makes the n-th post of a message fail, once."""

    n_posts = 0
    breaks_at = 0
    way = "500"

    def post_message(
        self, idempotency_key: str, target: str, payload: Mapping[str, Any], *more: Any
    ) -> str:
        self.n_posts += 1
        when, fault = WAYS[self.way]
        breaks = self.n_posts == self.breaks_at
        if breaks and when == "before":
            raise fault
        posted = super().post_message(idempotency_key, target, payload, *more)
        if breaks:
            raise fault
        return posted

    def heard(self) -> Counter[tuple[str, str]]:
        """What people could read, message by message."""
        return Counter(
            (key, str(payload)) for key, _, payload in self.writes if key.startswith("message/")
        )


@dataclass(frozen=True)
class Planned:
    """A company whose second night is planned, its work items written and no message sent."""

    folder: Path
    channel: Channel
    sent: Counter[tuple[str, str]]
    ledger: list[tuple[str, str, str]]


def open_company(folder: Path, channel: Channel) -> Pipeline:
    return open_talkative(folder, Outside(tracker=channel, channel=channel))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    root, channel = tmp_path_factory.mktemp("messages"), Channel()
    folder = build_talkative(root / "company")
    whole = open_company(folder, channel)
    run_night(whole, NIGHTS[0])
    run_night(replace(whole, apply=False), NIGHT)
    whole.store.close()
    sent_folder, sent = shutil.copytree(folder, root / "sent"), deepcopy(channel)
    assert until_done(sent_folder, sent, NIGHT) == 1
    return Planned(folder, channel, sent.heard(), ledger(sent_folder))


def until_done(folder: Path, channel: Channel, as_of: datetime) -> int:
    """Run the night until nothing is missing, and what had to wait at the time it was told."""
    for n_runs in range(1, 4):
        whole = open_company(folder, channel)
        try:
            status = run_night(whole, as_of).status
            if n_runs > 1:
                advise_between_nights(whole, LATER)
        except Killed:
            status = NightStatus.RUNNING
        finally:
            whole.store.close()
        if status is NightStatus.DONE:
            return n_runs
    raise AssertionError("still missing")


def test_the_night_has_every_kind_of_message(planned: Planned) -> None:
    kinds = Counter(key.split("/")[1].partition(":")[0] for key, _ in planned.sent)
    assert kinds["support-agent"] >= 2
    assert kinds["team"] >= 2
    assert kinds["product"] >= 1
    assert kinds["escalation"] >= 1


@pytest.mark.parametrize("way", WAYS)
def test_whatever_message_goes_wrong_nobody_hears_twice_and_nobody_misses_one(
    way: str, planned: Planned, tmp_path: Path
) -> None:
    n_messages = sum(planned.sent.values()) - sum(planned.channel.heard().values())
    assert n_messages >= 5
    for nth in range(1, n_messages + 1):
        folder = shutil.copytree(planned.folder, tmp_path / str(nth))
        channel = deepcopy(planned.channel)
        channel.way, channel.n_posts, channel.breaks_at = way, 0, nth

        assert until_done(folder, channel, NIGHT) == 2, "one more run mends it"

        assert channel.heard() == planned.sent, f"message {nth}, {way}"
        assert ledger(folder) == planned.ledger
        shutil.rmtree(folder)


def test_a_killed_night_lets_go_of_its_lock(planned: Planned, tmp_path: Path) -> None:
    folder = shutil.copytree(planned.folder, tmp_path / "company")
    channel = deepcopy(planned.channel)
    channel.way, channel.n_posts, channel.breaks_at = "killed after", 0, 1
    whole = open_company(folder, channel)
    with pytest.raises(Killed):
        run_night(whole, NIGHT)
    try:
        assert run_night(whole, NIGHT).status is NightStatus.DONE
    except NightRunning:
        pytest.fail("the lock of the killed night still holds")
