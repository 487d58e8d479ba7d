"""How the tests are shared out among workers (pytest-xdist): file by file, the longest first.

Begun last, the longest would keep one worker busy while the others are idle. Files that need the
same slow thing (a model, a server) go to one worker, which loads it once.
"""

import pytest
from xdist.scheduler import LoadFileScheduling

UNITS = (
    # The server that victims are forked from.
    ("tests/kills/test_kills", "tests/adapters/store/test_store.py"),
    # The embedding model, and what finds personal data.
    (
        "tests/adapters/texts/test_embedding",
        "tests/contracts/test_embedder.py",
        "tests/cli/grouping/test_file_commands.py",
        "tests/cli/test_redact_command.py",
        "tests/adapters/texts/test_redaction",
        "tests/adapters/texts/test_privacy.py",
        "tests/adapters/texts/test_secrets.py",
        "tests/contracts/test_text_ports.py",
        "tests/cli/test_real_tickets.py",
    ),
    ("tests/flows/",),  # the Prefect server
    ("tests/steps/publishing/test_every_request_to_jira.py",),
    ("tests/steps/publishing/test_every_request_to_slack.py",),
    ("tests/kills/test_real_program.py",),
)
"""Beginnings of paths. What is named nowhere is a unit of its own and comes after these."""


def unit_of(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    return next((unit[0] for unit in UNITS if path.startswith(unit)), path)


def place_of(item: pytest.Item) -> int:
    """Of its unit in the queue."""
    named = [unit[0] for unit in UNITS]
    unit = unit_of(item.nodeid)
    return named.index(unit) if unit in named else len(named)


class ByUnit(LoadFileScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
