"""Builds again whenever a file of the archive changes; with a server that reloads the browser, or without one."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from multiprocessing.connection import Connection
from pathlib import Path

import watchfiles

from dispatch import StringerError
from newsroom.checkout import ROOT
from newsroom.serving import Handler, open_server

SCRIPT_PATH = "-stringer-reload.js"
EVENTS_PATH = "-stringer-reload"
SCRIPT = b"""// Sent by the livereload task only; no built page knows of it.
const source = new EventSource(new URL("-stringer-reload", import.meta.url));
const base = new URL(".", import.meta.url).pathname;
const here = () => {
  const path = decodeURI(location.pathname).slice(base.length);
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
};
let box = null;
const show = (text) => {
  box ??= document.body.appendChild(document.createElement("pre"));
  box.setAttribute("role", "alert");
  Object.assign(box.style, { position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", margin: "0",
    padding: "1rem", background: "#7a1f1f", color: "#fff", font: "1rem/1.4 monospace", whiteSpace: "pre-wrap", zIndex: "9" });
  box.textContent = text;
};
source.addEventListener("failed", (event) => show(JSON.parse(event.data)));
source.addEventListener("styled", () => {
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) link.href = link.href.replace(/(\\?.*)?$/, `?${Date.now()}`);
});
source.addEventListener("built", (event) => {
  box?.remove();
  box = null;
  const names = JSON.parse(event.data);
  if (names === null || names.includes(here())) location.reload();
});
"""
# Seconds between two signs of life; a browser that has left is noticed by them.
HEARTBEAT_S = 15.0
# Milliseconds without a change after which nobody waits for a page, and the index is made up for.
QUIET_MS = 3_000
# So many changed pages are told by name; more, and every page reloads.
MOST_NAMES = 2_000


class Reloader:
    """Keeps the last piece of news for browsers, and lets them wait for the next one."""

    def __init__(self) -> None:
        self.generation = 0
        self.changed = threading.Condition()
        self._event, self._data = "built", "null"

    def announce(self, names: Iterable[str] | None = None, *, is_style: bool = False) -> None:
        """Tell every waiting browser that there is a new build, and which pages it changed; None: any."""
        named = None if names is None else sorted(names)
        whole = named is None or len(named) > MOST_NAMES
        self._tell("styled" if is_style else "built", "null" if whole else json.dumps(named))

    def fail(self, text: str) -> None:
        """Tell every browser why the site is not built; one that comes later hears it too."""
        self._tell("failed", json.dumps(text))

    def _tell(self, event: str, data: str) -> None:
        with self.changed:
            self.generation += 1
            self._event, self._data = event, data
            self.changed.notify_all()

    def answer(self, handler: Handler) -> bool:
        """Answer the two paths that belong to reloading; False for all others."""
        path = handler.path.removeprefix(handler.server.base)
        if path == SCRIPT_PATH:
            handler.send_body(HTTPStatus.OK, "text/javascript; charset=utf-8", SCRIPT)
            return True
        if path != EVENTS_PATH:
            return False
        handler.send_response(HTTPStatus.OK)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Cache-Control", "no-store")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for event in self.events():
            handler.wfile.write(event)
            handler.wfile.flush()
        return True

    def events(self) -> Iterator[bytes]:
        """The stream one browser reads: a beat now and then, and the news from now on."""
        seen = self.generation
        yield b": here\n\n"
        if self._event == "failed":
            yield self._said()
        while True:
            with self.changed:
                self.changed.wait_for(lambda seen=seen: self.generation != seen, HEARTBEAT_S)  # type: ignore[misc]
                news = self.generation != seen
                seen = self.generation
                said = self._said()
            yield said if news else b": beat\n\n"

    def _said(self) -> bytes:
        return f"event: {self._event}\ndata: {self._data}\n\n".encode()


@dataclass(frozen=True, slots=True)
class Built:
    """What one build did: the names of changed files, or why there is none."""

    names: tuple[str, ...] = ()
    error: str = ""


class Builder:
    """A process that builds one archive again and again, and remembers it; a new one where code has changed."""

    def __init__(self, content: Path, output: Path, *, preview: bool) -> None:
        self._content, self._output, self._preview = content, output, preview
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    def build(self, *, with_search: bool = True) -> Built:
        """Bring the output up to date, without the index if somebody waits."""
        line = self._started()
        try:
            line.send(with_search)
            found: Built = line.recv()
        except (EOFError, OSError):
            self.stop()
            return Built(
                error="stringer: the build ended before it was done\n    fix: save the file once more"
            )
        return found

    def stop(self) -> None:
        """End the process; the next build starts another."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.join(5)
            if self._process.is_alive():
                self._process.kill()
            self._process = None

    def _started(self) -> Connection:
        if self._line is None or self._process is None or not self._process.is_alive():
            self.stop()
            context = multiprocessing.get_context("spawn")
            self._line, other = context.Pipe()
            self._process = context.Process(
                target=_serve_builds, args=(other, self._content, self._output, self._preview), daemon=False
            )
            self._process.start()
            other.close()
        return self._line


def _serve_builds(line: Connection, content: Path, output: Path, preview: bool) -> None:
    """Build whenever the line asks, until it is closed."""
    import signal

    from newsroom.build import rebuild_warm, warm

    # Ctrl-C is for the task that serves; it closes the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quick = None
    with contextlib.suppress(EOFError, OSError):
        while True:
            with_search = line.recv()
            try:
                quick = quick or warm(content, output, preview=preview)
                line.send(Built(rebuild_warm(quick, with_search=with_search).names))
            except StringerError as error:
                line.send(Built(error=str(error)))
            except Exception as error:  # noqa: BLE001  (said on the page; the next change tries again)
                quick = None
                line.send(Built(error=f"{type(error).__name__}: {error}"))


def watched(content: Path) -> list[Path]:
    """What a page is made of: the archive, the theme, the code and the settings."""
    places = [content, ROOT / "theme", ROOT / "plugins", ROOT / "pelicanconf.py", ROOT / "publishconf.py"]
    return [place for place in places if place.exists()]


def changes(content: Path, stop: threading.Event | None = None) -> Iterator[set[Path]]:
    """Which files changed, each time some did; none when all has been quiet for a while."""
    quiet = {"rust_timeout": QUIET_MS, "yield_on_timeout": True}
    with contextlib.suppress(KeyboardInterrupt):
        for batch in watchfiles.watch(*watched(content), stop_event=stop, debounce=200, step=40, **quiet):  # type: ignore[arg-type]
            yield {Path(path) for _kind, path in batch}


def is_code(paths: Iterable[Path]) -> bool:
    """Whether a change needs a new process: Python, or the settings."""
    return any(path.suffix == ".py" for path in paths)


def follow(content: Path, builder: Builder, reloader: Reloader) -> None:
    """Build at every change, tell the browsers, and make up for the index when nobody waits."""
    is_due = False
    for paths in changes(content):
        if paths:
            if is_code(paths):
                builder.stop()
            is_due = turn(paths, builder, reloader) or is_due
        elif is_due:
            builder.build()
            is_due = False


def turn(paths: set[Path], builder: Builder, reloader: Reloader) -> bool:
    """One build after a change, without the index; True if it is good. A failed one leaves the last good site up."""
    done = builder.build(with_search=False)
    if done.error:
        print(f"{done.error}\nThe last good site stays up.", file=sys.stderr, flush=True)
        reloader.fail(done.error)
        return False
    print(f"{len(paths)} changed; {len(done.names)} files made anew", flush=True)
    reloader.announce(done.names, is_style=all(path.suffix == ".css" for path in paths))
    return True


def regenerate(content: Path, output: Path) -> int:
    """Build now and at every change until Ctrl-C."""
    builder = Builder(content, output, preview=False)
    try:
        first = builder.build()
        if first.error:
            print(first.error, file=sys.stderr, flush=True)
        print("Watching for changes. Stop with Ctrl-C.", flush=True)
        follow(content, builder, Reloader())
    finally:
        builder.stop()
    return 0


def livereload(content: Path, folder: Path, *, port: int, base: str = "/") -> int:
    """Serve with drafts and build at every change until Ctrl-C.

    A build puts nothing in its place before it is whole, so a failed one leaves the last good site up.
    """
    builder, reloader = Builder(content, folder, preview=True), Reloader()
    try:
        first = builder.build()
        if first.error:
            print(first.error, file=sys.stderr, flush=True)
            return 1
        with open_server(port, folder, base, reloader.answer) as server:
            server.inject = f'<script type="module" src="{server.base}{SCRIPT_PATH}"></script>'.encode()
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(f"The site is at {server.address}, drafts included. Stop with Ctrl-C.", flush=True)
            follow(content, builder, reloader)
            server.shutdown()
    finally:
        builder.stop()
    return 0
