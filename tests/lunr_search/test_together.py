"""Fields scored together: the browser's engine and the Python reader give the same scores, to the bit."""

from __future__ import annotations

import json
from pathlib import Path

import corpus

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.joining import CLIENT
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS, read_settings
from support.node import module_url, run_module

ASK = """
import { readFileSync } from "node:fs";
const [client, folder] = process.argv.slice(1).filter((one) => one.startsWith("file:"));
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));
const { Shelf } = await import(`${client}/shelf.js`);
const { Engine } = await import(`${client}/engine.js`);
const { all } = await import(`${client}/others.js`);
const engine = new Engine(new Shelf(JSON.parse(readFileSync(new URL(`${folder}/manifest.json`))), `${folder}/`));
const found = [];
for (const query of JSON.parse(readFileSync(0, "utf-8"))) found.push(await all(engine, { query, lang: "" }));
console.log(JSON.stringify(found));
"""


def test_browser_and_reader_agree_to_the_bit(tmp_path: Path) -> None:
    queries = [text for text in corpus.queries(4, 80) if '"' not in text]
    write_search(tmp_path, corpus.documents(4, 120), FIELDS, together=True)
    site = open_site(tmp_path)
    answers = [site.search(text, "zz").results for text in queries]
    expected = [[{"ref": one.ref, "score": one.score} for one in results] for results in answers]
    found = json.loads(
        run_module(ASK, module_url(CLIENT), module_url(tmp_path / "search"), stdin=json.dumps(queries))
    )
    assert found == expected
    assert sum(map(len, expected)) > 1000


def test_a_word_in_two_fields_counts_once_more_not_anew(tmp_path: Path) -> None:
    both = Document("/both/", {"title": "ferry", "body": "ferry sail port"})
    one = Document("/one/", {"title": "sail", "body": "ferry ferry port"})
    others = [Document(f"/{at}/", {"title": "port", "body": "sail port quay"}) for at in range(20)]
    for is_together in (False, True):
        folder = tmp_path / ("together" if is_together else "alone")
        write_search(folder, [both, one, *others], {"title": 1.0, "body": 1.0}, together=is_together)
    alone, together = (
        {result.ref: result.score for result in open_site(tmp_path / name).search("ferry").results}
        for name in ("alone", "together")
    )
    assert alone["/both/"] / alone["/one/"] > together["/both/"] / together["/one/"]


def test_it_is_a_setting() -> None:
    assert not read_settings({}).together
    assert read_settings({"LUNR_SEARCH_TOGETHER": True}).together
