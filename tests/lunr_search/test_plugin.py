"""The plugin in a stranger's site: indexes what is published, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
import stranger

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.errors import SearchError
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from lunr_search.shards import unpacked


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """One article in two languages, a draft, a hidden one and one of the future."""
    folder = tmp_path / "content"
    body = "The <b>ferry</b> left.<br>Cranes<em>wait</em>\n\n- Kvass\n- Tea"
    stranger.write_article(
        folder,
        "ferry",
        body,
        Tags="port, sea",
        Category="Reports",
        Authors="Rauf Aliyev",
        Summary="A *quiet* crossing.",
    )
    stranger.write_article(folder, "ferry-az", "Gəmi getdi.", Slug="ferry", Lang="az", Title="Bərə")
    stranger.write_article(folder, "secret", "canary", Status="draft")
    stranger.write_article(folder, "veiled", "canary", Status="hidden")
    return folder


def refs(output: Path, query: str) -> list[str]:
    """What a query finds in a built site."""
    return [result.ref for result in open_site(output).search(query).results]


def test_finds_articles_and_translations_by_every_field(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stranger.build(content, out)
    for query in (
        "body:ferry",
        "title:ferry",
        "tags:port",
        "byline:Алиев",
        "section:reports",
        "standfirst:quiet",
        "kvass",
        "tea",
    ):
        assert refs(out, query) == ["/ferry.html"], query
    assert refs(out, "gəmi") == ["/ferry-az.html"]
    assert (out / "ferry-az.html").is_file()


def test_drafts_and_hidden_articles_leave_no_word(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stranger.build(content, out)
    assert refs(out, "canary") == []
    contents = [path.read_bytes() for path in (out / "search").rglob("*") if path.is_file()]
    bare = [unpacked(data) if data[:2] == b"\x1f\x8b" else data for data in contents]
    assert sum(b"ferry" in data for data in bare) >= 3, "the test can see words"
    assert not any(b"canary" in data or b"yranac" in data for data in bare)


def test_held_back_body_is_not_indexed(content: Path, tmp_path: Path) -> None:
    # Any metadata becomes an attribute: a copy desk sets these two.
    stranger.write_article(
        content, "card", "canary", search_excluded_body="yes", Tags="canary", Summary="canary"
    )
    stranger.write_article(content, "apart", "canary", search_excluded="yes")
    out = tmp_path / "out"
    stranger.build(content, out)
    assert refs(out, "canary") == []
    assert refs(out, "card") == ["/card.html"]
    assert refs(out, "apart") == []


def test_tags_part_words_only_where_a_reader_sees_a_gap(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stranger.build(content, out)
    assert refs(out, "craneswait") == ["/ferry.html"]
    assert refs(out, "leftcranes") == []


def test_two_builds_give_the_same_bytes(content: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        stranger.build(content, tmp_path / name)
    one, two = ({path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name / "search").rglob("*") if path.is_file()} for name in ("one", "two"))  # fmt: skip
    assert one == two


@pytest.mark.parametrize(
    ("save_as", "ref"),
    [
        ("consumer-price-index.html", "/consumer-price-index.html"),
        ("prices/index.html", "/prices/"),
        ("prices/myindex.html", "/prices/myindex.html"),
        ("prices/index.html.html", "/prices/index.html.html"),
    ],
)
def test_an_address_loses_no_part_of_a_name(save_as: str, ref: str, tmp_path: Path) -> None:
    stranger.write_article(tmp_path / "content", "prices", "Bread.", Save_as=save_as, Url=save_as)
    stranger.build(tmp_path / "content", tmp_path / "out")
    assert refs(tmp_path / "out", "bread") == [ref]
    assert (tmp_path / "out" / save_as).is_file()


def test_no_article_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(SearchError, match="not one published article"):
        stranger.build(tmp_path / "content", tmp_path / "out")


def test_can_be_switched_off(content: Path, tmp_path: Path) -> None:
    stranger.build(content, tmp_path / "out", LUNR_SEARCH_ENABLED=False)
    assert not (tmp_path / "out" / "search").exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"LUNR_SEARCH_FEILDS": {}}, "did you mean LUNR_SEARCH_FIELDS"),
        ({"LUNR_SEARCH_FIELDS": {"tittle": 1}}, "did you mean 'title'"),
        ({"LUNR_SEARCH_FIELDS": {"title": 0}}, "number above 0"),
        ({"LUNR_SEARCH_FIELDS": {"title": True}}, "number above 0"),
        ({"LUNR_SEARCH_FIELDS": []}, "write a table"),
        ({"LUNR_SEARCH_ENABLED": "no"}, "True or False"),
        ({"LUNR_SEARCH_FIELDS": {"title": 10**400}}, "'title' a boost without bounds"),
        ({"LUNR_SEARCH_FIELDS": {"title": 10**9999}}, "'title' a boost without bounds"),
        ({"LUNR_SEARCH_FIELDS": {"title": float("nan")}}, "the boost nan"),
        ({"LUNR_SEARCH_CACHE": 3}, "write a folder"),
        ({"LUNR_SEARCH_CACHE": "/"}, "not a folder of its own"),
        ({"LUNR_SEARCH_CACHE": "a\0b"}, "write a folder"),
        ({"LUNR_SEARCH_CACHE": "a\ud800b"}, "write a folder"),
        ({"LUNR_SEARCH_CACHE": "a" * 5000}, "write a folder"),
        ({"LUNR_SEARCH_CACHE": "~nobody-has-this-name/cache"}, "write a folder"),
        ({"LUNR_SEARCH_CACHE": __file__}, "is a file"),
        ({"LUNR_SEARCH_CACHE": f"{__file__}/cache"}, "is a file"),
    ],
)
def test_wrong_setting_is_a_sentence(
    settings: dict[str, object], words: str, content: Path, tmp_path: Path
) -> None:
    with pytest.raises(SearchError, match=words):
        stranger.build(content, tmp_path / "out", **settings)
    assert not (tmp_path / "out").exists()
    assert not Path(f"{__file__}.lock").exists()


@pytest.mark.parametrize("name", ["shards", "state", "stock"])
def test_a_folder_where_the_cache_keeps_a_file_is_named(name: str, content: Path, tmp_path: Path) -> None:
    (tmp_path / "cache" / name).mkdir(parents=True)
    with pytest.raises(SearchError, match=f"{name} is a folder.*\n.*remove it"):
        stranger.build(content, tmp_path / "out", LUNR_SEARCH_CACHE=str(tmp_path / "cache"))
    with pytest.raises(SearchError, match=f"{name} is a folder.*\n.*remove it"):
        write_search(tmp_path / "out", [Document("/", {"title": "ferry"})], FIELDS, cache=tmp_path / "cache")
    assert not (tmp_path / "out").exists()


def test_cache_below_the_output_is_refused(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(SearchError, match="lies in the output"):
        stranger.build(content, out, LUNR_SEARCH_CACHE=str(out / "cache"))
    with pytest.raises(SearchError, match="lies in the output"):
        stranger.build(content, out, LUNR_SEARCH_CACHE=str(content / ".." / "out" / "cache"))
    (tmp_path / "link").symlink_to(out)
    with pytest.raises(SearchError, match="lies in the output"):
        stranger.build(content, out, LUNR_SEARCH_CACHE=str(tmp_path / "link" / "cache"))
    with pytest.raises(SearchError, match="lies in the output"):
        stranger.build(content, tmp_path / "link", LUNR_SEARCH_CACHE=str(out / "cache"))


def test_a_cache_below_home_is_there(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    stranger.build(content, tmp_path / "out", LUNR_SEARCH_CACHE="~/cache")
    assert (tmp_path / "home/cache/state").is_file()
    assert not (tmp_path / "~").exists()


@pytest.mark.parametrize("settings", ["pelicanconf.py", "publishconf.py"])
def test_a_cache_lies_beside_the_settings_that_name_it(settings: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    stranger.write_article(site / "content", "ferry")
    (site / "pelicanconf.py").write_text(
        f'{stranger.CONF}LUNR_SEARCH_CACHE = ".cache/search"\n', encoding="utf-8"
    )
    (site / "publishconf.py").write_text(
        "import os, sys\nsys.path.append(os.path.dirname(__file__))\nfrom pelicanconf import *\n",
        encoding="utf-8",
    )
    (tmp_path / "elsewhere").mkdir()
    code, said = stranger.run_pelican(tmp_path / "elsewhere", "-s", str(site / settings))
    assert code == 0, said
    assert (site / ".cache/search/state").is_file()
    assert not (tmp_path / "elsewhere/.cache").exists()


def test_cache_gives_the_same_bytes(content: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        cache = {"LUNR_SEARCH_CACHE": str(tmp_path / "cache")} if name != "three" else {}
        stranger.build(content, tmp_path / name, **cache)
    one, two, three = ({path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name / "search").rglob("*") if path.is_file()} for name in ("one", "two", "three"))  # fmt: skip
    assert one == two == three
    assert not (tmp_path / "one" / "cache").exists()


def test_fields_are_the_sites_choice(content: Path, tmp_path: Path) -> None:
    stranger.build(content, tmp_path / "out", LUNR_SEARCH_FIELDS={"title": 2})
    assert open_site(tmp_path / "out").fields == {"title": 2.0}
    assert refs(tmp_path / "out", "kvass") == []
