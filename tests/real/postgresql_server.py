"""A PostgreSQL server of one's own for a while, from whatever the machine has installed."""

import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, create_engine, text

OWNER, PASSWORD = "owner", "pa55-of-the-owner"
_OPTIONS = "-c fsync=off -c full_page_writes=off -c listen_addresses=127.0.0.1"


def why_not() -> str:
    """Why there can be no server here; empty if there can."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed: pip install 'feedback-pipeline[postgresql]'"
    if _tools() is None:
        return "no PostgreSQL server is installed: apt-get install postgresql"
    return ""


@dataclass(frozen=True)
class Postgresql:
    port: int
    folder: Path

    def url(self, user: str = OWNER) -> str:
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/postgres"

    def run(self, *statements: str) -> None:
        """As the owner, each in a transaction of its own."""
        url = URL.create("postgresql+psycopg", OWNER, PASSWORD, "127.0.0.1", self.port, "postgres")
        engine = create_engine(url)
        for statement in statements:
            with engine.begin() as connection:
                connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        _do("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        options = f"{_OPTIONS} -c port={self.port} -c unix_socket_directories={self.folder}"
        log = self.folder / "log"
        _do("pg_ctl", "-D", self.folder / "data", "-l", log, "-o", options, "-w", "start")


@contextmanager
def running() -> Iterator[Postgresql]:
    """A new server that lets in by password only; it is gone afterwards."""
    # Not below the tests' own folder, into which only who runs them may look: the server cannot
    # run as root.
    with TemporaryDirectory(prefix="feedback-pg-") as folder:
        yield from _running_in(Path(folder))


def _running_in(folder: Path) -> Iterator[Postgresql]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(folder / "password", "postgres")
    _do(
        "initdb", "-D", folder / "data", "-U", OWNER, "--auth=scram-sha-256",
        "--pwfile", folder / "password", "--encoding=UTF8", "--locale=C", "--no-sync",
    )  # fmt: skip
    server = Postgresql(port, folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _do(tool: str, *arguments: object) -> None:
    tools = _tools()
    assert tools is not None
    command = [str(tools / tool), *map(str, arguments)]
    # The server refuses to run as root. What it inherits would keep a pipe open.
    subprocess.run(
        command, check=True, timeout=60, cwd="/", user="postgres" if os.geteuid() == 0 else None,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _tools() -> Path | None:
    """Debian keeps those of each version apart, and out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None
