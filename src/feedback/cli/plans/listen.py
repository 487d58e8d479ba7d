"""`feedback listen`: hears the buttons under the messages in Slack."""

import signal
from threading import Event
from typing import Any

import typer

from feedback.cli.options import DEFAULT_CONFIG, Config


def listen(config: Config = DEFAULT_CONFIG) -> None:
    """Hear the buttons in Slack and record the answers, until it is stopped (Ctrl-C)."""
    from feedback.bootstrap import open_listener
    from feedback.settings import load_settings

    run = open_listener(load_settings(config), typer.echo)
    stopped = Event()

    def stop(*_: Any) -> None:
        stopped.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    run(stopped)
