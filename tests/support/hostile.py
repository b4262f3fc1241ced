"""A loopback server that does to each path what a table says, down to the bytes on the line."""

import socket
import threading
from collections.abc import Callable

from legacy_import.capture.fetch import Fetcher, Limits

__all__ = ["STORY", "WORDS", "Behaviour", "Hostile", "Line"]

WORDS = (
    "<p>The tug was late again, and the harbour master wrote it down in the blue book without a word.</p>" * 5
)
STORY = f'<html><head><meta charset="utf-8"><title>Late tug</title></head><body><h1>Late tug</h1><p class="date">5 February 2004</p>{WORDS}</body></html>'
Behaviour = Callable[["Line"], None]


class Line:
    """One connection, and how often its path was asked for."""

    def __init__(self, sock: socket.socket, count: int) -> None:
        self.sock, self.count = sock, count

    def raw(self, data: bytes) -> None:
        self.sock.sendall(data)

    def head(self, status: str = "200 OK", **headers: object) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.raw("\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *lines, "", ""]).encode())

    def page(self, body: str | bytes = STORY, status: str = "200 OK", **headers: object) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.head(status, Content_Length=len(data), **{"Content_Type": "text/html", **headers})
        self.raw(data)


class Hostile:
    """A loopback server that does to each path what a table says."""

    def __init__(self) -> None:
        self.does: dict[str, Behaviour] = {}
        self.asked: list[str] = []
        self._server = socket.create_server(("localhost", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def _serve(self) -> None:
        while True:
            try:
                sock, _peer = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        with sock:
            try:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += sock.recv(65536)
                path = data.split(b" ", 2)[1].decode()
                self.asked.append(path)
                line = Line(sock, self.asked.count(path))
                self.does.get(path, lambda line: line.page("", "404 Not Found"))(line)
            except OSError:
                return

    def close(self) -> None:
        self._server.close()

    def fetcher(self, **limits: object) -> Fetcher:
        kept = {"pause_s": 0.0, "deadline_s": 1.5, "max_bytes": 1_000_000, **limits}
        fetcher = Fetcher(frozenset([("localhost", self.port)]), {}, Limits(**kept))  # type: ignore[arg-type]
        self.waits: list[float] = []
        fetcher.sleep = self.waits.append
        return fetcher
