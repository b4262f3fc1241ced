"""Asks our two engines and lunr.js the same questions over one built site."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lunr_search.joining import CLIENT
from lunr_search.languages import alphabets_of
from lunr_search.reader import Site
from lunr_search.stemmers import client_stemmer
from newsroom import setup_node

WITNESS = Path(__file__).parents[1] / "lunr_search" / "witness.mjs"


def differences(
    output: Path, site: Site, queries: Sequence[str], *, is_large: bool = False
) -> dict[str, Any]:
    """How many queries were asked, how many results came, and how many queries our engines and Lunr answer differently.

    Both processes work at the same time: each answer of the Python reader goes to the other as it is found.
    With `is_large` that one says on standard error how many it has compared, and Lunr's sets are quicker.
    """
    documents, asked, known = (output / name for name in ("documents.jsonl", "queries.txt", "languages.json"))
    # Each language in turn; the witness does the same.
    langs = site.manifest.stemmed
    with documents.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row) + "\n" for row in site.export())
    asked.write_text("\n".join(queries) + "\n", encoding="utf-8")
    known.write_text(json.dumps(_languages(langs)), encoding="utf-8")
    setup_node.install_js_tools()
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            _command(CLIENT, output / "search", documents, asked, known, is_large=is_large),
            cwd=setup_node.JS_FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr if is_large else complaints,
            text=True,
            encoding="utf-8",
        ) as witness,
    ):
        assert witness.stdin is not None
        assert witness.stdout is not None
        # If it ends before it has heard all, it has said why.
        with contextlib.suppress(BrokenPipeError):
            for at, text in enumerate(queries):
                answer = site.search(text, langs[at % len(langs)]).as_json()
                witness.stdin.write(json.dumps(answer) + "\n")
            witness.stdin.close()
        said = witness.stdout.read()
        complaints.seek(0)
        assert witness.wait() == 0, complaints.read().decode()
    return dict(json.loads(said))


def _languages(langs: Sequence[str]) -> dict[str, Any]:
    return {"makers": {lang: client_stemmer(lang) for lang in langs}, "alphabets": alphabets_of(langs)}


def _command(*places: Path, is_large: bool) -> list[str]:
    node = [str(setup_node.find_node()), "--max-old-space-size=8192", "--max-semi-space-size=256"]
    return [*node, str(WITNESS), *map(str, places), *(["--large"] if is_large else [])]
