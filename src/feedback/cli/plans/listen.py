"""`feedback listen`: listens for Slack button clicks."""

import signal
from threading import Event
from typing import Any

import typer

from feedback.cli.options import DEFAULT_CONFIG, Config


def listen(config: Config = DEFAULT_CONFIG) -> None:
    """Listen for Slack button clicks and record the answers, until stopped (Ctrl-C)."""
    from feedback.bootstrap import open_listener
    from feedback.settings import load_settings

    run = open_listener(load_settings(config), typer.echo)
    stopped = Event()

    def stop(*_: Any) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    run(stopped)
