"""A search page as FORMAT.md asks for one, and a few dispatches to search, served."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.settings import FIELDS
from newsroom import serving

POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'"
# As FORMAT.md asks of a theme: a form, a place, one module; what stands in the place is for readers without JavaScript.
SEARCH_PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Search</title><main><form id="search-form" role="search"><label for="search-input">Search</label>
<input id="search-input" type="search" name="q"></form>
<div id="search-app" data-index="manifest.json"><p>Searching needs JavaScript. The <a href="../archives/">archives</a> do not.</p></div></main>
<script type="module" src="client/search.js"></script>"""
NAMES = ["Əliyev", "Aliyev", "Алиев"]


def documents_of(titles: list[str]) -> list[Document]:
    """A dispatch for each title: three from Alat, the others from Baku, a day apart, by two people."""
    made = []
    for at, title in enumerate(titles):
        place, byline = ("ALAT", "N. Reporter") if at < 3 else ("BAKU", "O. Writer")
        standfirst = f"A ferry & a crane, {title}."
        body = f"Of the sea. {'Waves. ' * 60} The harbour pilot number {at} came aboard. {'Salt. ' * 60}"
        raw = {"title": title, "standfirst": standfirst, "body": body, "byline": byline, "place": place}
        facets = {"place": (place,), "byline": (byline,), "tag": ("port", f"tag {at}")}
        made.append(
            Document(
                f"/2014/03/02/piece-{at}/",
                raw,
                "ru" if at == 2 else "en",
                f"2014-03-{at + 1:02}" if at < 20 else f"2015-01-{at:02}",
                title,
                place,
                standfirst,
                facets,
            )
        )
    return made


# Where the files of a served site are, by its address.
server_folders: dict[str, Path] = {}


@contextmanager
def ferry_site(folder: Path, base: str) -> Iterator[str]:
    """The address of a site of 24 dispatches, three of them about one man."""
    titles = [f"{name} opens the port" for name in NAMES] + [
        f"Ferry number {number} <b>leaves</b>" for number in range(21)
    ]
    documents = documents_of(titles)
    write_search(folder, documents, FIELDS)
    (folder / "search" / "index.html").write_text(SEARCH_PAGE, encoding="utf-8")
    (folder / "index.html").write_text("<!doctype html><title>Home</title>", encoding="utf-8")
    for document in documents:
        page = folder / document.ref.strip("/")
        page.mkdir(parents=True)
        (page / "index.html").write_text(
            f"<!doctype html><link rel=icon href='data:,'><title>{document.ref}</title><main>{document.raw['body']}</main>",
            encoding="utf-8",
        )
    with serving.open_server(0, folder, base) as server:
        server_folders[server.address] = folder
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()
