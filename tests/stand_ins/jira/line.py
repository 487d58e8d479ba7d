"""The line to a stand-in for Jira: in-process or over HTTP, with faults."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Protocol

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import ProtocolError

from tests.stand_ins.faults import Killed

URL = "https://acme.atlassian.net"
EMAIL = "feedback@acme.example"
TOKEN = "tok-very-secret"


@dataclass
class Answer:
    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        if isinstance(self.content, str):
            return self.content.encode()
        return b"" if self.content is None else json.dumps(self.content).encode()


class Site(Protocol):
    """What answers at the other end."""

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer: ...


def played(fault: str, do: Callable[[], Answer]) -> Answer:
    """The answer of `do`, or what the fault makes of it.

    Raises `requests.ConnectionError` for a dropped connection, `Killed` for our own end.
    """
    match fault:
        case "dropped before":
            raise _dropped()
        case "killed before":
            raise Killed
        case "broken before":
            return Answer(500, {"errorMessages": ["Internal server error"]})
        case "too many":
            return Answer(
                429,
                {"errorMessages": ["Rate limit exceeded."]},
                {"Retry-After": "30", "RateLimit-Reason": "jira-burst-based"},
            )
    answer = do()
    match fault:
        case "dropped after":
            raise _dropped()
        case "killed after":
            raise Killed
        case "broken after":
            return Answer(500, {"errorMessages": ["Internal server error"]})
    return answer


class InProcess(BaseAdapter):
    """Carries requests to the site without a network."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        target = (request.url or "").removeprefix(URL)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        answer = self._site.answer(request.method, target, dict(request.headers), body)
        made = requests.Response()
        made.status_code, made.url, made.request = answer.status, request.url or "", request
        made.headers.update({"Content-Type": "application/json", **answer.headers})
        made._content = answer.body
        made.raw = HTTPResponse()
        return made

    def close(self) -> None:
        """Nothing is held."""


@contextmanager
def serve(site: Site) -> Iterator[str]:
    """The site on a port of this machine, for programs that are run as a whole. Yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                answer = site.answer(self.command, self.path, dict(self.headers), body)
            except (requests.ConnectionError, Killed):
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - the names http.server looks for

        def log_message(self, *_: Any) -> None:
            """Tests read what was asked from the site."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _dropped() -> requests.ConnectionError:
    return requests.ConnectionError(
        ProtocolError("Connection aborted.", RemoteDisconnected("closed without response"))
    )
