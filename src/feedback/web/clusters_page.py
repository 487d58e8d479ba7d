"""The page of a file that was grouped once: one HTML file that needs nothing but itself."""

from pathlib import Path

from feedback.domain.grouping.clustering import Clustering
from feedback.web.report import page_environment, write_page


def write_clusters(found: Clustering, path: Path) -> None:
    """Write the page; the file is replaced whole or not at all."""
    write_page(render_clusters(found), path)


def render_clusters(found: Clustering) -> str:
    """The page. The same issues always give the same bytes."""
    most = max((issue.n_tickets for issue in found.issues), default=1)
    return page_environment().get_template("clusters.html").render(found=found, most=most)
