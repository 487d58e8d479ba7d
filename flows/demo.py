"""`make demo`: the three nights of the demo through the real flow, offline."""

import os
from pathlib import Path

HOME = Path("var/prefect-demo")


def main() -> None:
    """Play the demo, every night's steps as tasks of one flow."""
    _use_a_server_of_our_own()
    from feedback.terminal.console import err

    err.print("Starting Prefect's temporary server (10 to 30 seconds) …")
    # Prefect reads its settings when it is imported.
    from prefect import flow

    from feedback.demo import play
    from flows.nightly import run_flow_night

    @flow(name="demo")
    def demo() -> None:
        play(run_flow_night)

    demo()


def _use_a_server_of_our_own() -> None:
    """Quiet, without telemetry, and whatever server this shell or a profile may be set to."""
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    # Prefect makes the last folder of its home, not the ones above it.
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "PREFECT_HOME": str(HOME.resolve()),
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Its own limit is 20 s; a new home on a busy machine can take longer.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }


if __name__ == "__main__":
    main()
