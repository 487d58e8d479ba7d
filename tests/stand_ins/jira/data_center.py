"""Data Center: `jira820`, which others wrote, in-process and as it is. It keeps no properties,
tells no changelog with a search, and knows neither verbs nor `expand=editmeta`."""

from typing import Any
from urllib.parse import urlsplit

from jira820.config import Config
from jira820.server import make_app
from jira820.store import Store
from requests.adapters import BaseAdapter
from starlette.testclient import TestClient

from feedback.adapters.jira.texts import Texts
from feedback.adapters.jira.tracker import JiraPolicy, JiraTracker
from tests.stand_ins.jira.line import Answer, InProcess, played
from tests.stand_ins.jira.trackers import BANDS, client_of
from tests.stand_ins.line import NIGHT

PROJECT = "PROJ"


class JiraDataCenter:
    """One server without any work item."""

    def __init__(self, faults: dict[int, str] | None = None) -> None:
        self.faults, self.now = faults or {}, NIGHT
        self.store = Store(Config(project_key=PROJECT), seed=False)
        self._client = TestClient(make_app(self.store), raise_server_exceptions=False)
        self.asked: list[tuple[str, str]] = []

    def transport(self) -> BaseAdapter:
        return InProcess(self)

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        self.asked.append((method, urlsplit(target).path))
        fault = self.faults.get(len(self.asked), "")
        return played(fault, lambda: self._answer(method, target, headers, body))

    def _answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        told = self._client.request(method, target, content=body, headers=headers)
        return Answer(told.status_code, told.json() if told.content else None)

    def end_state(self) -> list[dict[str, Any]]:
        """Everything that stands there and does not depend on how often it was tried."""
        return [
            {
                **{n: one[n] for n in ("key", "summary", "description", "labels", "priority")},
                "comments": [comment["body"] for comment in one["comments"]],
                "links": [(link["type"], link["dir"], link["key"]) for link in one["links"]],
            }
            for one in self.store.issues.values()
        ]


def data_center_tracker(site: JiraDataCenter, **policy: Any) -> JiraTracker:
    client = client_of(site.transport(), "data_center", "2", lambda: site.now)
    given = {"project": PROJECT, **policy}
    return JiraTracker(client, Texts(False, BANDS, 32_767, is_cloud=False), JiraPolicy(**given))
