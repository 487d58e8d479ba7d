"""`feedback listen`: listens for Slack button clicks."""

import signal
from threading import Event
from typing import Any

import typer

from feedback.cli.options import Config
from feedback.cli.settings_file import settings_to_write


def listen(config: Config = None) -> None:
    """Listen for Slack button clicks and record the answers, until stopped (Ctrl-C)."""
    settings = settings_to_write(config)
    from feedback.bootstrap import open_listener

    run = open_listener(settings, typer.echo)
    stopped = Event()

    def stop(*_: Any) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    run(stopped)
