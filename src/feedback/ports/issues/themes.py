"""Themes: issues that belong together."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from feedback.domain.issues.theme import Theme


class Themes(Protocol):
    """One row per theme ever given an id."""

    def all(self) -> Sequence[Theme]:
        """Every theme, in order of id."""
        ...

    def save(self, themes: Iterable[Theme]) -> None:
        """Insert or replace; when a theme was first seen stays."""
        ...
