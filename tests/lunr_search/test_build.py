"""A search is built, read back, repeated to the byte, kept up after edits, and refused when it is damaged."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import corpus
import pytest
from corpus import files, flip
from hypothesis import given
from hypothesis import strategies as st

from lunr_search import store
from lunr_search.analysis import analyse
from lunr_search.build import owned, write_search
from lunr_search.documents import Document, Placed, in_order
from lunr_search.errors import SearchError
from lunr_search.manifest import read_manifest
from lunr_search.reader import Site, open_site
from lunr_search.segments import cut
from lunr_search.settings import FIELDS
from lunr_search.store import write_new, write_whole

FERRY = Document("/a/", {"title": "ferry alat", "body": "ferry ferry"}, filed="2014-03-02", title="Ferry")
PORT = Document("/b/", {"title": "port", "body": ""}, filed="2015", title="Port", place="ALAT")
TWO = {"title": 2.0, "body": 1.0}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A built site with a search of two documents."""
    write_search(tmp_path, [PORT, FERRY], TWO)
    return tmp_path


def refs(site: Site, query: str) -> list[str]:
    """What a query finds."""
    return [result.ref for result in site.search(query).results]


def test_reads_back_what_it_wrote(output: Path) -> None:
    site = open_site(output)
    assert list(site.documents()) == [
        ("/b/", {"title": ["port"], "body": []}),
        ("/a/", {"title": ["ferry", "alat"], "body": ["ferry", "ferry"]}),
    ]
    assert site.row(0) == {"ref": "/b/", "title": "Port", "place": "ALAT", "date": "2015", "standfirst": "", "lang": "en"}  # fmt: skip
    assert (site.count, site.totals) == (2, [3, 2])


def test_of_one_length_the_oldest_comes_first() -> None:
    days = ["2014-03-02T10:00", "2014-03-02T09:00", "2014-03", "2014", "", "2014-02-28"]
    documents = [Document(f"/{at}/", {}, filed=day) for at, day in enumerate(days)]
    found = [documents[at].filed for at in in_order(documents, [1] * len(days))]
    assert found == ["", "2014", "2014-02-28", "2014-03", "2014-03-02T09:00", "2014-03-02T10:00"]


@given(
    kinds=st.lists(
        st.tuples(
            st.sampled_from(["en", "ru"]),
            st.integers(1, 3),
            st.sampled_from(["", "2014", "2014-03-02"]),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_new_documents_are_put_among_those_in_order_where_all_would_stand(
    kinds: list[tuple[str, int, str, bool]],
) -> None:
    documents = [Document(f"/{at}/", {}, lang, day) for at, (lang, _, day, _) in enumerate(kinds)]
    lengths = [length for _, length, _, _ in kinds]
    order = in_order(documents, lengths)
    rank = {at: place for place, at in enumerate(order)}
    was = [-1 if is_new else rank[at] for at, (*_, is_new) in enumerate(kinds)]
    assert in_order(documents, lengths, was) == order


def test_documents_stand_by_language_and_length() -> None:
    kinds = [("ru", 1), ("en", 2), ("en", 1), ("ru", 1)]
    documents = [Document(f"/{at}/", {}, lang) for at, (lang, _) in enumerate(kinds)]
    order = in_order(documents, [size for _, size in kinds])
    assert order == [2, 1, 0, 3]
    assert [len(group) for group in cut([Placed(documents[at], "", kinds[at][1]) for at in order])] == [2, 2]


def test_an_exact_form_that_its_base_does_not_tell_of_stands_by_itself(tmp_path: Path) -> None:
    # The key of the first is in y, so that its exact form stands where its base does not.
    texts = {"/a/": "Déesseferries", "/b/": "deesseferri", "/c/": "Deesseferri Deesseferri deesseferri"}
    documents = [Document(ref, {"body": text}, "en" if ref == "/a/" else "xx") for ref, text in texts.items()]
    write_search(tmp_path, documents, TWO)
    site = open_site(tmp_path)
    assert {ref: fields["body"] for ref, fields in site.documents()} == {
        ref: [form for forms in analyse(text, "en" if ref == "/a/" else "xx") for form in sorted(forms)]
        for ref, text in texts.items()
    }
    found = {term: postings.is_part for number in range(1) for term, postings in site.shard(number).items()}
    assert found["deesseferri=déesseferri"] is False
    assert found["deesseferri="] is True


def test_two_documents_with_one_address_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="two documents have the address /a/"):
        write_search(tmp_path, [FERRY, replace(FERRY, filed="1999")], FIELDS)
    assert not (tmp_path / "search").exists()


def test_same_archive_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    documents = corpus.documents(3, 200)
    write_search(tmp_path / "one", documents, FIELDS)
    write_search(tmp_path / "two", random.Random(1).sample(documents, 200), FIELDS)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_nothing_is_left_over(output: Path) -> None:
    stranger = output / "search" / "index.html"
    stranger.write_text("the theme's page", encoding="utf-8")
    write_search(output, [PORT], TWO)
    write_search(output / "clean", [PORT], TWO)
    clean = files(output / "clean")
    shutil.rmtree(output / "clean")
    assert files(output) == {**clean, "search/index.html": b"the theme's page"}


def other_build(folder: Path) -> None:
    """Put a shard of another build in the place of one."""
    write_search(folder.parent / "other", [FERRY], TWO)
    theirs = next((folder.parent / "other" / "search" / "terms").rglob("*.bin"))
    shutil.copy(theirs, next((folder / "terms").rglob("*.bin")))


def first_row(output: Path) -> dict[str, str]:
    """What is shown first when somebody asks for ferries."""
    site = open_site(output)
    return site.row(site.search("ferry").results[0].number)


DAMAGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "manifest.json").unlink(), "has no search index"),
    (lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"), "is damaged"),
    (lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"), "is damaged"),
    (
        lambda folder: (folder / "manifest.json").write_text('{"version":1,"analysis":1}', encoding="utf-8"),
        "has version 1",
    ),
    (lambda folder: next((folder / "terms").rglob("*.bin")).unlink(), "lacks terms/"),
    (lambda folder: flip(next((folder / "terms").rglob("*.bin"))), "is damaged"),
    (other_build, "damaged or of another build"),
    (lambda folder: flip(next((folder / "stored").rglob("*.bin"))), "is damaged"),
    (lambda folder: [flip(path) for path in (folder / "lists").iterdir()], "damaged or of another build"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_half_written_or_damaged_is_never_searched(
    damage: Callable[[Path], object], words: str, output: Path
) -> None:
    damage(output / "search")
    with pytest.raises(SearchError, match=words) as caught:
        first_row(output)
    assert "build the site again" in str(caught.value)


@pytest.mark.parametrize("key", ["version", "analysis"])
def test_other_version_is_refused(key: str, output: Path) -> None:
    data = json.loads((output / "search" / "manifest.json").read_text(encoding="utf-8"))
    with pytest.raises(SearchError, match="has version"):
        read_manifest({**data, key: 99})


@pytest.mark.parametrize(
    "key", ["fields", "totals", "segments", "languages", "lengths", "sample", "stored", "terms", "lists"]
)
def test_manifest_that_does_not_hold_together_is_refused(key: str, output: Path) -> None:
    data = json.loads((output / "search" / "manifest.json").read_text(encoding="utf-8"))
    with pytest.raises(SearchError, match="is damaged"):
        read_manifest({name: value for name, value in data.items() if name != key})


class KilledError(Exception):
    """The build ends here, as if its process had been killed."""


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.97])
def test_a_killed_build_leaves_the_old_index_or_a_clear_error(
    share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = corpus.documents(10, 80)
    other = [replace(one, raw={**one.raw, "body": one.raw["body"] + " kvass"}) for one in documents]
    for name, pieces in (("old", documents), ("new", other)):
        write_search(tmp_path / name, pieces, FIELDS, cache=tmp_path / f"{name}-cache")
    asked = list(corpus.queries(11, 40))
    known = [[open_site(tmp_path / name).search(text) for text in asked] for name in ("old", "new")]
    before, after = (files(tmp_path / name / "search") for name in ("old", "new"))
    left = int(share * sum(before.get(name) != data for name, data in after.items()))

    def write(path: str, data: bytes) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            write_new(path, data[: len(data) // 2])
            raise KilledError
        write_new(path, data)

    monkeypatch.setattr(store, "write_new", write)
    with pytest.raises(KilledError):
        write_search(tmp_path / "old", other, FIELDS, cache=tmp_path / "old-cache")
    monkeypatch.undo()
    try:
        answers = [open_site(tmp_path / "old").search(text) for text in asked]
    except SearchError as error:
        assert "build the site again" in str(error)  # noqa: PT017 (either outcome is right)
    else:
        assert answers in known
    write_search(tmp_path / "old", other, FIELDS, cache=tmp_path / "old-cache")
    assert files(tmp_path / "old") == files(tmp_path / "new")


def test_unpaired_surrogates_everywhere(tmp_path: Path) -> None:
    odd = "ferry \ud800 port \udfff"
    raw = dict.fromkeys(FIELDS, odd)
    facets = {"tag": (odd,), "place": (odd,), "byline": (odd,), "section": (odd,)}
    write_search(
        tmp_path,
        [Document("/odd/", raw, "en", "2014", odd, odd, odd, facets), FERRY],
        FIELDS,
        cache=tmp_path / "c",
    )
    site = open_site(tmp_path)
    assert refs(site, "+ferry +port") == ["/odd/"]
    assert site.row(0)["title"] == odd
    assert refs(site, odd) == ["/odd/", "/a/"]


HARD = {
    "no words": "",
    "only marks": "!!! … —",
    "a word of a megabyte": "a" * 1_000_000,
    "100,000 words": " ".join(f"w{number}" for number in range(100_000)),
    "one word 70,000 times": "ferry " * 70_000,
    "half a surrogate pair": "ferry \ud800 port \udfff",
    "NUL": "ferry\x00port",
    "right to left": "العبّارة تغادر الميناء המעבורת עוזבת",
    "nothing below U+10000": "𝐁𝐚𝐤𝐮 😀",
}


@pytest.mark.parametrize("name", HARD)
def test_hard_text_is_indexed_or_left_out(name: str, tmp_path: Path) -> None:
    hard = Document(
        "/hard/", {"title": "hard piece", "body": HARD[name]}, filed="2014-03-02", title=HARD[name][:50]
    )
    write_search(tmp_path, [hard, FERRY, PORT], TWO)
    site = open_site(tmp_path)
    assert refs(site, "hard") == ["/hard/"]
    assert set(refs(site, "ferry")) >= {"/a/"}
    exported = dict(site.documents())["/hard/"]
    assert exported["body"] == [forms[0] for forms in analyse(HARD[name], "en")]
    for term in exported["body"][:2]:
        assert "/hard/" in refs(site, term[:2000]) or len(term) > 2000


def test_50_000_tags(tmp_path: Path) -> None:
    tags = tuple(f"tag{number}" for number in range(50_000))
    many = Document("/many/", {"tags": ", ".join(tags)}, filed="2014-03-02", facets={"tag": tags})
    write_search(tmp_path, [many, FERRY], FIELDS)
    assert refs(open_site(tmp_path), "tags:tag49999") == ["/many/"]


def test_a_cache_that_another_build_has_is_left_alone(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with owned(cache) as first, owned(cache) as second:
        assert first == cache
        assert second is None
    with owned(cache) as again:
        assert again == cache


def test_file_is_written_without_what_only_unix_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_CLOEXEC", raising=False)
    write_whole(tmp_path / "new" / "a.bin", b"1\n2")
    assert (tmp_path / "new" / "a.bin").read_bytes() == b"1\n2"
