"""An index that is edited, not made anew, is to the byte the one that would be made anew: whatever the edit, and whatever was kept of the last."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import corpus
import numpy as np
import pytest
from corpus import files
from hypothesis import given, settings
from hypothesis import strategies as st

from lunr_search import amending, build, editing, placing, renumbering, shards, stock
from lunr_search.build import write_search
from lunr_search.client_files import client_texts
from lunr_search.documents import Document
from lunr_search.indexing import Whole
from lunr_search.settings import FIELDS
from lunr_search.shards import Opened, term_shard

TWO = {"title": 2.0, "body": 1.0}
SYLLABLES = ["ba", "ro", "Ti", "sen", "Mar", "lo", "kə", "Ən", "дер", "Ви", "stra", "ne", "pol", "İş"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of a few terms, so that a few documents have many, made a few at a time; the scripts of the search page are made only once."""
    monkeypatch.setattr(shards, "TERM_BYTES", 150)
    for module in (placing, renumbering):
        monkeypatch.setattr(module, "MADE_AT_ONCE", 300)
    monkeypatch.setattr(build, "client_texts", lambda first, stemmed: texts_of(first, tuple(stemmed)))


@cache
def texts_of(first: str, stemmed: tuple[str, ...]) -> dict[str, str]:
    """The scripts of the search page."""
    return client_texts(first, stemmed)


def text(dice: random.Random, most: int) -> str:
    """Made-up words, common and rare ones, with capitals, in three scripts."""
    return " ".join(
        "".join(dice.choices(SYLLABLES, k=min(int(dice.expovariate(0.7)) + 1, 4)))
        for _ in range(dice.randint(0, most))
    )


def piece(dice: random.Random, number: int) -> Document:
    """A document of some length, in one of three languages, of which the last is rare."""
    raw = {"title": text(dice, 5), "body": text(dice, 60)}
    lang = dice.choices(("en", "az", "ru"), (8, 4, 1))[0]
    facets = {"tag": tuple(text(dice, 3).split()), "place": ("Alat",)}
    return Document(f"/{number}/", raw, lang, f"201{number % 10}-05-05", raw["title"], facets=facets)


def edited(documents: list[Document], dice: random.Random) -> list[Document]:
    """The documents after some edits at once."""
    found = list(documents)
    for _ in range(dice.choice((1, 1, 1, 2, 5, 30))):
        at, number = dice.randrange(len(found) or 1), dice.randrange(10**6)
        kind = dice.choice(("gone", "new", "text", "words", "swap", "swap", "title", "lang", "facets"))
        if kind == "gone" and len(found) > 1:
            del found[at]
        elif kind == "new" or not found:
            found.insert(at, piece(dice, 1000 + number))
        elif kind == "words":
            more = f"{found[at].raw['body']} {text(dice, 4)}"
            found[at] = replace(found[at], raw={**found[at].raw, "body": more})
        elif kind == "swap":
            # As many words as before: the document keeps its place.
            words = found[at].raw["body"].split()
            dice.shuffle(words) if dice.random() < 0.3 else words.reverse()
            words[:1] = [dice.choice(["baro", "tisen", "Ti", "nevermet"])] if words else []
            found[at] = replace(found[at], raw={**found[at].raw, "body": " ".join(words)})
        elif kind == "lang":
            found[at] = replace(found[at], lang=dice.choice(("en", "az", "ru", "de")))
        elif kind == "facets":
            found[at] = replace(found[at], facets={"tag": ("one", "one", "")})
        else:
            name = "body" if kind == "text" else "title"
            found[at] = replace(found[at], raw={**found[at].raw, name: text(dice, 40)})
    return list({one.ref: one for one in found}.values())


def check(folder: Path, documents: list[Document]) -> None:
    """A build over what was kept writes what a clean one writes."""
    write_search(folder / "out", documents, TWO, cache=folder / "cache")
    shutil.rmtree(folder / "clean", ignore_errors=True)
    write_search(folder / "clean", documents, TWO)
    assert files(folder / "out") == files(folder / "clean")


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), few=st.sampled_from((0, 8)))
def test_any_edits_of_an_index_of_many_shards_give_the_bytes_of_a_clean_one(
    seed: int, few: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, dice = tmp_path_factory.mktemp("edits"), random.Random(seed)
    documents = [piece(dice, number) for number in range(dice.choice((1, 12, 90)))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(amending, "FEW", few)
        write_search(folder / "out", documents, TWO, cache=folder / "cache")
        for _ in range(4):
            documents = edited(documents, dice)
            check(folder, documents)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many documents each index was made of that was made anew."""
    found: list[int] = []
    take = Whole.take

    def noted(self: Whole, documents: Iterator[Document]) -> None:
        take(self, documents)
        found.append(len(self.documents))

    monkeypatch.setattr(Whole, "take", noted)
    return found


def pieces(count: int, seed: int = 3) -> list[Document]:
    """Some documents of one language."""
    dice = random.Random(seed)
    return [replace(piece(dice, number), lang="en") for number in range(count)]


def with_words(document: Document, body: str) -> Document:
    """A document with another text."""
    return replace(document, raw={**document.raw, "body": body})


EDITS: dict[str, Callable[[list[Document]], list[Document]]] = {
    "nothing": lambda known: known,
    "order": lambda known: known[::-1],
    "facets": lambda known: [replace(known[0], facets={"tag": ("new",)}), *known[1:]],
    "text": lambda known: [with_words(known[0], "nothing but a ferry"), *known[1:]],
    "empty": lambda known: [with_words(known[0], ""), *known[1:]],
    "gone": lambda known: known[1:],
    "new": lambda known: [*known, Document("/new/", {"title": "New", "body": "An ölüm Ələt ferry"}, "en")],
    "new words in many forms": lambda known: [
        *known,
        Document("/new/", {"body": "Baro baro BARO Barö Tisen=x zzz Zzz ZZZ aaa Aaa"}, "en"),
    ],
    "often": lambda known: [with_words(known[0], "baro " * 300), *known[1:]],
    "long": lambda known: [with_words(known[0], "baro tisen " * 33_000), *known[1:]],
    "many": lambda known: [with_words(one, f"{one.raw['body']} ferry") for one in known[:20]] + known[20:],
}


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_is_made_in_the_index_that_is_there(kind: str, tmp_path: Path, counted: list[int]) -> None:
    documents = pieces(80)
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    after = EDITS[kind](documents)
    write_search(tmp_path / "out", after, TWO, cache=tmp_path / "cache")
    assert counted == [80]
    write_search(tmp_path / "clean", after, TWO)
    assert files(tmp_path / "out") == files(tmp_path / "clean")
    # And back: what was put in is taken out again.
    check(tmp_path, documents)
    assert counted[:2] == [80, len(after)]


def test_a_word_for_another_makes_only_their_shards_anew(tmp_path: Path, shards_made: list[int]) -> None:
    documents = [
        Document(f"/{at}/", {"title": "aab", "body": " ".join(["aab", "zzzz", *["mm"] * at, "bab"])})
        for at in range(30)
    ]
    words = [f"{one}{two}{three}m" for one in "abcdefgh" for two in "klmno" for three in "klmno"]
    documents.append(Document("/words/", {"title": "aab", "body": " ".join(words)}))
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    swapped = [words[150], *words[1:150], words[0], *words[151:]]
    for body in (swapped, words, words[::-1]):
        check(tmp_path, [*documents[:-1], with_words(documents[-1], " ".join(body))])
    # Two words change their places, and back; then all do.
    few, back, all_places = shards_made
    assert few == back == 2
    assert all_places > 10
    # Another document of the same lengths in the place of one.
    other = replace(with_words(documents[3], "mm aab ferry mm bab mm"), ref="/3a/")
    check(tmp_path, [*documents[:3], other, *documents[4:]])
    check(tmp_path, documents)


ANEW: dict[str, Callable[[list[Document]], list[Document]]] = {
    "language": lambda known: [replace(known[0], lang="az"), *known[1:]],
    "mostly new": lambda known: [with_words(one, "ferry port") for one in known[:60]] + known[60:],
    "other main field": lambda known: [
        replace(known[0], raw={**known[0].raw, "title": "ferry " * 5_000}),
        *known[1:],
    ],
    "other mean": lambda known: [
        replace(known[0], raw={**known[0].raw, "title": "ferry " * 200}),
        *known[1:],
    ],
    "all gone but one": lambda known: known[:1],
    "all empty": lambda known: [replace(one, raw={}) for one in known],
    "all gone": lambda known: [],
    "one hash": lambda known: [*known, replace(known[3], ref="/same/", known_as=known[3].digest())],
}


@pytest.mark.parametrize("kind", ANEW)
def test_what_changes_all_codes_is_made_anew(kind: str, tmp_path: Path, counted: list[int]) -> None:
    documents = pieces(80)
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    after = ANEW[kind](documents)
    check(tmp_path, after)
    if kind != "all gone but one":
        assert counted == [80, len(after), len(after)]
    check(tmp_path, documents)


def test_an_archive_that_grows_over_a_size_has_larger_shards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LARGER_FROM", 41)
    documents = pieces(43)
    for count in (40, 41, 42, 40, 43):
        check(tmp_path, documents[:count])


def test_more_new_documents_than_are_counted_at_once_are_read_with_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[int]
) -> None:
    monkeypatch.setattr(editing, "MOST_READ", 3)
    documents = pieces(40)
    write_search(tmp_path / "out", documents[:34], TWO, cache=tmp_path / "cache")
    write_search(tmp_path / "out", documents[:37], TWO, cache=tmp_path / "cache")
    assert counted == [34]
    write_search(tmp_path / "out", documents[:37][:-4] + documents[36:], TWO, cache=tmp_path / "cache")
    assert counted == [34]
    check(tmp_path, [*documents[:33], *(with_words(one, "ferry") for one in documents[33:])])
    assert counted == [34, 40, 40]


def test_a_cut_before_a_term_that_is_no_longer_large_is_found_anew(tmp_path: Path) -> None:
    # As many documents as make a word as large as a shard; one of them loses it.
    dice = random.Random(1)
    rare = " ".join(f"b{one}{two}" for one in "abcde" for two in "lmnop")
    documents = [
        Document("/rare/", {"body": rare}),
        *(Document(f"/{at}/", {"body": " ".join(["mm", *["zz"] * dice.randint(1, 4)])}) for at in range(66)),
    ]
    assert shards.weights(np.array([2]), np.array([66]))[0] == shards.TERM_BYTES
    check(tmp_path, documents)
    check(tmp_path, [*documents[:-1], with_words(documents[-1], "zz zz")])
    check(tmp_path, documents)


def test_a_form_that_its_base_no_longer_tells_of_is_coded_anew_as_a_whole(tmp_path: Path) -> None:
    # In English the key of the new one ends in y, so that its exact form stands where what it is one of does not.
    documents = [
        *(Document(f"/{at}/", {"body": f"{'Déesseferri mm ' * at} deesseferri"}, "aa") for at in range(1, 5)),
        *(Document(f"/en{at}/", {"body": "mm " * at}, "en") for at in range(3, 6)),
    ]
    check(tmp_path, documents)
    check(tmp_path, [*documents, Document("/new/", {"body": "mm Déesseferries mm Déesseferries"}, "en")])
    check(tmp_path, documents)


def copies(folder: Path) -> dict[str, bytes]:
    """What a cache has."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("late", ["stock", "shards", "state"])
@pytest.mark.parametrize("is_site_late", [True, False])
def test_a_build_that_was_killed_between_two_files_leaves_nothing_that_is_believed(
    late: str, is_site_late: bool, tmp_path: Path
) -> None:
    documents = pieces(60)
    edits = [EDITS["new words in many forms"], EDITS["gone"], EDITS["text"]]
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    for edit in edits:
        before, site = copies(tmp_path / "cache"), tmp_path / "site"
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(tmp_path / "out", site)
        documents = edit(documents)
        check(tmp_path, documents)
        # One file is that of the build before; or the files of the site are.
        (tmp_path / "cache" / late).write_bytes(before[late])
        if is_site_late:
            shutil.rmtree(tmp_path / "out")
            shutil.copytree(site, tmp_path / "out")
        check(tmp_path, documents)
        check(tmp_path, EDITS["often"](documents))
        check(tmp_path, documents)


@pytest.mark.parametrize("name", ["stock", "shards", "state"])
def test_what_is_missing_of_a_cache_is_made_again(name: str, tmp_path: Path) -> None:
    documents = pieces(60)
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    (tmp_path / "cache" / name).unlink()
    check(tmp_path, EDITS["new"](documents))
    shutil.rmtree(tmp_path / "out/search/positions")
    shutil.rmtree(tmp_path / "out/search/forward")
    check(tmp_path, EDITS["new"](documents))
    check(tmp_path, documents)


@pytest.mark.parametrize("size", [0, 3, 15, 16, 100, 10_000])
def test_a_stock_that_was_cut_off_or_has_other_numbers_is_none(size: int, tmp_path: Path) -> None:
    documents = pieces(30)
    write_search(tmp_path / "out", documents, TWO, cache=tmp_path / "cache")
    kept = tmp_path / "cache" / "stock"
    data = kept.read_bytes()
    kept.write_bytes(data[:size])
    assert stock.read_stock(kept, stock.way_of(list(TWO))) is None
    kept.write_bytes(data)
    assert stock.read_stock(kept, stock.way_of(["body", "title"])) is None
    assert stock.read_stock(kept, stock.way_of(list(TWO))) is not None
    kept.write_bytes(data[:size])
    check(tmp_path, EDITS["new"](documents))


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    size=st.sampled_from((0, 1, 50, 500, 70_000)),
    more=st.sampled_from((0, 0, 1, 7)),
)
def test_a_shard_with_another_stream_is_the_shard_of_the_other_streams(
    seed: int, size: int, more: int
) -> None:
    dice = random.Random(seed)
    head = b"words and kinds" * dice.randint(0, 20)
    streams = [dice.randbytes(dice.randint(0, 40)) for _ in range(5)]
    streams[1] = dice.randbytes(size)
    data = term_shard(head, streams)
    assert [Opened(data, len(head)).stream(which) for which in range(5)] == streams
    streams[1] = dice.randbytes(size + more)
    assert Opened(data, len(head)).with_stream(1, streams[1]) == term_shard(head, streams)


@given(seed=st.integers(0, 10**6))
def test_what_is_put_in_and_taken_out_of_a_column_stands_where_it_should(seed: int) -> None:
    dice = random.Random(seed)
    column = [dice.randint(0, 250) for _ in range(dice.randint(0, 30))]
    at = sorted(dice.choices(range(len(column) + 1), k=dice.randint(0, 6)))
    runs = [[dice.choice((1, 255, 256, 70_000))] * dice.randint(0, 3) for _ in at]
    gone = sorted(dice.sample(range(len(column)), k=min(len(column), dice.randint(0, 6))))
    wanted: list[int] = []
    for place in range(len(column) + 1):
        wanted += [number for where, run in zip(at, runs, strict=True) if where == place for number in run]
        wanted += column[place : place + 1] if place not in gone else []
    values = [number for run in runs for number in run]
    rows = (at, [len(run) for run in runs], values, gone, [1] * len(gone))
    cuts = amending.Cuts(*(np.array(each, np.int64) for each in rows))
    found = amending.cut_in(np.array(column, np.uint8), cuts)
    assert found.tolist() == wanted


def test_the_corpus_of_other_tests_is_edited_alike(tmp_path: Path) -> None:
    documents = corpus.documents(4, 150)
    write_search(tmp_path / "out", documents, FIELDS, cache=tmp_path / "cache")
    for at in range(0, 150, 30):
        documents[at] = replace(documents[at], raw={**documents[at].raw, "body": "Bakıda the ferry"})
        write_search(tmp_path / "out", documents, FIELDS, cache=tmp_path / "cache")
    write_search(tmp_path / "clean", documents, FIELDS)
    assert files(tmp_path / "out") == files(tmp_path / "clean")
