"""After any edit a build with a cache writes the bytes of a clean one, whatever became of the cache."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import corpus
import pytest
from corpus import files, flip
from hypothesis import given, settings
from hypothesis import strategies as st

from lunr_search import current, writing
from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from lunr_search.shards import packed

TWO = {"title": 2.0, "body": 1.0}


def edited(documents: list[Document], dice: random.Random) -> list[Document]:
    """The documents after one edit: a new text, a new or a removed piece, a new title."""
    at = dice.randrange(len(documents))
    kind = dice.choice(("text", "title", "new", "gone"))
    if kind == "gone" and len(documents) > 1:
        return documents[:at] + documents[at + 1 :]
    if kind == "new":
        number = dice.randrange(10**6)
        return [
            *documents,
            Document(f"/new/{number}/", {"body": "a new ferry"}, filed=f"201{number % 10}-05-05"),
        ]
    if kind == "title":
        return [*documents[:at], replace(documents[at], title="Another"), *documents[at + 1 :]]
    body = " ".join(dice.choices(corpus.WORDS, k=dice.randint(0, 40)))
    raw = {**documents[at].raw, "body": body}
    return [*documents[:at], replace(documents[at], raw=raw), *documents[at + 1 :]]


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_any_edits_over_a_cache_give_the_bytes_of_a_clean_build(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    dice = random.Random(seed)
    documents = corpus.documents(seed, 120)
    for _ in range(3):
        write_search(folder / "kept", documents, FIELDS, cache=folder / "cache")
        documents = edited(documents, dice)
    write_search(folder / "kept", documents, FIELDS, cache=folder / "cache")
    write_search(folder / "clean", documents, FIELDS)
    assert files(folder / "kept") == files(folder / "clean")


def test_an_edit_reads_only_what_is_new(tmp_path: Path) -> None:
    documents = [replace(one, ref=f"{one.ref}{at}/") for at in range(4) for one in corpus.documents(at, 150)]
    out, cache = tmp_path / "out", tmp_path / "cache"
    assert write_search(out, documents, FIELDS, cache=cache).read == 600
    lang = "ru" if documents[77].lang != "ru" else "en"
    documents[77] = replace(documents[77], raw={"body": "nothing but a ferry"}, lang=lang)
    assert write_search(out, documents, FIELDS, cache=cache).read == 1
    documents[78:80] = []
    assert write_search(out, documents, FIELDS, cache=cache).read == 0
    assert write_search(out, documents, FIELDS, cache=cache).written == 0


def test_an_edit_reads_one_document_anew(tmp_path: Path) -> None:
    documents = corpus.documents(6, 40)
    write_search(tmp_path / "out", documents, FIELDS, cache=tmp_path / "cache")
    asked = []

    def to_text(_name: str, raw: str) -> str:
        asked.append(raw)
        return raw

    documents[7] = replace(documents[7], raw={"title": "nothing but a ferry"})
    write_search(tmp_path / "out", documents, FIELDS, cache=tmp_path / "cache", to_text=to_text)
    assert asked == ["nothing but a ferry"]
    write_search(tmp_path / "clean", documents, FIELDS)
    assert files(tmp_path / "out") == files(tmp_path / "clean")


def test_a_damaged_cache_is_not_believed(tmp_path: Path) -> None:
    documents = corpus.documents(5, 60)
    write_search(tmp_path / "out", documents, FIELDS, cache=tmp_path / "cache")
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
    write_search(tmp_path / "again", documents, FIELDS, cache=tmp_path / "cache")
    assert files(tmp_path / "again") == files(tmp_path / "out")


def test_one_damaged_file_of_a_cache_is_not_believed(tmp_path: Path) -> None:
    documents = corpus.documents(5, 60)
    write_search(tmp_path / "out", documents, FIELDS, cache=tmp_path / "cache")
    edited = [*documents[:-1], replace(documents[-1], raw={"body": "ferrying Alyat"})]
    write_search(tmp_path / "clean", edited, FIELDS)
    kept = {path: path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file()}
    assert len(kept) == 3
    for damaged in kept:
        shutil.rmtree(tmp_path / "cache")
        for path, data in kept.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        flip(damaged)
        write_search(tmp_path / "again", edited, FIELDS, cache=tmp_path / "cache")
        assert files(tmp_path / "again") == files(tmp_path / "clean"), damaged


def test_places_follow_the_document_that_comes_first(tmp_path: Path) -> None:
    # A shard of its own has the word that stands in a title of one document and in the text of another; which of them
    # comes first hangs on how long their texts are.
    words = [
        f"aa{one}{two}{three}m" for one in "abcdefgh" for two in "abcdefghijklm" for three in "abcdefghijklm"
    ]
    others = [
        Document("/y/", {"title": "aaaaam", "body": "the grey of the port of the grey quay of port"}),
        Document("/z/", {"body": " ".join(words)}),
    ]
    short, long = (Document("/x/", {"title": "old quay", "body": "aaaaam " * count}) for count in (2, 15))
    write_search(tmp_path / "out", [short, *others], TWO, cache=tmp_path / "cache")
    write_search(tmp_path / "out", [long, *others], TWO, cache=tmp_path / "cache")
    write_search(tmp_path / "clean", [long, *others], TWO)
    assert files(tmp_path / "out") == files(tmp_path / "clean")


def test_where_documents_have_only_other_numbers_nothing_else_is_written_anew(
    tmp_path: Path, shards_made: list[int]
) -> None:
    words = [
        f"{one}{two}{three}{four}m"
        for one in "abcdefgh"
        for two in "klmno"
        for three in "klmno"
        for four in "klmno"
    ]
    dice = random.Random(1)
    documents = [
        Document(f"/{at}/", {"title": "aab", "body": " ".join(dice.choices(words, k=dice.randint(50, 90)))})
        for at in range(40)
    ]
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    # Now the shortest of all, and nothing that stands near the other words.
    documents.append(Document("/new/", {"title": "aab", "body": "aaa"}))
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    assert shards_made == [1]
    assert len(list((tmp_path / "out/search/positions").iterdir())) > 3
    write_search(tmp_path / "clean", documents, TWO)
    assert files(tmp_path / "out") == files(tmp_path / "clean")


def test_a_base_that_comes_after_its_exact_form_is_found(tmp_path: Path) -> None:
    # The key of the first is in y, so that what its exact form is one of comes with the second.
    first = Document("/a/", {"body": "Déesseferries"}, "en")
    second = Document("/b/", {"body": "deesseferri"}, "xx")
    third = Document("/c/", {"body": "Deesseferri"}, "xx")
    for documents in ([first], [first, second], [first, second, third], [first, third]):
        write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
        write_search(tmp_path / f"clean{len(documents)}", documents, TWO)
        assert files(tmp_path / "out") == files(tmp_path / f"clean{len(documents)}")


def test_a_cache_of_another_way_of_counting_is_not_believed(tmp_path: Path) -> None:
    documents, cache = corpus.documents(6, 60), tmp_path / "cache"
    write_search(tmp_path / "one", documents, {"body": 1.0, "title": 1.0}, cache=cache)
    edited = [replace(documents[0], raw={**documents[0].raw, "title": "ferry"}), *documents[1:]]
    write_search(tmp_path / "two", edited, {"title": 1.0, "body": 1.0}, cache=cache)
    write_search(tmp_path / "clean", edited, {"title": 1.0, "body": 1.0})
    assert files(tmp_path / "two") == files(tmp_path / "clean")


def test_files_of_another_code_are_not_taken_for_ones_of_this(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, cache = corpus.documents(6, 30), tmp_path / "cache"
    with monkeypatch.context() as patch:
        patch.setattr(current, "code_mark", lambda: "another")
        patch.setattr(writing, "packed", lambda columns, streams=(): b"as it was" + packed(columns, streams))
        write_search(tmp_path / "out", documents, FIELDS, cache=cache)
    edited = [*documents[:-1], replace(documents[-1], raw={**documents[-1].raw, "title": "ferry"})]
    write_search(tmp_path / "out", edited, FIELDS, cache=cache)
    lists = open_site(tmp_path / "out").manifest.lists
    assert all(
        not (tmp_path / "out/search/lists" / f"{tag}.bin").read_bytes().startswith(b"as")
        for tag in lists.values()
    )
