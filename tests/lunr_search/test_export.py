"""The standard Lunr index of a site loads in lunr.js and answers as our reader does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import corpus
import stranger

from lunr_search.build import dump, write_search
from lunr_search.export import lunr_index
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from newsroom import setup_node

LOAD = """
const lunr = require("lunr"), { readFileSync } = require("node:fs");
const [index, answers] = process.argv.slice(1).map((path) => JSON.parse(readFileSync(path, "utf-8")));
const idx = lunr.Index.load(index), presences = { optional: 1, required: 2, prohibited: 3 };
const different = answers.filter(({ clauses, results }) => {
  const found = idx.query((query) => {
    for (const { editDistance, presence, ...rest } of clauses) {
      query.clause({ ...rest, ...(editDistance && { editDistance }), presence: presences[presence], usePipeline: false });
    }
  });
  return JSON.stringify(found.map(({ ref, score }) => ({ ref, score }))) !== JSON.stringify(results);
});
console.log(JSON.stringify({ asked: answers.length, different: different.map(({ query }) => query) }));
"""


def ask_lunr(index: Path, answers: Path) -> dict[str, object]:
    """What lunr.js, having loaded an index, says otherwise than these answers."""
    setup_node.install_js_tools()
    command = [str(setup_node.find_node()), "-e", LOAD, str(index), str(answers)]
    done = subprocess.run(
        command, cwd=setup_node.JS_FOLDER, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    # lunr.js warns of an index of another version.
    assert done.stderr == ""
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_lunr_js_loads_it_and_answers_the_same(tmp_path: Path) -> None:
    write_search(tmp_path, corpus.documents(8, 60), FIELDS)
    site = open_site(tmp_path)
    (tmp_path / "lunr.json").write_bytes(dump(lunr_index(site)))
    answers = [site.search(text).as_json() for text in corpus.queries(9, 200)]
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    found = ask_lunr(tmp_path / "lunr.json", tmp_path / "answers.json")
    assert found == {"asked": len(answers), "different": []}
    assert sum(len(answer["results"]) for answer in answers) > 1000


def test_a_site_writes_it_if_asked_and_removes_it_if_not(tmp_path: Path) -> None:
    stranger.write_article(tmp_path / "content", "ferry", "The ferry sails.")
    stranger.build(tmp_path / "content", tmp_path / "out", LUNR_SEARCH_EXPORT=True)
    index = json.loads((tmp_path / "out" / "search" / "lunr.json").read_text(encoding="utf-8"))
    assert index["version"] == "2.3.9"
    assert "sail" in [term for term, _ in index["invertedIndex"]]
    stranger.build(tmp_path / "content", tmp_path / "out")
    assert not (tmp_path / "out" / "search" / "lunr.json").exists()
