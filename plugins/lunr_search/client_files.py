"""The files of the client: the ES modules joined into two, and a stemmer for each language but the first.

`search.js` is both the page's script and its worker's, which saves a request; it has the manifest, the stemmer and the
messages of the site's first language. `more.js` has what only some questions need: wide words, phrases, the panel, suggestions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from lunr_search.joining import CLIENT, given, joined, sources_of, taken
from lunr_search.languages import alphabets_of
from lunr_search.manifest import tag_of
from lunr_search.shortening import shortened
from lunr_search.stemmers import client_stemmer

# Where the joining writes what only the build knows.
MANIFEST_HERE, MESSAGES_HERE = "/* the manifest */ null", "/* the messages */ {}"
FIRST_HERE, OTHERS_HERE = "/* the first language */ {}", "/* the other languages */ {}"
ALPHABETS_HERE = "/* the alphabets */ {}"
# What stands there until the manifest is known.
MANIFEST, SEARCH = "the manifest stands here", "search.js"
WORKER_HERE = 'new URL("./worker.js", import.meta.url)'
PAGE, WORKER = "page", "worker"
ENTRIES = {PAGE: "search.js", WORKER: "worker.js"}


def client_files(texts: Mapping[str, str], manifest: bytes) -> dict[str, bytes]:
    """The files of the client by name, from their texts and the manifest, which is JSON."""
    files = {name: text.encode() for name, text in texts.items()}
    return files | {SEARCH: files[SEARCH].replace(json.dumps(MANIFEST).encode(), manifest, 1)}


def client_texts(first: str = "", stemmed: Sequence[str] = ()) -> dict[str, str]:
    """The same without the manifest, which changes with every edit.

    `first` is the site's first language, `stemmed` are those of its languages that have a stemmer.
    """
    cores = {side: sources_of(entry) for side, entry in ENTRIES.items()}
    more = shortened("".join(later(side, core) for side, core in cores.items()))
    others = [lang for lang in stemmed if lang != first]
    files = {f"stem-{lang}.js": f"export default {client_stemmer(lang)};\n" for lang in others}
    names = {lang: f"./stem-{lang}.js?v={tag_of(files[f'stem-{lang}.js'].encode())}" for lang in others}
    both = {name: source for name, source in cores[PAGE].items() if name in cores[WORKER]}
    page, worker = (
        joined({name: source for name, source in core.items() if name not in both}) for core in cores.values()
    )
    text = f"{joined(both)}if(globalThis.document){{\n{page}}}else{{\n{worker}}}\n"
    for side, core in cores.items():
        wanted = ",".join(taken(sources_of(more_of(side), core)))
        call = f'import("./more.js?v={tag_of(more.encode())}").then((more)=>more.{side}({{{wanted}}}))'
        text = text.replace(f'import("./{more_of(side)}")', call)
    for here, content in (
        (WORKER_HERE, "import.meta.url"),
        (MANIFEST_HERE, json.dumps(MANIFEST)),
        (MESSAGES_HERE, messages_of(first)),
        (FIRST_HERE, f"{{{first}:{client_stemmer(first)}}}" if first in stemmed else "{}"),
        (ALPHABETS_HERE, json.dumps(alphabets_of(stemmed), ensure_ascii=False, separators=(",", ":"))),
        (OTHERS_HERE, json.dumps(names, separators=(",", ":"))),
    ):
        text = text.replace(here, content, 1)
    return {SEARCH: shortened(text), "more.js": more, **files}


def more_of(side: str) -> str:
    """The module that hands on what one side loads later."""
    return f"more-{side}.js"


def later(side: str, core: dict[str, str]) -> str:
    """What one side loads later: a function, run once, of what it needs of the core."""
    sources = sources_of(more_of(side), core)
    names = ",".join(given(sources[more_of(side)]))
    made = f"{side}Made"
    return (
        f"let {made};\nexport const {side} = ({{{','.join(taken(sources))}}}) => ({made} ??= (() => {{\n"
        f"{joined(sources)}return {{{names}}};\n}})());\n"
    )


def messages_of(lang: str) -> str:
    """The messages of one language, as `messages.js` writes them; nothing if it has none."""
    source = (CLIENT / "messages.js").read_text(encoding="utf-8")
    found = (
        re.search(rf"^  {re.escape(lang)}: \{{\n.*?^  \}},\n", source, re.MULTILINE | re.DOTALL)
        if lang
        else None
    )
    return re.sub(r"\n\s*", "", f"{{{found[0].strip().rstrip(',')}}}") if found else "{}"
