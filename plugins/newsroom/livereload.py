"""Builds again whenever a file of the archive changes; with a server that reloads the browser, or without one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import watchfiles

from newsroom.checkout import ROOT
from newsroom.serving import Handler, SiteServer, open_server

SCRIPT_PATH = "-stringer-reload.js"
EVENTS_PATH = "-stringer-reload"
SCRIPT = b"""// Sent by the livereload task only; no built page knows of it.
const source = new EventSource(new URL("-stringer-reload", import.meta.url));
source.addEventListener("built", () => location.reload());
"""
# Seconds between two signs of life; a browser that has left is noticed by them.
HEARTBEAT_S = 15.0


class Reloader:
    """Counts good builds, and lets browsers wait for the next one."""

    def __init__(self) -> None:
        self.generation = 0
        self.changed = threading.Condition()

    def announce(self) -> None:
        """Tell every waiting browser that there is a new build."""
        with self.changed:
            self.generation += 1
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
        """The stream one browser reads: a beat now and then, and an event for every build from now on."""
        seen = self.generation
        yield b": here\n\n"
        while True:
            with self.changed:
                self.changed.wait_for(lambda seen=seen: self.generation != seen, HEARTBEAT_S)  # type: ignore[misc]
                news = self.generation != seen
                seen = self.generation
            yield b"event: built\ndata: 1\n\n" if news else b": beat\n\n"


def build_apart(content: Path, output: Path, *, with_drafts: bool) -> bool:
    """Build in a process of its own, so that changed code counts too; True if the site is whole."""
    environment = {**os.environ, "STRINGER_LIVERELOAD": "1"} if with_drafts else None
    command = [
        sys.executable,
        "-X",
        "utf8",
        "-P",
        "-m",
        "newsroom",
        "build",
        "--content",
        str(content),
        "--output",
        str(output),
    ]
    return subprocess.run(command, env=environment, check=False).returncode == 0


def watched(content: Path) -> list[Path]:
    """What a page is made of: the archive, the theme, the code and the settings."""
    places = [content, ROOT / "theme", ROOT / "plugins", ROOT / "pelicanconf.py", ROOT / "publishconf.py"]
    return [place for place in places if place.exists()]


def changes(content: Path, stop: threading.Event | None = None) -> Iterator[int]:
    """How many files changed, each time some did."""
    with contextlib.suppress(KeyboardInterrupt):
        for batch in watchfiles.watch(*watched(content), stop_event=stop):
            yield len(batch)


def regenerate(content: Path, output: Path) -> int:
    """Build now and at every change until Ctrl-C."""
    build_apart(content, output, with_drafts=False)
    print("Watching for changes. Stop with Ctrl-C.", flush=True)
    for count in changes(content):
        print(f"{count} changed; building again …", flush=True)
        build_apart(content, output, with_drafts=False)
    return 0


def livereload(content: Path, folder: Path, *, port: int, base: str = "/") -> int:
    """Serve with drafts and build at every change until Ctrl-C.

    Two folders take turns: a build goes into the one that is not shown, so a failed build leaves the last good site up.
    """
    shown, other = folder / "a", folder / "b"
    if not build_apart(content, shown, with_drafts=True):
        return 1
    reloader = Reloader()
    with open_server(port, shown, base, reloader.answer) as server:
        server.inject = f'<script type="module" src="{server.base}{SCRIPT_PATH}"></script>'.encode()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"The site is at {server.address}, drafts included. Stop with Ctrl-C.", flush=True)
        for count in changes(content):
            print(f"{count} changed; building again …", flush=True)
            if turn(server, content, other):
                shown, other = other, shown
                reloader.announce()
        server.shutdown()
    return 0


def turn(server: SiteServer, content: Path, folder: Path) -> bool:
    """Build into `folder` and show it if the build is good."""
    if build_apart(content, folder, with_drafts=True):
        server.folder = folder
        return True
    print("The build failed; the last good site stays up.", file=sys.stderr, flush=True)
    return False
