"""The report as its reader sees it, and its markup for the checks no reader makes."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from feedback.adapters.store import SqlStore
from feedback.web.report import write_report


def page(store: SqlStore, tmp_path: Path) -> str:
    write_report(store, tmp_path / "out" / "report.html")
    return (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    """What a reader sees, with single spaces."""
    body = re.sub(r"<(style|script|title)>.*?</\1>|<title>.*?</title>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Tags(HTMLParser):
    """Remembers what is open, which ids exist and which of them are linked to."""

    VOID = frozenset(("meta", "br", "hr", "img", "input", "link"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        href = values.get("href") or ""
        if href.startswith("#"):
            self.targets.add(href[1:])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<rect/>` opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
