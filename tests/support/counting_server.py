"""A static server that counts: text is gzipped as GitHub Pages does it, everything else goes as it lies there."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm"}  # fmt: skip
ZIPPED = {".html", ".css", ".js", ".json", ".svg"}


@dataclass
class Log:
    """The requests since the last look: path and bytes of the body as sent; and when each came, in seconds since 1970."""

    rows: list[tuple[str, int]] = field(default_factory=list)
    came: list[float] = field(default_factory=list)

    def take(self) -> list[tuple[str, int]]:
        """The rows, and begin anew."""
        rows, self.rows, self.came = self.rows, [], []
        return rows


@lru_cache(maxsize=4096)
def body_of(path: str) -> tuple[bytes, dict[str, str]]:
    """What is sent of a file."""
    file = Path(path)
    data = file.read_bytes()
    headers = {"Content-Type": TYPES.get(file.suffix, "application/octet-stream")}
    if file.suffix in ZIPPED:
        return gzip.compress(data, 6), {**headers, "Content-Encoding": "gzip"}
    return data, headers


@contextmanager
def counting(folder: Path) -> Iterator[tuple[str, Log]]:
    """Serve a folder; its address, and the log."""
    log = Log()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Send a file, and write it down."""
            log.came.append(time.time())
            path = folder / self.path.split("?")[0].lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            found = path.is_file()
            data, headers = body_of(str(path)) if found else (b"", {})
            self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
            for name, value in {
                **headers,
                "Content-Length": str(len(data)),
                "Cache-Control": "max-age=600",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
            log.rows.append((self.path, len(data)))

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", log
    server.shutdown()
