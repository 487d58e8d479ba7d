"""`feedback cluster --json`: the issues of a file as JSON-ready values."""

from feedback.domain.grouping.clustering import Clustering
from feedback.domain.issues.issue import issue_label
from feedback.terminal.as_json.row import Row


def clustering_as_json(found: Clustering) -> Row:
    """What was read, what was set aside, and every issue, largest first."""
    return {
        "file": found.file_name,
        "columns": found.columns,
        "n_texts": found.n_texts,
        "n_grouped": found.n_grouped,
        "set_aside": found.set_aside,
        "issues": [
            {
                "id": issue_label(issue.issue_id),
                "title": issue.title,
                "n_tickets": issue.n_tickets,
                "quotes": issue.quotes,
            }
            for issue in found.issues
        ],
    }
