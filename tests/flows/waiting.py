"""Waiting for another process."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

_MANY_LOOKS = 450
"""A minute and a half: two busy cores are no fault."""


def wait_until(done: Callable[[], bool], what: str, log: Path | None = None) -> None:
    """Fails the test if it has looked in vain for a long while."""
    for _ in range(_MANY_LOOKS):
        if done():
            return
        time.sleep(0.2)
    pytest.fail(f"Waited in vain until {what}. {log.read_text() if log else ''}")
