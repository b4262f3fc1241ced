"""After any sequence of edits the quick build's output is a clean plain build's, byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from strangers import Site, days

from incremental_build.settings import FILE

# How far to go: CI's short walk, or as far as `STRINGER_SEQUENCES` says.
SEQUENCES = int(os.environ.get("STRINGER_SEQUENCES", "6"))
STEPS = 12

SLUGS = ["ferry", "quay", "storm", "mail", "oil"]
WORDS = st.sampled_from(["A *ferry*.", "The **quay** was shut.", "Bakı, Şəki.", "- one\n- two", "> said", "`code`", "    indented", "Note[^1].\n\n[^1]: A note.",
                         "[a]({filename}/quay.md)", "[b]({filename}/pages/about.md)", "![c]({static}/images/a.png)", "[d]({tag}ports)", "[e]({category}News)",
                         "[f]({index})", "[gone]({filename}/nothing.md)", "# Head", "| a | b |\n|---|---|\n| 1 | 2 |", "<b>raw</b>", "x &amp; y"])  # fmt: skip
BODIES = st.lists(WORDS, min_size=1, max_size=5).map("\n\n".join)
PICKED = st.sampled_from(SLUGS)


class AnySite(RuleBasedStateMachine):
    """A small site that is edited at random. `theme` is one of Pelican's own."""

    theme = "simple"

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.site = Site(self.folder, THEME=self.theme, THEME_TEMPLATES_OVERRIDES=[str(self.folder / "overrides")], DEFAULT_PAGINATION=2,
                         TAG_FEED_ATOM="feeds/tag-{slug}.xml", CATEGORY_FEED_RSS="feeds/{slug}.rss", YEAR_ARCHIVE_SAVE_AS="{date:%Y}/index.html",
                         OUTPUT_SOURCES=True)  # fmt: skip
        (self.folder / "overrides").mkdir()
        self.heads: dict[str, dict[str, str]] = {}
        self.bodies: dict[str, str] = {}
        self.folders: dict[str, str] = {}
        self.number = 0
        self.edited = True
        self.site.article("keeper", "Always here.", Date=days(0))
        self.site.write("pages/about.md", "Title: About\n\nUs. [k]({filename}/keeper.md)\n")
        self.site.write("images/a.png", "picture")

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def save(self, slug: str) -> None:
        self.edited = True
        head = "".join(f"{key}: {value}\n" for key, value in self.heads[slug].items())
        self.site.write(f"{self.folders[slug]}{slug}.md", f"{head}\n{self.bodies[slug]}\n")

    @rule(slug=PICKED, body=BODIES)
    def write(self, slug: str, body: str) -> None:
        self.number += 1
        self.heads.setdefault(
            slug, {"Title": slug.title(), "Date": days(self.number), "Slug": slug, "Category": "News"}
        )
        self.folders.setdefault(slug, "")
        self.bodies[slug] = body
        self.save(slug)

    @precondition(lambda self: self.heads)
    @rule(
        data=st.data(),
        change=st.sampled_from(
            [("Title", "Another {n}"), ("Title", "Ferries & <quays>"), ("Date", ""), ("Modified", ""), ("Tags", "ports, sea"), ("Tags", "sea"), ("Category", "Sea"),
             ("Authors", "One, Two"), ("Author", "Əli"), ("Lang", "az"), ("Status", "draft"), ("Status", "hidden"), ("Status", "published"), ("Slug", "moved-{n}"),
             ("Summary", "In *short* [k]({{filename}}/keeper.md)"), ("Save_as", "deep/{n}/index.html"), ("Template", "page"), ("Save_as", "deep/{n}"),
             ("Translation", "true"), ("Slug", "keeper")]
        ),
    )  # fmt: skip
    def change_head(self, data: st.DataObject, change: tuple[str, str]) -> None:
        slug = data.draw(st.sampled_from(sorted(self.heads)))
        key, value = change
        self.number += 1
        if change == ("Slug", "keeper"):
            # Another language of the piece that is always there.
            if any(head["Slug"] == "keeper" for head in self.heads.values()):
                return
            self.heads[slug]["Lang"] = "ru"
        elif key == "Lang" and self.heads[slug]["Slug"] == "keeper":
            return
        self.heads[slug][key] = value.format(n=self.number) or days(self.number)
        self.save(slug)

    @precondition(lambda self: self.heads)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        slug = data.draw(st.sampled_from(sorted(self.heads)))
        (self.site.content / f"{self.folders[slug]}{slug}.md").unlink()
        del self.heads[slug], self.bodies[slug], self.folders[slug]
        self.edited = True

    @precondition(lambda self: self.heads)
    @rule(data=st.data(), folder=st.sampled_from(["", "Sport/", "2014/"]))
    def move(self, data: st.DataObject, folder: str) -> None:
        slug = data.draw(st.sampled_from(sorted(self.heads)))
        (self.site.content / f"{self.folders[slug]}{slug}.md").unlink()
        self.folders[slug] = folder
        self.heads[slug].pop("Category", None)
        self.save(slug)

    @rule(
        name=st.sampled_from(["one", "two"]),
        text=WORDS,
        kind=st.sampled_from(["rst", "html", "page", "gone"]),
    )
    def write_others(self, name: str, text: str, kind: str) -> None:
        self.edited = True
        date = days(500 if name == "one" else 501)
        for end in ("rst", "html"):
            (self.site.content / f"{name}.{end}").unlink(missing_ok=True)
        if kind == "rst":
            self.site.write(
                f"{name}.rst",
                f"{name}\n{'#' * len(name)}\n\n:date: {date}\n:tags: sea\n:category: Rest\n\nA *rest* and ``{len(text)}``.\n\n.. note:: Mind.\n",
            )
        elif kind == "html":
            self.site.write(f"{name}.html", f'<html><head><title>{name}</title><meta name="date" content="{date}"><meta name="tags" content="sea">'
                            f'</head><body><p>{len(text)} é</p></body></html>')  # fmt: skip
        elif kind == "page":
            self.site.write(f"pages/{name}.md", f"Title: {name}\n\n{text}\n")
        else:
            (self.site.content / "pages" / f"{name}.md").unlink(missing_ok=True)

    @rule(name=st.sampled_from(["a.png", "b.png", "deep/c.png"]), text=st.sampled_from(["one", "two", ""]))
    def change_file(self, name: str, text: str) -> None:
        self.edited = True
        if text:
            self.site.write(f"images/{name}", text)
        else:
            (self.site.content / "images" / name).unlink(missing_ok=True)

    @rule(
        name=st.sampled_from(["article.html", "base.html", "index.html", "translations.html", "extra.html"]),
        text=st.sampled_from(
            ["", '{% extends "!simple/@@" %}{% block content %}{{ super() }}{{ SITENAME }}{% endblock %}',
             '{% extends "!simple/@@" %}{% block content %}{% for a in articles %}{{ a.title }}{% endfor %}{{ super() }}{% include ["extra.html", "gone.html"] ignore missing %}{% endblock %}',
             '{% extends "!simple/@@" %}{% block footer %}{{ articles|map(attribute="slug")|join(",") }}{{ (dates|first).content }}{% endblock %}',
             "{% macro translations_for(article) %}{{ article.translations|length }}{% endmacro %}{% macro entry_hreflang(article) %}{{ article.lang }}{% endmacro %}T"]
        ),
    )  # fmt: skip
    def change_template(self, name: str, text: str) -> None:
        path = self.folder / "overrides" / name
        fits = "macro" in text if name == "translations.html" else "macro" not in text
        if not text or not fits:
            path.unlink(missing_ok=True)
        elif name == "extra.html":
            path.write_text(f"extra {len(text)} {{{{ output_file }}}}", encoding="utf-8")
        else:
            path.write_text(text.replace("@@", name), encoding="utf-8")
        self.edited = True

    @rule(
        change=st.sampled_from(
            [("SITENAME", "Another name"), ("SITENAME", "A stranger's site"), ("DEFAULT_PAGINATION", 3), ("DEFAULT_PAGINATION", False), ("RELATIVE_URLS", True),
             ("RELATIVE_URLS", False), ("ARTICLE_SAVE_AS", "{date:%Y}/{slug}.html"), ("ARTICLE_SAVE_AS", "{slug}.html"), ("SUMMARY_MAX_LENGTH", 3), ("FEED_MAX_ITEMS", 2),
             ("DEFAULT_DATE_FORMAT", "%d/%m/%y"), ("ARTICLE_ORDER_BY", "title"), ("TRANSLATION_FEED_ATOM", None), ("DISPLAY_PAGES_ON_MENU", False), ("LINKS", (("a", "b"),))]
        )
    )  # fmt: skip
    def change_setting(self, change: tuple[str, object]) -> None:
        self.site.settings[change[0]] = change[1]
        self.edited = True

    @rule(how=st.sampled_from(["delete", "change", "touch"]), number=st.integers(0, 1000))
    def tamper_with_output(self, how: str, number: int) -> None:
        files = sorted(path for path in self.site.quick.rglob("*.html") if path.is_file())
        if files:
            path = files[number % len(files)]
            if how == "delete":
                path.unlink()
            else:
                path.write_bytes(b"x" * path.stat().st_size if how == "change" else path.read_bytes())
            self.edited = True

    @rule(how=st.sampled_from(["delete", "cut", "garbage", "rows"]), number=st.integers(0, 1000))
    def spoil_cache(self, how: str, number: int) -> None:
        # With the cache goes the knowledge of what is ours: first whatever waits is built.
        self.agree()
        file = self.site.cache / FILE
        if how == "delete":
            file.unlink()
        elif how == "cut":
            file.write_bytes(file.read_bytes()[: number * 7])
        elif how == "garbage":
            file.write_bytes(random.Random(number).randbytes(5000))
        else:
            base = sqlite3.connect(file)
            base.execute("UPDATE texts SET value = (SELECT value FROM texts ORDER BY key LIMIT 1)")
            base.execute("UPDATE pages SET value = (SELECT value FROM pages ORDER BY name DESC LIMIT 1)")
            base.commit()
            base.close()
        self.edited = True
        self.agree()

    @rule()
    def agree(self) -> None:
        if self.edited:
            self.site.check()
            self.edited = False

    @invariant()
    def nothing_is_left_over(self) -> None:
        assert not (self.site.quick / ".incremental_build").exists()


class AnySiteOfAnotherTheme(AnySite):
    theme = "notmyidea"


@pytest.mark.slow
@pytest.mark.parametrize("machine", [AnySite, AnySiteOfAnotherTheme])
def test_any_sequence_of_edits_gives_the_plain_bytes(machine: type[AnySite]) -> None:
    @seed(int(os.environ.get("STRINGER_SEED", "7")))
    class Seeded(machine):  # type: ignore[misc, valid-type]
        def teardown(self) -> None:
            try:
                self.agree()
            finally:
                super().teardown()

    chosen = settings(
        max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, database=None,
        phases=[Phase.generate, Phase.shrink] if SEQUENCES > 100 else [Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Seeded, settings=chosen)
