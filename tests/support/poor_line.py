"""Serves a site as a poor line brings it: a page comes tag by tag, and the reader sees what has come so far."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# The head of the page and what stands under it come tag by tag, what follows by the dozen.
_ONE_BY_ONE, _THEN = 70, 12
# Longer than a picture of the screen takes (1/60 s), so that each piece is shown.
_PAUSE_S = 0.025


def pieces(page: bytes) -> Iterator[bytes]:
    """A page, cut before its opening tags: no word is parted. All up to the body is one piece, as one packet brings it."""
    body = page.index(b"<body")
    yield page[:body]
    tags = [found.start() for found in re.finditer(rb"<(?=\w)", page[body:])]
    cuts = [body + at for at in (*tags[:_ONE_BY_ONE], *tags[_ONE_BY_ONE::_THEN])]
    for start, end in zip(cuts, [*cuts[1:], len(page)], strict=True):
        yield page[start:end]


class _Line(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing: tests read the page, not the log."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() else path
        if page.suffix != ".html" or not page.is_file():
            super().do_GET()
            return
        content = page.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for piece in pieces(content):
            self.wfile.write(piece)
            time.sleep(_PAUSE_S)


@contextmanager
def poor_line(folder: Path) -> Iterator[str]:
    """The address of a folder that is served so meanwhile, with a slash at its end."""
    handler = partial(_Line, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
