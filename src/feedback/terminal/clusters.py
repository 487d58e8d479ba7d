"""The issues of a file that was grouped once."""

from rich.markup import escape
from rich.table import Table

from feedback.domain.grouping.clustering import Clustering
from feedback.domain.issues.issue import issue_label
from feedback.terminal.console import out

_N_ISSUES = 20


def show_clusters(found: Clustering) -> None:
    """The largest issues: how many tickets, the title, a customer's words."""
    read = " and ".join(
        f'"{found.columns[name]}"' for name in ("subject", "body") if name in found.columns
    )
    out.print(f"Read {escape(read)} of {escape(found.file_name)}.", highlight=False)
    if not found.issues:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("issue", no_wrap=True)
    table.add_column("tickets", justify="right", no_wrap=True)
    table.add_column("title and a customer's words")
    for issue in found.issues[:_N_ISSUES]:
        quote = f"\n[dim]“{escape(issue.quotes[0])}”[/]" if issue.quotes else ""
        table.add_row(
            issue_label(issue.issue_id), f"{issue.n_tickets:,}", f"{escape(issue.title)}{quote}"
        )
    out.print(table)
    if len(found.issues) > _N_ISSUES:
        out.print(f"[dim]… and {len(found.issues) - _N_ISSUES} more[/]")
