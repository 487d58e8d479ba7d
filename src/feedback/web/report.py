"""The report: one HTML file that needs nothing but itself."""

import base64
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from feedback import display
from feedback.domain.impact.measure_words import (
    HOW_TO_SEE_MONEY,
    RANKED_BY_CUSTOMERS,
    change_words,
)
from feedback.domain.issues.issue import issue_label
from feedback.domain.message import headline, items, n_put_off, note
from feedback.domain.plans.messages.digest_words import more_tomorrow, say_to_customer
from feedback.domain.plans.messages.escalation_words import not_current_words
from feedback.domain.plans.plan_words import found_words
from feedback.domain.plans.timeliness import STAGES
from feedback.domain.publishing.messages.readers import Readers
from feedback.ports import Store
from feedback.queries.plans.timeliness import TimelinessPolicy
from feedback.queries.report import Headline, Report, read_report
from feedback.queries.report_issues import IssueEntry
from feedback.web import charts

N_RECEIPT_LINES = 40
"""Customers of a receipt shown one by one; the rest are summed in one line."""


def write_report(
    store: Store,
    path: Path,
    policy: TimelinessPolicy | None = None,
    readers: Readers | None = None,
) -> None:
    """Write the report of what the store holds now; the file is replaced whole or not at all.

    Without `policy` and `readers` nothing is told by supplier, nor who holds a ticket.
    """
    report = read_report(store, policy=policy or TimelinessPolicy(), readers=readers)
    write_page(render_report(report), path)


def write_page(page: str, path: Path) -> None:
    """Write a page whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(page, encoding="utf-8")
    part.replace(path)


def render_report(report: Report) -> str:
    """The page. The same report always gives the same bytes."""
    environment = page_environment()
    loader = environment.loader
    assert loader is not None, "the environment is made with one below"
    script = loader.get_source(environment, "report.js")[0]
    return environment.get_template("report.html").render(
        report=report,
        headline=report.headline,
        tonight=tonight_words(report.headline) if report.headline else "",
        top_usd=max(
            (issue.ranked.impact.high_usd or Decimal(0) for issue in report.issues),
            default=Decimal(0),
        ),
        top_customers=max((issue.ranked.n_customers for issue in report.issues), default=0),
        ranked_by_customers=RANKED_BY_CUSTOMERS,
        how_to_see_money=HOW_TO_SEE_MONEY,
        titles=_titles(report.issues),
        n_receipt_lines=N_RECEIPT_LINES,
        stages=list(STAGES),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def tonight_words(headline: Headline) -> str:
    """What the newest night brought: `1 spike, 4 new issues and 3 plans changed`."""
    parts = [
        display.count(headline.n_spikes, "spike") if headline.n_spikes else "",
        f"{display.count(headline.n_regressed, 'issue')} regressed" if headline.n_regressed else "",
        f"{display.count(headline.n_fixed, 'issue')} fixed" if headline.n_fixed else "",
        display.count(headline.n_new_issues, "new issue") if headline.n_new_issues else "",
        (
            f"{display.count(headline.n_plan_revisions, 'plan')} changed"
            if headline.n_plan_revisions
            else ""
        ),
    ]
    return display.listed(parts) or "nothing new"


def _titles(issues: Sequence[IssueEntry]) -> dict[str, str]:
    return {issue.label: issue.ranked.issue.title for issue in issues}


def page_environment() -> Environment:
    """Where the templates are found, with the words and charts they use."""
    environment = Environment(
        loader=PackageLoader("feedback.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cents": display.cents,
        "change_words": change_words,
        "clock": display.clock,
        "count": display.count,
        "day": display.day,
        "event_words": display.event_words,
        "link": display.link,
        "listed": display.listed,
        "moment": display.moment,
        "money": display.money,
        "plan_changes": display.plan_changes,
        "plan_words": display.plan_words,
        "found_words": found_words,
        "headline": lambda message: headline(message, display.day),
        "note_of": note,
        "items_of": lambda message: items(message, display.day),
        "label": issue_label,
        "not_current": lambda why: not_current_words(why, display.day),
        "put_off": lambda message: more_tomorrow(n_put_off(message)),
        "say": say_to_customer,
        "priority_level": display.priority_level,
        "sentence": display.sentence,
        "share": display.share,
        "span": display.span,
        "stage": display.stage,
        "signed_money": display.signed_money,
        "trend_words": display.trend_words,
        "state_words": display.state_words,
        "value": display.value,
    }
    environment.globals |= {"bars": charts.bars, "interval_bar": charts.interval_bar}
    return environment
