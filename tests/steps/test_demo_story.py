"""The demo's story as messages, night by night: what a reader of config/demo/README.md expects.

Tickets are grouped by what they truly are about (truth.csv), so that this is a test of the advice
and not of the embedding model.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from feedback.adapters.files.tickets import FileTicketSource
from feedback.bootstrap import open_pipeline, texts
from feedback.demo import NIGHTS
from feedback.domain.issues.issue import issue_label
from feedback.domain.message import Message
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.escalation_words import not_current_words
from feedback.domain.publishing.messages.product_news import ProductNews
from feedback.domain.tickets.text import embeddable_text
from feedback.domain.tickets.vectors import Vectors
from feedback.ports import Embedder
from feedback.settings import load_settings
from feedback.settings.section import Section
from feedback.steps.night import run_night
from tests.fakes import WordRedactor
from tests.steps.company import outbox_files
from tests.steps.words_told import changes_of, headline_of, message_in

DEMO = Path("config/demo")
PLANNED = "counts: a fix is planned for version 4.18, expected 2026-03-09"
SLIPPED = "counts: a fix is in progress; slipped by 1 day to 2026-03-10"
BEGUN = "counts: a fix is in progress for version 4.18, expected 2026-03-10"
RELEASED = "counts: released in version 4.18 on 2026-03-10; workaround changed"
LABELS = "labels: a fix is in progress for version 4.17.3, expected 2026-03-12"
COLOURS = (
    "colours: will not be fixed: The new palette stays. Nearly all requests come from small plans, "
    "no customer has named it as a reason to leave, and a second theme would have to be maintained "
    "on every screen. To be looked at again with the design system in the autumn."
)
STORY = {"T-1130": "counts", "T-1243": "labels", "T-1060": "colours", "T-1123": "sign-on"}

N_AXES = 144
"""Of random directions; with fewer, tickets about nothing happen to lie close to a problem."""


class TruthEmbedder(Embedder):
    """Tickets about the same problem lie close together; what is about none lies alone."""

    model = "truth"

    def __init__(self) -> None:
        with (DEMO / "truth.csv").open(encoding="utf-8") as file:
            truth = {row["ticket_id"]: row["problem"] for row in csv.DictReader(file)}
        redactor = WordRedactor()
        self._problem: dict[str, str] = {}
        source = FileTicketSource("helpdesk", DEMO / "tickets" / "*.jsonl")
        for page in (page for until in NIGHTS for page in source.pages(None, until)):
            for raw in page.tickets:
                words = (redactor.mask(raw.subject).text, redactor.mask(raw.body).text)
                self._problem[embeddable_text(*words)] = truth.get(raw.key, "") or raw.key

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), N_AXES), dtype=np.float32)
        for row, text in enumerate(texts):
            own = _direction(text) * 0.05
            total = _direction(self._problem.get(text, text)) + own
            vectors[row] = total / np.linalg.norm(total)
        return vectors


class OneLanguage:
    def detect(self, texts: Sequence[str]) -> Sequence[str]:
        return ["en"] * len(texts)


def _direction(name: str) -> np.ndarray:
    seed = int.from_bytes(name.encode()[-8:], "big") + len(name)
    return np.random.default_rng(seed).standard_normal(N_AXES).astype(np.float32)


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Of each night its messages, one line each, by reader."""
    folder = tmp_path_factory.mktemp("demo")
    settings = load_settings(Path("config/demo.toml"))
    patch = pytest.MonkeyPatch()
    patch.setattr(texts, "open_embedder", lambda _settings: TruthEmbedder())
    patch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())
    patch.setattr(texts, "LinguaDetector", lambda *_: OneLanguage())
    settings = settings.model_copy(
        update={
            "store": _with(settings.store, url=f"sqlite:///{folder}/store.db"),
            "outbox": _with(settings.outbox, path=folder / "outbox"),
        }
    )
    pipeline = open_pipeline(settings)
    patch.undo()
    nights: list[list[str]] = []
    seen: set[str] = set()
    for as_of in NIGHTS:
        run_night(pipeline, as_of)
        files = {
            name: message_in(text)
            for name, text in outbox_files(folder).items()
            if name.startswith("messages/") and name.endswith(".json") and name not in seen
        }
        seen |= files.keys()
        with pipeline.store.begin() as tx:
            stories = {
                f"FB-{tx.issues.issue_of(ticket_id)}": story
                for key, story in STORY.items()
                for ticket_id in tx.tickets.with_keys([key]).get(key, ())
            }
        nights.append(sorted(_line(message, stories) for message in files.values()))
    return nights


def _with(section: Section, **changes: object) -> Section:
    return section.model_copy(update=changes)


def _line(message: Message, stories: dict[str, str]) -> str:
    """`Ada Lindgren | counts: a fix is planned for …: T-1101 T-1184`."""
    parts: list[str] = [message.reader]
    if isinstance(message, Digest):
        told = [(stories[issue_label(item.issue_id)], item) for item in message.news]
        for story, item in sorted(told, key=lambda pair: pair[0]):
            tickets = " ".join(sorted(ticket.key for ticket in item.tickets))
            parts.append(f"{story}: {'; '.join(changes_of(item))}: {tickets}")
    elif isinstance(message, ProductNews):
        parts.append(headline_of(message))
    else:
        assert isinstance(message, Escalation)
        why = not_current_words(message.why)
        story = stories[issue_label(message.issue_id)]
        parts.append(f"{story}: {why}, step {int(message.step)}")
    return " | ".join(parts)


def test_on_the_first_night_those_who_hold_lost_counts_hear_the_plan_and_product_what_is_new(
    messages: Sequence[Sequence[str]],
) -> None:
    assert messages[0] == [
        "#product-feedback | 15 new",
        f"Ada Lindgren | {PLANNED}: T-1101 T-1184",
        f"Beatriz Lopes | {PLANNED}: T-1145",
        f"Carlo Tan | {PLANNED}: T-1212",
        f"Chloe Osei | {PLANNED}: T-1194",
        f"Daniel Reyes | {PLANNED}: T-1170",
        f"Inês Carvalho | {PLANNED}: T-1169",
        f"Jhoanna Salazar | {PLANNED}: T-1031 T-1149 T-1191",
        f"Marek Dvořák | {PLANNED}: T-1111 T-1130",
        f"Rico Manalo | {PLANNED}: T-1112 T-1215",
        f"Tiago Moura | {PLANNED}: T-1200",
        f"Yuki Tanabe | {PLANNED}: T-1107 T-1127",
    ]


def test_on_the_second_the_plan_has_slipped_labels_spike_and_sign_on_owes_a_plan(
    messages: Sequence[Sequence[str]],
) -> None:
    """Bea hears of the counts for the first time, so she hears where the plan stands. Nobody has
    planned anything about single sign-on, and a day is over."""
    assert messages[1] == [
        "#product-feedback | 1 spiking, 1 new",
        "#product-owners | sign-on: no plan, step 1",
        f"Ada Lindgren | {SLIPPED}: T-1101 T-1184 T-1289",
        f"Bea Villanueva | {BEGUN}: T-1231",
        f"Beatriz Lopes | {SLIPPED}: T-1145 T-1294",
        f"Carlo Tan | {SLIPPED}: T-1212",
        f"Chloe Osei | {SLIPPED}: T-1194",
        f"Daniel Reyes | {SLIPPED}: T-1170",
        f"Inês Carvalho | {SLIPPED}: T-1169",
        f"Jhoanna Salazar | {SLIPPED}: T-1031 T-1149 T-1191",
        f"Marek Dvořák | {SLIPPED}: T-1111 T-1130 T-1285",
        f"Rico Manalo | {SLIPPED}: T-1112 T-1215",
        f"Tiago Moura | {SLIPPED}: T-1200",
        f"Yuki Tanabe | {SLIPPED}: T-1107 T-1127",
    ]


def test_on_the_third_counts_are_released_labels_have_a_plan_and_the_colours_stay(
    messages: Sequence[Sequence[str]],
) -> None:
    """The odd label ticket of the first night, T-1226, was put elsewhere before the wave came."""
    assert messages[2] == [
        f"Ada Lindgren | {RELEASED}: T-1101 T-1184 T-1289 | {LABELS}: T-1244 T-1253 T-1269 T-1280",
        f"Bea Villanueva"
        f" | {COLOURS}: T-1048 T-1065 T-1261 T-1347 T-1351"
        f" | {RELEASED}: T-1231"
        f" | {LABELS}: T-1265 T-1279 T-1282 T-1298 T-1349",
        f"Beatriz Lopes | {RELEASED}: T-1145 T-1294",
        f"Carlo Tan | {COLOURS}: T-1049 T-1053 | {RELEASED}: T-1212 | {LABELS}: T-1276",
        f"Chloe Osei | {RELEASED}: T-1194 | {LABELS}: T-1247 T-1258 T-1262 T-1272 T-1290 T-1338",
        f"Daniel Reyes"
        f" | {COLOURS}: T-1318"
        f" | {RELEASED}: T-1170 T-1330"
        f" | {LABELS}: T-1243 T-1248 T-1339 T-1355",
        f"Inês Carvalho | {RELEASED}: T-1169",
        f"Jhoanna Salazar"
        f" | {COLOURS}: T-1159 T-1219 T-1284 T-1287 T-1327 T-1336"
        f" | {RELEASED}: T-1031 T-1149 T-1191 T-1350"
        f" | {LABELS}: T-1255 T-1278 T-1283 T-1334",
        f"Marek Dvořák"
        f" | {COLOURS}: T-1190 T-1291"
        f" | {RELEASED}: T-1111 T-1285"
        f" | {LABELS}: T-1254 T-1260 T-1326",
        f"Rico Manalo"
        f" | {COLOURS}: T-1179 T-1221 T-1236 T-1257 T-1295"
        f" | {RELEASED}: T-1215"
        f" | {LABELS}: T-1246 T-1249 T-1268 T-1310 T-1325",
        f"Tiago Moura | {RELEASED}: T-1200 | {LABELS}: T-1251",
        f"Yuki Tanabe | {RELEASED}: T-1127 | {LABELS}: T-1226 T-1313 T-1322",
        "desk.lead@brightwater.example | sign-on: no plan, step 2",
        "product.operations@palletry.example | sign-on: no plan, step 2",
    ]
