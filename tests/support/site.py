"""A loopback site whose answers are a table, and which remembers what it was asked."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from legacy_import.capture.fetch import Fetcher, Limits

__all__ = ["Answer", "Site", "open_site"]

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A loopback server whose answers are a table."""

    port: int
    answers: dict[str, list[Answer]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    delay_s: float = 0.0
    scheme: str = "http"
    # Over TLS, the host name that each connection asked for.
    names: list[str | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked, but for robots.txt."""
        return [path for path, _headers in self.asked if path != "/robots.txt"]

    def put(
        self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> None:
        """Answer a path with this from now on."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = [(200, {"Content-Type": kind, **headers}, data)]

    def fetcher(self, **limits: object) -> Fetcher:
        waits: list[float] = []
        made = Fetcher(
            frozenset([("localhost", self.port)]), {}, Limits(**{"pause_s": 0.0, "deadline_s": 5.0, **limits})
        )  # type: ignore[arg-type]
        made.sleep = waits.append
        made.permitted = {}
        self.waits = waits
        return made


@contextmanager
def open_site(encrypted: ssl.SSLContext | None = None) -> Iterator[Site]:
    holder: list[Site] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here = holder[0]
            here.asked.append((self.path, dict(self.headers)))
            time.sleep(here.delay_s)
            answers = here.answers.get(self.path, [(404, {}, b"")])
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up, as it does on a certificate it does not believe, is nothing to print."""

    server = Server(("localhost", 0), Handler)
    holder.append(Site(server.server_address[1], {}))
    if encrypted is not None:
        holder[0].scheme = "https"
        encrypted.sni_callback = lambda _socket, name, _context: holder[0].names.append(name)
        server.socket = encrypted.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield holder[0]
    server.shutdown()
    server.server_close()
    thread.join()
