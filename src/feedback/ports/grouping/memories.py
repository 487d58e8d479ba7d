"""What the grouping engine keeps from night to night."""

from typing import Protocol

from feedback.domain.grouping import Memory


class Memories(Protocol):
    """The memory of one embedding model: the one the tickets are grouped with."""

    def model(self) -> str | None:
        """The embedding model the tickets are grouped with; None before the first night."""
        ...

    def of(self, model: str) -> Memory | None:
        """What the grouping engine kept of the last night with this model."""
        ...

    def keep(self, model: str, memory: Memory) -> None:
        """Keep it instead of any other."""
        ...
