"""A small web server for this computer only: shows a built site as its host would, with its 404 page and under its path."""

from __future__ import annotations

import errno
import html
import os
import sys
import urllib.parse
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from dispatch.errors import StringerError

HOST = "127.0.0.1"
# Spelled out: the system's own table differs from computer to computer (Windows knows .js as text/plain).
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".pdf": "application/pdf",
}


class ServingError(StringerError):
    """The site cannot be shown."""


class SiteServer(ThreadingHTTPServer):
    """A threaded server that knows which folder it shows; the folder may be exchanged while it runs."""

    daemon_threads = True
    # A search asks for a dozen files at once, and a busy computer takes them late: what finds no place waits for seconds.
    request_queue_size = 128
    # On Windows this would let two servers share one port in silence.
    allow_reuse_address = os.name != "nt"

    def __init__(
        self, port: int, folder: Path, base: str = "/", extend: Callable[[Handler], bool] | None = None
    ) -> None:
        self.folder = folder
        self.base = normal_base(base)
        self.extend = extend
        self.inject = b""
        super().__init__((HOST, port), Handler)

    @property
    def address(self) -> str:
        """Where a browser finds the site."""
        return f"http://{HOST}:{self.server_address[1]}{self.base}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hung up is no news; anything else is said in one line."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            print(f"stringer: a request failed: {error}", file=sys.stderr)


class Handler(BaseHTTPRequestHandler):
    """Answers one request from the server's folder."""

    server: SiteServer
    server_version = "Stringer"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A page or file."""
        if self.server.extend is None or not self.server.extend(self):
            self.answer()

    def do_HEAD(self) -> None:
        """Only what a page or file would come with."""
        self.answer()

    def answer(self) -> None:
        """Send the file, the redirect to a folder's address, or the site's 404 page."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        base = self.server.base
        if path + "/" == base:
            self.redirect(base)
        elif not path.startswith(base):
            self.send_body(HTTPStatus.NOT_FOUND, CONTENT_TYPES[".html"], outside_page(base))
        else:
            self.answer_below(path, path.removeprefix(base))

    def answer_below(self, path: str, below: str) -> None:
        """Send what lies at a path below the site's base."""
        found = locate(self.server.folder, below)
        if found is not None and found.is_dir():
            if not path.endswith("/"):
                return self.redirect(path + "/")
            found = found / "index.html"
        if found is None or not found.is_file():
            missing = self.server.folder / "404.html"
            body = (
                missing.read_bytes()
                if missing.is_file()
                else b"<!doctype html><title>404</title><p>Not found.</p>"
            )
            return self.send_body(HTTPStatus.NOT_FOUND, CONTENT_TYPES[".html"], body)
        kind = CONTENT_TYPES.get(found.suffix.lower(), "application/octet-stream")
        return self.send_body(HTTPStatus.OK, kind, found.read_bytes())

    def redirect(self, path: str) -> None:
        """Send the browser to the same thing's proper address."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        # Two leading slashes would name another host.
        self.send_header("Location", "/" + urllib.parse.quote(path.lstrip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_body(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Send one whole answer."""
        if self.server.inject and kind == CONTENT_TYPES[".html"]:
            head, end, tail = body.rpartition(b"</body>")
            body = head + self.server.inject + end + tail
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say only what went wrong."""
        if isinstance(code, HTTPStatus) and code >= HTTPStatus.BAD_REQUEST:
            print(f"{int(code)} {self.path}", file=sys.stderr)


def normal_base(base: str) -> str:
    """A path that begins and ends with a slash."""
    inner = base.strip("/")
    return f"/{inner}/" if inner else "/"


def locate(folder: Path, below: str) -> Path | None:
    """The file or folder at a decoded path, unless the path leaves the site or is none."""
    parts = [part for part in below.split("/") if part]
    if any(part in {".", ".."} or "\\" in part or ":" in part or not part.isprintable() for part in parts):
        return None
    found = folder.joinpath(*parts)
    if (below and not below.endswith("/")) or found.is_dir():
        return found if found.exists() else None
    return None


def outside_page(base: str) -> bytes:
    """What to say outside the base path, where another site would live."""
    link = html.escape(base)
    return f'<!doctype html><title>404</title><p>The site is at <a href="{link}">{link}</a>.</p>'.encode()


def open_server(
    port: int, folder: Path, base: str, extend: Callable[[Handler], bool] | None = None
) -> SiteServer:
    """A server ready to run; a clear error when there is no site, or the port is taken."""
    if not (folder / "index.html").is_file():
        raise ServingError(f"{folder} holds no built site", fix="build it first: python3 tasks.py build")
    if not 0 <= port < 65536:
        raise ServingError(f"{port} is no port", fix="choose one from 1024 to 65535, for example --port 8001")
    try:
        return SiteServer(port, folder, base, extend)
    except PermissionError as error:
        raise ServingError(
            f"port {port} is not for ordinary programs", fix="choose one above 1023, for example --port 8001"
        ) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise ServingError(
            f"port {port} is taken by another program",
            fix=f"choose another one, for example --port {port + 1}",
        ) from error


def serve(folder: Path, *, port: int, base: str = "/") -> int:
    """Show a built site until Ctrl-C."""
    with open_server(port, folder, base) as server:
        print(f"The site is at {server.address}\nStop with Ctrl-C.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0
