"""What the report shows of the writes to Jira and Slack."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from feedback.adapters.store import SqlStore
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.plans.plan_change import PlanSlipped
from feedback.domain.publishing.effect import EffectState, plan_effect
from feedback.domain.publishing.work_item import PublishPolicy, work_item_content
from tests.message_examples import affected, digest, plan, plan_news
from tests.web.night_on_paper import NIGHT, TICKET_URL, Paper, line, ranked, write_night
from tests.web.page_reading import page, words


def test_a_work_item_says_what_changed_against_the_write_before(
    store: SqlStore, tmp_path: Path
) -> None:
    write_night(store, Paper())
    with store.begin() as tx:
        first = tx.effects.last_of("FB-1")
        assert first is not None
        done = replace(first, state=EffectState.DONE, remote_key="PROD-7")
        tx.effects.put(done)
        more = ranked(Paper(priority="Highest", lines=(line("Acme", "900.00"),)))
        second = plan_effect(
            "FB-1",
            work_item_content(more, PublishPolicy()),
            last=done,
            rank=Decimal(900),
            now=NIGHT,
        )
        assert second is not None
        tx.effects.put(second)
    text = words(page(store, tmp_path))
    assert "PROD-7 Export loses rows Highest planned FB-1 · " in text
    assert "priority High → Highest; impact $500.00 → $900.00" in text
    assert "1 receipt line changed Acme $500.00 → $900.00" in text


def test_a_refused_write_asks_for_somebody_and_says_why(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    with store.begin() as tx:
        effect = tx.effects.last_of("FB-1")
        assert effect is not None
        why = "Jira refused project FOO (404). Nothing was written."
        tx.effects.put(replace(effect, state=EffectState.FAILED, n_attempts=1, last_error=why))
    text = words(page(store, tmp_path))
    assert "Writes that need somebody: 1 write refused. They are marked under Jira" in text
    assert "failed after 1 attempt: Jira refused project FOO (404). Nothing was written." in text


def test_a_message_reads_as_its_support_agent_gets_it(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    ticket = affected(
        "T-1", url=TICKET_URL, subject="Rows gone", customer="Acme", segment="enterprise"
    )
    content = digest(
        plan_news(
            1,
            PlanSlipped(date(2026, 3, 19), date(2026, 3, 20)),
            title="Export loses rows",
            plan=plan(status=FixStatus.IN_PROGRESS, target_version="4.18", owner="Ilse"),
            tickets=(ticket,),
        )
    )
    with store.begin() as tx:
        effect = plan_effect(
            "support-agent:ada",
            content,
            last=None,
            rank=Decimal(1),
            now=NIGHT,
        )
        assert effect is not None
        tx.effects.put(effect)
    html = page(store, tmp_path)
    assert (
        "Ada Lindgren direct message to the support agent planned F Feedback APP 03:00 "
        "1 issue behind one of your open tickets: slipped. "
        "FB-1 Export loses rows Slipped by 1 day to 20 Mar 2026. "
        "In progress, version 4.18 · Ilse, 9 Mar 2026 You can tell the customer: "
        "Our product team is working on this; we will let you know when we have a date. "
        "Your tickets: "
        "T-1 Acme enterprise · Rows gone"
    ) in words(html)
    assert f'<a href="{TICKET_URL}" rel="noopener noreferrer">T-1</a>' in html
