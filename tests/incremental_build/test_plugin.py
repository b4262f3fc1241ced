"""The quick build in a stranger's site: what it keeps, what it makes anew, and that nobody can tell."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican import signals
from pelican.contents import Article
from pelican.readers import MarkdownReader
from pelican.settings import read_settings
from pelican.writers import Writer
from strangers import Site, counts, days, tree

from incremental_build import plugin
from incremental_build.errors import BuildError
from incremental_build.settings import FILE


def test_nothing_changed_nothing_is_made_and_no_file_is_touched(site: Site) -> None:
    first = counts(site)
    assert first["kept"] == 0
    before = {
        name: (site.quick / name).stat().st_mtime_ns
        for name in tree(site.quick)
        if name.endswith((".html", ".xml"))
    }
    again = counts(site)
    assert again["made"] == 0
    assert again["kept"] == first["made"] > 30
    assert before == {name: (site.quick / name).stat().st_mtime_ns for name in before}


def test_an_edited_body_makes_only_what_shows_it(site: Site) -> None:
    counts(site)
    # The third and later words of a text stand on its own page and in feeds, not in lists.
    site.article("piece-3", "Body *3* of a changed text.", Date=days(3), Category="Sea", Tags="ports")
    made = counts(site)
    # Its page; the index page, tag, category and author pages that print a summary; its feeds.
    assert 0 < made["made"] < made["kept"] / 2


def test_a_changed_title_is_changed_wherever_it_stands(site: Site) -> None:
    counts(site)
    site.article("piece-3", "Body *3* of it.", Title="Another", Date=days(3), Category="Sea", Tags="ports")
    made = counts(site)
    assert 0 < made["made"] < made["kept"]


def test_the_page_of_a_deleted_article_goes_and_what_is_not_ours_stays(site: Site) -> None:
    counts(site)
    (site.content / "piece-3.md").unlink()
    (site.content / "images/a.png").unlink()
    (site.quick / "CNAME").write_text("a.example", encoding="utf-8")
    site.build()
    site.build_plain()
    assert tree(site.quick).keys() - tree(site.plain).keys() == {"CNAME"}
    assert not (site.quick / "images").exists()


def test_an_output_that_was_changed_is_made_again(site: Site) -> None:
    counts(site)
    page = site.quick / "piece-3.html"
    page.write_bytes(b"x" * page.stat().st_size)
    (site.quick / "piece-4.html").unlink()
    assert counts(site)["made"] == 2


def test_a_link_follows_its_target(site: Site) -> None:
    site.article("piece-3", "See [it]({filename}/piece-4.md).", Date=days(3))
    counts(site)
    site.article("piece-4", "Body.", Date=days(4), Save_as="elsewhere.html", Url="elsewhere.html")
    counts(site)
    assert b"elsewhere.html" in (site.quick / "piece-3.html").read_bytes()


def test_a_text_that_attaches_a_file_has_every_page_rendered(site: Site) -> None:
    site.write("deep/b.png", "b")
    site.write(
        "deep/one.md", f"Title: One\nDate: {days(70)}\nSave_as: far/one.html\n\n![b]({{attach}}b.png)\n"
    )
    counts(site)
    assert counts(site)["kept"] == 0
    assert (site.quick / "far/b.png").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "article_generator_write_article",
        "page_generator_write_page",
        "content_written",
        "feed_generated",
        "feed_written",
    ],
)
def test_a_plugin_that_listens_while_pages_are_written_hears_of_every_page(site: Site, name: str) -> None:
    heard: list[object] = []

    def listen(sender: object, **_: object) -> None:
        heard.append(sender)

    counts(site)
    getattr(signals, name).connect(listen)
    try:
        site.build()
        first = len(heard)
        site.build()
    finally:
        getattr(signals, name).disconnect(listen)
    assert first > 0
    assert len(heard) == 2 * first
    assert site.last["kept"] == 0


def test_where_another_writer_was_chosen_nothing_is_removed(site: Site) -> None:
    class Theirs(Writer):  # type: ignore[misc]
        pass

    def choose(_: object) -> type:
        return Theirs

    counts(site)
    signals.get_writer.connect(choose)
    try:
        site.build()
    finally:
        signals.get_writer.disconnect(choose)
    site.compare()
    site.article("piece-3", "Other.", Date=days(3))
    site.check()


def test_a_method_that_a_plugin_has_put_into_pelicans_classes_is_asked_each_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts(site)
    assert counts(site)["made"] == 0
    numbers = itertools.count()
    monkeypatch.setattr(Article, "content", property(lambda self: f"{self._content}{next(numbers)}"))
    site.build()
    assert site.last["kept"] == 0


def test_a_plugin_that_changes_files_afterwards_finds_them_as_they_were(site: Site) -> None:
    def shrink(pelican: Any) -> None:
        for path in Path(pelican.output_path).rglob("*.html"):
            path.write_text(path.read_text(encoding="utf-8").replace("  ", ""), encoding="utf-8")

    signals.finalized.connect(shrink)
    try:
        site.check()
        site.article("piece-3", "Other.", Date=days(3))
        site.check()
    finally:
        signals.finalized.disconnect(shrink)


@pytest.mark.parametrize("where", ["cache folder is a file", "cache file is a folder"])
def test_a_cache_that_cannot_be_is_none(site: Site, where: str) -> None:
    if where == "cache folder is a file":
        site.cache.write_text("", encoding="utf-8")
    else:
        (site.cache / FILE).mkdir(parents=True)
    counts(site)
    assert counts(site)["kept"] == 0


def test_a_file_where_a_folder_was_and_the_other_way_round(site: Site) -> None:
    for save_as in ("a", "a/b.html", "a", "a/b.html/c.html", "a/b.html"):
        site.article("piece-3", "Text.", Date=days(3), Save_as=save_as)
        counts(site)


def test_left_out_it_is_gone(site: Site) -> None:
    counts(site)
    site.build(INCREMENTAL_BUILD_ENABLED=True)
    site.build_plain(site.quick, DELETE_OUTPUT_DIRECTORY=False)
    site.compare()


def test_it_can_be_switched_off(site: Site) -> None:
    site.build(INCREMENTAL_BUILD_ENABLED=False)
    site.build_plain()
    site.compare()
    assert site.last == {}
    assert not site.cache.exists()


@pytest.mark.parametrize(
    ("setting", "words"),
    [({"INCREMENTAL_BUILD_CASH": "x"}, "did you mean INCREMENTAL_BUILD_CACHE"), ({"INCREMENTAL_BUILD_ENABLED": "no"}, "write True or False"),
     ({"INCREMENTAL_BUILD_TRUSTED_EXTENSIONS": "toc"}, "a list of names"), ({"INCREMENTAL_BUILD_CACHE": 3}, "write a folder")],
)  # fmt: skip
def test_a_wrong_setting_is_named(site: Site, setting: dict[str, object], words: str) -> None:
    with pytest.raises(BuildError, match=words):
        site.build(**setting)


def test_a_cache_in_the_output_is_refused(site: Site) -> None:
    with pytest.raises(BuildError, match="outside"):
        site.build(INCREMENTAL_BUILD_CACHE=str(site.quick / "cache"))


TEXTS = st.lists(
    st.sampled_from(["Title: A\n", "Summary: *b* [x][1]\n", "Tags: a, b\n", "\n", "# H\n", "## H\n", "[1]: http://a.example\n", "[x][1] ", "[^1] ", "[^1]: note\n", "*[HTML]: y\n",
                     "HTML ", "    code\n", "```py\nx\n```\n", "1. a\n", "3. b\n", "- c\n", "<div markdown=1>\n*a*\n</div>\n", "<p>raw\n", "term\n:   def\n", "| a |\n|---|\n| b |\n",
                     "*em ", "**st** ", "`c` ", "{: #id .c}\n", "!!! note\n    x\n", "&amp; ", "\\* "]), max_size=14
).map("".join)  # fmt: skip


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_one_engine_reads_as_a_new_one_does(texts: list[str]) -> None:
    settings = read_settings(None)
    settings["MARKDOWN"]["extension_configs"] |= {
        "markdown.extensions.toc": {},
        "markdown.extensions.admonition": {},
        "markdown.extensions.sane_lists": {},
    }
    keeping = plugin.EngineKeepingReader(settings)
    file = Path(os.environ.get("TMPDIR", "/tmp")) / f"stringer-{os.getpid()}.md"  # noqa: S108
    for text in texts:
        file.write_text(text, encoding="utf-8")
        ours, theirs = [reader.read(str(file)) for reader in (keeping, MarkdownReader(settings))]
        assert ours[0] == theirs[0]
        assert {k: str(v) for k, v in ours[1].items()} == {k: str(v) for k, v in theirs[1].items()}
    file.unlink()


def test_our_copy_of_the_markdown_reader_is_of_the_pelican_that_is_installed() -> None:
    # When Pelican changes, compare `EngineKeepingReader.read` with theirs before this hash is renewed.
    assert plugin._readers_hash() == plugin._KNOWN_READERS
