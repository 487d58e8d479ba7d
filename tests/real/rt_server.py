"""A real Request Tracker 5 with a database of its own, for as long as the tests need it.

Wants Debian's packages: rt5-db-sqlite, request-tracker5 and rt5-standalone.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
DATABASE = Path("/var/lib/dbconfig-common/sqlite3/request-tracker5/rtdb")
"""As the package made it; it is copied, never written."""
PASSWORD = "password"
"""Of root, in every new Request Tracker."""

_CONFIG = """
Set($rtname, 'test');
Set($Organization, 'test.example');
Set($WebDomain, 'localhost');
Set($WebPort, {port});
Set($WebPath, '');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{database}');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($Timezone, '{zone}');
Set($MailCommand, 'testfile');
1;
"""


def why_not() -> str:
    """Why there is no server here; empty if there can be one."""
    if os.environ.get("TEST_RT") != "1":
        return "takes a minute and a half: make test-rt runs it"
    if shutil.which("perl") is None or not SERVER.is_file():
        return (
            "Request Tracker is not installed: apt-get install rt5-db-sqlite request-tracker5 "
            "rt5-standalone"
        )
    if not os.access(DATABASE, os.R_OK):
        return f"{DATABASE} cannot be read: run as root, or as www-data"
    return ""


class RequestTracker:
    """What a company does in its helpdesk, through the same interface that the source reads."""

    def __init__(self, url: str, database: Path) -> None:
        self.url, self._database = url, database
        self._client = httpx.Client(
            base_url=f"{url}/REST/2.0/", auth=("root", PASSWORD), timeout=60
        )

    def create(self, body: str, **fields: Any) -> int:
        ticket = {"Queue": "General", "Subject": "Help", "Requestor": "ada@example.com",
                  "Content": body, **fields}  # fmt: skip
        return int(self._sent("POST", "ticket", ticket)["id"])

    def update(self, key: int, fields: Mapping[str, Any]) -> None:
        self._sent("PUT", f"ticket/{key}", fields)

    def answer(self, key: int, words: str) -> None:
        self._sent("POST", f"ticket/{key}/correspond", {"Content": words,
                                                        "ContentType": "text/plain"})  # fmt: skip

    def date(self, key: int, changed_at: datetime) -> None:
        """Nobody can wait for hours to pass."""
        with closing(sqlite3.connect(self._database, isolation_level=None)) as database:
            database.execute(
                "UPDATE Tickets SET LastUpdated = ?, Created = min(Created, ?) WHERE id = ?",
                (f"{changed_at:%Y-%m-%d %H:%M:%S}", f"{changed_at:%Y-%m-%d %H:%M:%S}", key),
            )

    def _sent(self, method: str, path: str, content: Any) -> Any:
        answer = self._client.request(method, path, json=content)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def running(folder: Path, zone: str) -> Iterator[RequestTracker]:
    """A server whose users live in `zone`."""
    database, port = folder / "rtdb", _free_port()
    shutil.copyfile(DATABASE, database)
    (folder / "conf.d").mkdir()
    config = folder / "RT_SiteConfig.pm"
    config.write_text(_CONFIG.format(port=port, database=database, zone=zone))
    environment = {
        **os.environ,
        "RT_SITE_CONFIG": str(config),
        "RT_SITE_CONFIG_DIR": str(folder / "conf.d"),
    }
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            ["perl", str(SERVER), "--port", str(port)],
            env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip
        try:
            url = f"http://localhost:{port}"
            _wait_for(url, server, folder / "server.log")
            yield RequestTracker(url, database)
        finally:
            os.killpg(server.pid, 15)
            server.wait(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        try:
            httpx.get(f"{url}/REST/2.0/rt", timeout=5)
            return
        except httpx.TransportError:
            if server.poll() is not None:
                break
            time.sleep(0.5)
    raise RuntimeError(f"Request Tracker did not start: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
