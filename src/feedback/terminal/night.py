"""The story of a night, a line for each step."""

from collections.abc import Iterable, Mapping

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from feedback.display import day, moment
from feedback.domain.customers.customers_report import CustomersReport
from feedback.domain.forgetting import RetainReport
from feedback.domain.grouping.group_report import EmbedReport, GroupReport
from feedback.domain.impact.measure_words import at_risk_words, change_words
from feedback.domain.impact.ranking import RankReport
from feedback.domain.issues.issue import issue_label
from feedback.domain.issues.written_title import TitlesReport
from feedback.domain.night import Night, NightStatus, StepReport
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.plans.regression import WatchReport
from feedback.domain.publishing.step_reports import (
    AdoptReport,
    DispatchReport,
    PublishReport,
    ReadBackReport,
)
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reconciliation import ReconcileReport
from feedback.domain.wording import count
from feedback.terminal.console import err, out
from feedback.terminal.work_items import (
    adopt_words,
    dispatch_words,
    publish_words,
    read_back_words,
)

_STEP_WIDTH = 17
_N_DOMAINS = 3
"""Named of those that requesters without a customer write from."""


def show_night(night: Night) -> None:
    """What a night did, in a few lines; its faults go to stderr."""
    out.print(f"[bold]Night of {moment(night.as_of)}[/]: {night.status}")
    # A grid, so that long words go on under themselves.
    steps = Table.grid()
    steps.add_column(min_width=_STEP_WIDTH, no_wrap=True)
    for step, report in night.steps.items():
        words = step_words(report)
        if words:
            steps.add_row(escape(step), escape(words))
    out.print(Padding(steps, (0, 0, 0, 2)))
    for fault in night.faults:
        err.print(f"[red]{escape(fault.step)}[/]: {escape(fault.message)}")
    if night.status is NightStatus.PARTIAL:
        err.print("The night is partial. Run it again with the same --as-of for the missing part.")


def show_pull(pulled: PullReport, *, is_resumed: bool) -> None:
    """What a backfill took in."""
    resumed = " (resumed)" if is_resumed else ""
    out.print(f"{pulled.source}{resumed}: {escape(_pull_words(pulled))}.")
    if pulled.n_repeated:
        out.print(f"{count(pulled.n_repeated, 'ticket')} already stored.")
    out.print("The next night groups what is new.")


def step_words(report: StepReport) -> str:
    """What a step did, in a line that leaves out what did not happen; empty for nothing."""
    match report:
        case PullReport():
            return _pull_words(report)
        case ReconcileReport():
            return _reconcile_words(report)
        case CustomersReport():
            left_out = _counted(report.set_aside)
            return f"{count(report.n_customers, 'customer')}; left out: {left_out}"
        case EmbedReport():
            return ""
        case GroupReport():
            return _group_words(report)
        case TitlesReport():
            return _titles_words(report)
        case RankReport():
            return _rank_words(report)
        case WatchReport():
            return _watch_words(report)
        case ReadBackReport():
            return read_back_words(report)
        case AdoptReport():
            return adopt_words(report)
        case PublishReport():
            return publish_words(report)
        case AdviseReport():
            return _advise_words(report)
        case RetainReport(n_tickets=n):
            return f"{count(n, 'ticket')} removed: too old to keep" if n else ""
        case DispatchReport():
            return dispatch_words(report)


def _pull_words(pulled: PullReport) -> str:
    new = [
        count(pulled.n_new, "new ticket") if pulled.n_new else "",
        f"{pulled.n_changed:,} changed" if pulled.n_changed else "",
        f"{pulled.n_gone:,} deleted at the source" if pulled.n_gone else "",
    ]
    masked, automatic = sum(pulled.masked.values()), sum(pulled.automatic.values())
    parts = [
        _listed(new) or "no new tickets",
        f"{count(masked, 'piece')} of personal data masked" if masked else "",
        f"{count(pulled.n_set_aside, 'row')} set aside ({_counted(pulled.set_aside)})"
        if pulled.n_set_aside
        else "",
        f"{count(automatic, 'automatic message')} ({_counted(pulled.automatic)})"
        if automatic
        else "",
        _unresolved_words(pulled) if pulled.n_unresolved else "",
        _wordless_words(pulled) if pulled.n_wordless else "",
        f"{count(pulled.n_conversations, 'conversation')} read" if pulled.n_conversations else "",
        f"{count(pulled.n_waiting, 'conversation')} left for later nights"
        if pulled.n_waiting
        else "",
        f"{count(pulled.n_same_id, 'row')} with an id given before" if pulled.n_same_id else "",
        _not_understood_words(pulled),
        _listed(pulled.left_out.values()),
        f"{count(pulled.n_left_out, 'row')} left out by the settings" if pulled.n_left_out else "",
        f"{pulled.n_later:,} dated after this night, deferred" if pulled.n_later else "",
    ]
    return "; ".join(part for part in parts if part)


def _unresolved_words(pulled: PullReport) -> str:
    """How many tickets have no known customer, and the domains most of them come from."""
    domains = list(pulled.unresolved_domains.items())[:_N_DOMAINS]
    listed = ", ".join(f"{domain} {n_from:,}" for domain, n_from in domains)
    return f"{pulled.n_unresolved:,} without a known customer" + (f" ({listed})" if listed else "")


def _wordless_words(pulled: PullReport) -> str:
    """How many tickets have no words of their customer yet, and the first of them."""
    first = ", ".join(pulled.wordless[:_N_DOMAINS])
    more = ", …" if pulled.n_wordless > _N_DOMAINS else ""
    return f"{count(pulled.n_wordless, 'ticket')} without words ({first}{more})"


def _not_understood_words(pulled: PullReport) -> str:
    """The fields whose words are not understood, with the most frequent."""
    fields = []
    for name, words in pulled.not_understood.items():
        listed = ", ".join(f'"{word}" {n:,}' for word, n in list(words.items())[:_N_DOMAINS])
        fields.append(f"{name} not understood: {listed}")
    return "; ".join(fields)


def _reconcile_words(report: ReconcileReport) -> str:
    stored, counted = sum(report.stored.values()), sum(report.counted.values())
    return (
        f"{count(stored, 'ticket')} stored of those opened since {day(report.since)}; "
        f"the source counts {counted:,}"
    )


def _group_words(grouped: GroupReport) -> str:
    n_born, n_moved = grouped.n_born, grouped.n_moved
    emerged = f"{count(n_born, 'issue')} emerged from {count(grouped.n_in_new_issues, 'ticket')}"
    parts = [
        f"{count(grouped.n_joined, 'ticket')} joined an issue" if grouped.n_joined else "",
        emerged if n_born else "",
        f"{count(n_moved, 'ticket')} changed issue ({grouped.churn:.1%})" if n_moved else "",
        f"{count(grouped.n_waiting, 'ticket')} in no issue" if grouped.n_waiting else "",
        f"{count(grouped.n_echoes, 'ticket')} repeating another from the same requester"
        if grouped.n_echoes
        else "",
    ]
    return _listed(parts) or "nothing new"


def _titles_words(report: TitlesReport) -> str:
    parts = [
        f"{count(report.n_written, 'title')} written" if report.n_written else "",
        f"{report.n_refused:,} refused" if report.n_refused else "",
        report.fault,
    ]
    return _listed(parts)


def _rank_words(ranked: RankReport) -> str:
    parts = [
        _size_words(ranked),
        change_words(ranked.measured_before) if ranked.measured_before else "",
        f"{ranked.n_spikes:,} spiking" if ranked.n_spikes else "",
        f"{ranked.n_spikes_over:,} no longer spiking" if ranked.n_spikes_over else "",
    ]
    return _listed(parts)


def _size_words(ranked: RankReport) -> str:
    issues = count(ranked.n_issues, "issue")
    if ranked.impact_usd is not None:
        return f"{issues}, {at_risk_words(ranked.impact_usd)}"
    if not ranked.n_issues:
        return issues
    customers, tickets = count(ranked.n_customers, "customer"), count(ranked.n_tickets, "ticket")
    return f"{issues} with {tickets} from {customers}"


def _watch_words(watched: WatchReport) -> str:
    parts = [
        f"{count(watched.n_regressed, 'issue')} regressed" if watched.n_regressed else "",
        f"{count(watched.n_fixed, 'issue')} fixed" if watched.n_fixed else "",
    ]
    return _listed(parts)


def _advise_words(advised: AdviseReport) -> str:
    contradictory = ", ".join(issue_label(issue_id) for issue_id in advised.contradictory_plans)
    unread = advised.n_tickets_without_reader
    parts = [
        f"{count(advised.n_revisions, 'fix plan')} changed" if advised.n_revisions else "",
        f"{count(advised.n_planned, 'message')} to send" if advised.n_planned else "",
        f"{count(advised.n_notes_planned, 'note')} to write" if advised.n_notes_planned else "",
        f"{count(advised.n_plans_overdue, 'fix plan')} overdue" if advised.n_plans_overdue else "",
        f"{count(unread, 'open ticket')} with news and no reader" if unread else "",
        _unknown_assignee_words(advised),
        f"contradictory plans for {contradictory}" if contradictory else "",
    ]
    return _listed(parts) or "nothing new"


def _unknown_assignee_words(advised: AdviseReport) -> str:
    """Whom the roster does not know, with the number of their open tickets."""
    unknown = advised.unknown_assignees
    if not unknown:
        return ""
    listed = ", ".join(f"{name} {n:,}" for name, n in list(unknown.items())[:_N_DOMAINS])
    n_tickets = sum(unknown.values())
    return f"{count(n_tickets, 'open ticket')} of assignees not in the roster ({listed})"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {what}" for what, n in counts.items())


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)
