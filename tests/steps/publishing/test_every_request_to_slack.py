"""Every request of a night's messages goes wrong once, in every way. Nobody hears anything twice,
nobody misses anything, and what stands in Slack is the same."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.outbox.outbox import Outbox
from feedback.adapters.slack.api import SlackApi
from feedback.adapters.slack.channel import LaterChanges, SlackChannel
from feedback.adapters.slack.marks import key_of
from feedback.domain.night import NightStatus
from feedback.steps.night import Pipeline, run_night
from feedback.steps.publishing.outside import Outside
from tests.stand_ins.faults import FAULTS, Killed
from tests.stand_ins.palletry import slack_api
from tests.stand_ins.slack import Slack, Trouble, limited
from tests.steps.company import NIGHTS, build
from tests.steps.talkative import PRODUCT_OWNER, build_talkative, ledger, open_talkative

FIRST, SECOND = NIGHTS[:2]
QUESTIONS = ("auth.test", "users.lookupByEmail", "conversations.list", "conversations.history",
             "conversations.replies")  # fmt: skip
"""They leave nothing behind, so it is all one whether they were heard before the fault."""
LATER = 40
"""Seconds until the night is run again: Slack asks to be left alone for thirty."""
COMPANIES: dict[LaterChanges, Callable[[Path], Path]] = {
    "thread": build,  # all news of the second night follow what was said before
    "update": build_talkative,  # some do
}


class Line(Slack):
    """Slack, with a fault at some requests (counted from 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[int, str] = {}
        self.is_killing = False
        self.trouble = self._played

    def _played(self, n: int, _method: str) -> Trouble | None:
        fault, _, when = self.faults.get(n, "").partition(" ")
        self.is_killing = fault == "killed"
        match fault:
            case "":
                return None
            case "too":
                return limited(30)
            case "broken":
                answer = (500, {"ok": False, "error": "internal_error"}, {})
                return Trouble(when == "after", answer)
        return Trouble(when == "after")

    def api(self) -> SlackApi:
        """Its requests end our own process where that is what shall happen to them."""
        api = slack_api(self)
        ask = api.client.api_call

        def ask_or_die(*given: Any, **arguments: Any) -> Any:
            try:
                return ask(*given, **arguments)
            finally:
                if self.is_killing:
                    raise Killed

        api.client.api_call = ask_or_die  # type: ignore[method-assign]
        return api

    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]


@dataclass(frozen=True)
class Prepared:
    """A second night that was killed amid its messages, when the answers to some were lost."""

    later: LaterChanges
    folder: Path
    slack: Line
    tried: Path
    """A copy of the folder."""
    whole: Pipeline
    """The one over the copy."""
    end: list[Any]
    """What stands in Slack after a second night without faults."""
    ledger: list[Any]
    methods: list[str]
    """What one more run asks."""


@pytest.fixture(scope="module", params=COMPANIES)
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prepared]:
    later: LaterChanges = request.param
    root, slack = tmp_path_factory.mktemp("slack"), Line()
    folder = COMPANIES[later](root / "company")
    slack.add_user("U0BO00000", "bo@example.com")
    slack.add_user("U0OWNER00", PRODUCT_OWNER)
    for number, name in enumerate(("support-core", "ext-bw", "product")):
        slack.add_channel(f"C{number}0000000", name)
    with opened(folder) as whole:
        assert run(whole, slack, later, FIRST) is NightStatus.DONE
    slack.asked.clear()
    undisturbed, quiet = shutil.copytree(folder, root / "undisturbed"), deepcopy(slack)
    with opened(undisturbed) as whole:
        assert run(whole, quiet, later, SECOND) is NightStatus.DONE
    posts = [n for n, method in enumerate(quiet.methods(), 1) if method == "chat.postMessage"]
    lost = ("dropped after", "dropped before", "killed after")
    slack.faults = dict(zip(posts, lost, strict=False))
    with opened(folder) as whole:
        assert run(whole, slack, later, SECOND) is None
    slack.faults = {}
    slack.asked.clear()
    slack.clock.at += LATER
    mended, other = shutil.copytree(folder, root / "mended"), deepcopy(slack)
    with opened(mended) as whole:
        assert run(whole, other, later, SECOND) is NightStatus.DONE
        end, methods = end_state(quiet), other.methods()
        yield Prepared(later, folder, slack, mended, whole, end, ledger(undisturbed), methods)


@contextmanager
def opened(folder: Path) -> Iterator[Pipeline]:
    outbox = Outbox(folder / "outbox")
    whole = open_talkative(folder, Outside(tracker=outbox, channel=outbox))
    try:
        yield whole
    finally:
        whole.store.close()


def run(whole: Pipeline, slack: Line, later: LaterChanges, as_of: datetime) -> NightStatus | None:
    """One run, as one process; None where it is killed."""
    slack.clock.at = max(slack.clock.at, as_of.timestamp() + 60)
    with slack.open():
        outside = Outside(
            tracker=whole.outside.tracker,
            channel=SlackChannel(slack.api(), whole.support_agents, later_changes=later),
            clock=lambda: datetime.fromtimestamp(slack.clock.now(), UTC),
        )
        try:
            return run_night(replace(whole, outside=outside), as_of).status
        except Killed:
            return None


def end_state(slack: Slack) -> list[Any]:
    """Every message by conversation and key, without the moment of its posting."""
    rows = [
        (conversation, key_of(message), {**message, "ts": None})
        for conversation, messages in slack.messages.items()
        for message in messages
    ]
    return sorted(rows, key=lambda row: row[:2])


def put_back(prepared: Prepared) -> Line:
    """Everything as it was. The store stays open: opening one and compiling its statements takes a
    third of a run."""
    with (
        closing(sqlite3.connect(prepared.folder / "store.db")) as was,
        closing(sqlite3.connect(prepared.tried / "store.db")) as now,
    ):
        was.backup(now)
    return deepcopy(prepared.slack)


def test_the_night_has_every_kind_of_message_and_request_and_each_message_once(
    prepared: Prepared,
) -> None:
    asked = {"users.lookupByEmail", "conversations.list", "conversations.open",
             "conversations.history", "conversations.replies", "chat.postMessage"}  # fmt: skip
    if prepared.later == "update":
        asked |= {"auth.test", "chat.update"}
    assert set(prepared.methods) == asked
    messages = [message for _, _, message in prepared.end]
    keys = [key_of(message) for message in messages]
    planned = [key for key, _, _ in prepared.ledger if key.startswith("message/")]
    assert sorted(keys, key=str) == planned
    kinds = {str(key).split("/")[1].partition(":")[0] for key in keys}
    assert kinds == {"support-agent", "team", "product", "escalation"}
    later = [one for one in messages if "thread_ts" in one or "edited" in one]
    assert len(later) == 3, "the slipped plan, to the person and to both teams"


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_to_one_request_everybody_hears_everything_once(
    fault: str, prepared: Prepared, capsys: pytest.CaptureFixture[str]
) -> None:
    n_faults = n_reruns = 0
    for nth, method in enumerate(prepared.methods, 1):
        if method in QUESTIONS and fault.endswith("after"):
            continue
        n_faults += 1
        slack = put_back(prepared)
        slack.faults = {nth: fault}
        where = f"request {nth} ({method}), {fault}"
        status = run(prepared.whole, slack, prepared.later, SECOND)
        for _ in range(2):
            if status is NightStatus.DONE:
                break
            slack.clock.at += LATER
            status = run(prepared.whole, slack, prepared.later, SECOND)
            n_reruns += 1
        assert status is NightStatus.DONE, where
        assert end_state(slack) == prepared.end, where
        assert ledger(prepared.tried) == prepared.ledger, where
    with capsys.disabled():
        print(f"\n{prepared.later}, {fault}: {n_faults} faults tried, {n_reruns} reruns")  # noqa: T201
