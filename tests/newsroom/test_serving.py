"""The local server shows a site as its host would, and nothing beside it."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dispatch.errors import StringerError
from newsroom import serving

Get = Callable[[str], http.client.HTTPResponse]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A tiny built site, and a secret beside it."""
    folder = tmp_path / "output"
    (folder / "search" / "client").mkdir(parents=True)
    (folder / "about").mkdir()
    (folder / "index.html").write_text("<html><body>Home</body></html>", encoding="utf-8")
    (folder / "about" / "index.html").write_text("<html><body>Haqqında</body></html>", encoding="utf-8")
    (folder / "404.html").write_text("<html><body>Nowhere</body></html>", encoding="utf-8")
    (folder / "search" / "client" / "search.js").write_text("export {};", encoding="utf-8")
    (folder / "unlisted").mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return folder


@pytest.fixture
def serve(site: Path) -> Iterator[Callable[..., tuple[serving.SiteServer, Get]]]:
    """Start a server on a free port; a way to ask it."""
    servers = []

    def start(base: str = "/", inject: bytes = b"") -> tuple[serving.SiteServer, Get]:
        server = serving.open_server(0, site, base)
        server.inject = inject
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def get(path: str, method: str = "GET") -> http.client.HTTPResponse:
            connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
            connection.request(method, path)
            return connection.getresponse()

        return server, get

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/about/", 200, "text/html; charset=utf-8"),
        ("/about/?q=1", 200, "text/html; charset=utf-8"),
        ("/search/client/search.js", 200, "text/javascript; charset=utf-8"),
        ("/nothing/", 404, "text/html; charset=utf-8"),
        ("/unlisted/", 404, "text/html; charset=utf-8"),
        ("/index.html/", 404, "text/html; charset=utf-8"),
        ("/../secret.txt", 404, "text/html; charset=utf-8"),
        ("/%2e%2e/secret.txt", 404, "text/html; charset=utf-8"),
        ("/..%5csecret.txt", 404, "text/html; charset=utf-8"),
        ("/a%00b", 404, "text/html; charset=utf-8"),
    ],
)
def test_answers_as_a_host_would(
    path: str, status: int, kind: str, serve: Callable[..., tuple[object, Get]]
) -> None:
    response = serve()[1](path)
    assert (response.status, response.headers["Content-Type"]) == (status, kind)
    body = response.read()
    assert b"secret" not in body
    if status == 404:
        assert b"Nowhere" in body


def test_folder_without_slash_leads_to_the_folder(serve: Callable[..., tuple[object, Get]]) -> None:
    response = serve()[1]("/about")
    assert (response.status, response.headers["Location"]) == (301, "/about/")


def test_two_slashes_do_not_lead_to_another_host(serve: Callable[..., tuple[object, Get]]) -> None:
    response = serve()[1]("//about")
    assert not (response.headers["Location"] or "").startswith("//")


def test_below_a_path(serve: Callable[..., tuple[serving.SiteServer, Get]]) -> None:
    server, get = serve(base="repo")
    assert server.address.endswith("/repo/")
    assert get("/repo/about/").status == 200
    assert get("/repo").headers["Location"] == "/repo/"
    outside = get("/about/")
    assert outside.status == 404
    assert b'href="/repo/"' in outside.read()


def test_head_sends_no_body(
    serve: Callable[..., tuple[object, Callable[..., http.client.HTTPResponse]]],
) -> None:
    response = serve()[1]("/", "HEAD")
    assert (response.status, response.headers["Content-Length"], response.read()) == (200, "30", b"")


def test_only_livereload_adds_to_a_page(serve: Callable[..., tuple[object, Get]]) -> None:
    assert serve()[1]("/").read() == b"<html><body>Home</body></html>"
    assert serve(inject=b"<i></i>")[1]("/").read() == b"<html><body>Home<i></i></body></html>"


def test_only_this_computer_may_ask(serve: Callable[..., tuple[serving.SiteServer, Get]]) -> None:
    assert serve()[0].server_address[0] == "127.0.0.1"


def test_taken_port_is_a_sentence(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StringerError, match="is taken by another program") as caught:
            serving.open_server(port, site, "/")
    assert f"--port {port + 1}" in str(caught.value)


def test_missing_site_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StringerError, match="holds no built site"):
        serving.open_server(0, tmp_path, "/")


def test_wrong_port_is_a_sentence(site: Path) -> None:
    with pytest.raises(StringerError, match="is no port"):
        serving.open_server(70000, site, "/")
