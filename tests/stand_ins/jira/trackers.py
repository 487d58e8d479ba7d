"""Our adapter, put before a stand-in for Jira."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import SecretStr
from requests.adapters import BaseAdapter

from feedback.adapters.jira.client import JiraClient, JiraSite
from feedback.adapters.jira.texts import Texts
from feedback.adapters.jira.tracker import JiraPolicy, JiraTracker
from feedback.domain.impact.priority import Band, PriorityPolicy
from tests.stand_ins.jira.cloud import JiraCloud
from tests.stand_ins.jira.line import EMAIL, TOKEN, URL

BANDS = PriorityPolicy(
    bands=(
        Band("Highest", Decimal(100_000)),
        Band("High", Decimal(30_000)),
        Band("Medium", Decimal(10_000)),
        Band("Low", Decimal(2_000)),
        Band("Lowest", Decimal(0)),
    ),
    hysteresis=0.10,
)


def cloud_tracker(
    site: JiraCloud,
    version: Literal["2", "3"] = "3",
    *,
    clock: Callable[[], datetime] | None = None,
    max_chars: int = 32_767,
    bands: PriorityPolicy = BANDS,
    **policy: Any,
) -> JiraTracker:
    """A tracker of its own client, as every run has one. Its clock is the site's."""
    client = client_of(site.transport(), "cloud", version, clock or (lambda: site.now))
    texts = Texts(version == "3", bands, max_chars)
    return JiraTracker(client, texts, JiraPolicy(**{"project": "PROJ", **policy}))


def client_of(
    transport: BaseAdapter,
    deployment: Literal["cloud", "data_center"],
    version: Literal["2", "3"],
    clock: Callable[[], datetime],
    **changes: Any,
) -> JiraClient:
    given: dict[str, Any] = {
        "url": URL,
        "deployment": deployment,
        "api_version": version,
        "email": EMAIL if deployment == "cloud" else "",
        "token": SecretStr(TOKEN),
        "transport": transport,
        "clock": clock,
    }
    return JiraClient(JiraSite(**{**given, **changes}))
