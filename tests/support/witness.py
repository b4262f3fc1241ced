"""Asks our two engines and lunr.js the same questions over one built site."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lunr_search.joining import CLIENT
from lunr_search.reader import Site
from lunr_search.stemmers import client_stemmer
from newsroom import setup_node

WITNESS = Path(__file__).parents[1] / "lunr_search" / "witness.mjs"


def differences(output: Path, site: Site, queries: Sequence[str]) -> dict[str, Any]:
    """How many queries were asked, how many results came, and how many queries our engines and Lunr answer differently."""
    documents, asked, answers = (output / f"{name}.jsonl" for name in ("documents", "queries", "answers"))
    # Each language in turn; the witness does the same.
    langs = site.manifest.stemmed
    write_lines(documents, site.export())
    asked.write_text("\n".join(queries) + "\n", encoding="utf-8")
    write_lines(
        answers, (site.search(text, langs[at % len(langs)]).as_json() for at, text in enumerate(queries))
    )
    makers = output / "stemmers.json"
    makers.write_text(
        json.dumps({lang: client_stemmer(lang) for lang in site.manifest.stemmed}), encoding="utf-8"
    )
    setup_node.install_js_tools()
    node = str(setup_node.find_node())
    command = [node, "--max-old-space-size=8000", str(WITNESS), str(CLIENT), str(output / "search")]
    done = subprocess.run(
        [*command, str(documents), str(asked), str(answers), str(makers)],
        cwd=setup_node.JS_FOLDER,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def write_lines(path: Path, rows: Any) -> None:
    """Write rows as lines of JSON."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
