"""Edits of a small archive, by name: what a correspondent, a designer, a clock and an accident can do to it."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from PIL import Image

TITLES = ["The boat", "Günəşli <gün>", "Паром ушёл", "A & B", "“Quotes”", "The boat"]
TAGS = ["ports", "Ports", "sea", "C++", "C#", "rail", "dəniz"]
PEOPLE = ["Ann Sample", "Рауф Алиев", "Rauf Əliyev", "Tom Nobody", "ANN SAMPLE"]
PLACES = [
    "BAKU, Azerbaijan",
    "ALAT, Azerbaijan",
    "Sheki",
    "SHEKI, Azerbaijan",
    "Sheki, Georgia",
    "TBILISI, Georgia",
]
SECTIONS = ["Energy", "energy", "Rail"]
SERIES = ["Rooms", "The Line"]
LANGS = ["en", "en", "az", "ru"]
BODIES = [
    "One plain paragraph.\n\nAnd *one* more, with [a link](https://example.org/a).",
    "## A heading\n\nText – with 5 km and a note.[^1]\n\n[^1]: The note.",
    "![A ferry](images/ferry.png)\n\nText below the picture.",
    "Text with `code`, <b>HTML</b> and a [link](/2014/01/02/one/).\n\n- one\n- two",
    "Вода и паром.\n\n> Цитата",
    "",
]
SETTINGS = "name: {name}\ntagline: {tagline}\ncorrespondent: A. Tester\nlanguages: [en, az, ru]\naddress: https://tester.example\ntime_zone: Asia/Baku\n"
START = 1_767_225_600
DAY = 86_400


class EditedArchive:
    """An archive below `folder`, made of `house` (settings files and theme), with what may happen to it.

    `content`, `output`: its folders; `cache`: where builds keep what they know. Every edit takes its chances from
    the `random.Random` it is given, so that a sequence can be told by names and numbers.
    """

    def __init__(self, folder: Path, house: Path, cache: Path) -> None:
        self.content, self.output = folder / "content", folder / "site"
        self.house, self.cache = house, cache
        self.now = START
        self.files: dict[str, dict[str, str]] = {}
        self.settings = {"name": "Dispatches", "tagline": "A test"}
        self.content.mkdir(parents=True)
        self.draw("ferry", (30, 90, 60))
        self.page("About this archive.")
        self.say_settings()
        rng = random.Random(7)
        for number in range(6):
            self.add(rng, f"one-{number}")
        self.files["dispatches/one-1.md"] |= {"lang": "az", "translation_of": "one-0"}
        self.save("dispatches/one-1.md")

    # -- what lies there ---------------------------------------------------------------------------

    def save(self, name: str) -> None:
        """Write one dispatch."""
        values = dict(self.files[name])
        body = values.pop("body")
        text = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
        self.write(name, f"---\n{text}---\n\n{body}\n")

    def write(self, name: str, text: str) -> None:
        """Write a file below content/."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def draw(self, name: str, colour: tuple[int, int, int], size: tuple[int, int] = (600, 400)) -> None:
        """Draw a picture."""
        path = self.content / "images" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, colour).save(path, "PNG")

    def page(self, text: str) -> None:
        """Write content/pages/about.md."""
        self.write("pages/about.md", f"---\ntitle: About\nslug: about\n---\n\n{text}\n")

    def say_settings(self) -> None:
        """Write archive.yaml."""
        self.write("archive.yaml", SETTINGS.format(**self.settings))

    # -- edits ---------------------------------------------------------------------------------------

    def add(self, rng: random.Random, slug: str | None = None) -> None:
        """A new dispatch."""
        slug = slug or f"new-{rng.randrange(10**6)}"
        name = f"dispatches/{slug}.md"
        self.files[name] = {
            "title": rng.choice(TITLES).replace("&", "and").replace("<", "").replace(">", ""),
            "date": self.some_day(rng), "slug": slug, "lang": rng.choice(LANGS),
            "bylines": f"[{rng.choice(PEOPLE)}]", "dateline": rng.choice(PLACES), "section": rng.choice(SECTIONS),
            "tags": f"[{', '.join(sorted(set(rng.choices(['ports', 'sea', 'rail'], k=2))))}]",
            "series": rng.choice(["", *SERIES]), "standfirst": "A standfirst.", "body": rng.choice(BODIES),
        }  # fmt: skip
        self.save(name)

    def some_day(self, rng: random.Random) -> str:
        """A date of the last years, as precise as any."""
        day = dt.date(2014, 1, 1) + dt.timedelta(rng.randrange(4000))
        return rng.choice(
            [str(day), str(day), f"{day}T18:40+04:00", f"{day.year}", f"{day.year}-{day.month:02}"]
        )

    def set(self, rng: random.Random, key: str, value: str) -> None:
        """Another value of one dispatch's key."""
        name = rng.choice(sorted(self.files))
        self.files[name][key] = value
        self.save(name)

    def body(self, rng: random.Random) -> None:
        """Another text."""
        self.set(rng, "body", f"{rng.choice(BODIES)}\n\nEdited {rng.randrange(1000)}.")

    def title(self, rng: random.Random) -> None:
        """Another headline."""
        self.set(rng, "title", f'"{rng.choice(TITLES).replace(chr(34), "")} {rng.randrange(3)}"')

    def date(self, rng: random.Random) -> None:
        """Another date; sometimes one to come."""
        soon = dt.datetime.fromtimestamp(self.now + rng.randrange(3 * DAY), dt.UTC)
        self.set(rng, "date", rng.choice([self.some_day(rng), soon.isoformat(timespec="minutes")]))

    def tags(self, rng: random.Random) -> None:
        """Other tags."""
        self.set(rng, "tags", f"[{', '.join(dict.fromkeys(rng.choices(TAGS, k=rng.randrange(4))))}]")

    def byline(self, rng: random.Random) -> None:
        """Other people."""
        self.set(rng, "bylines", f"[{', '.join(dict.fromkeys(rng.choices(PEOPLE, k=rng.randrange(1, 3))))}]")

    def place(self, rng: random.Random) -> None:
        """Another place, filed from or about."""
        if rng.random() < 0.5:
            self.set(rng, "dateline", rng.choice(PLACES))
        else:
            self.set(rng, "about", f"[{rng.choice(PLACES).partition(',')[0].title()}]")

    def section(self, rng: random.Random) -> None:
        """Another section or series."""
        key, values = rng.choice([("section", SECTIONS), ("series", ["", *SERIES])])
        self.set(rng, key, rng.choice(values))

    def language(self, rng: random.Random) -> None:
        """Another language."""
        self.set(rng, "lang", rng.choice(LANGS))

    def translation(self, rng: random.Random) -> None:
        """A translation of another dispatch, or none."""
        self.set(rng, "translation_of", rng.choice(["", *(v["slug"] for v in self.files.values())]))

    def slug(self, rng: random.Random) -> None:
        """Another address."""
        self.set(rng, "slug", f"moved-{rng.randrange(20)}")

    def alias(self, rng: random.Random) -> None:
        """An old address."""
        self.set(
            rng, "aliases", rng.choice(["", f"[/old/{rng.randrange(9)}.html]", f"[/was/{rng.randrange(9)}]"])
        )

    def status(self, rng: random.Random) -> None:
        """Draft, hidden, withdrawn, or out."""
        name = rng.choice(sorted(self.files))
        value = rng.choice(["published", "published", "draft", "hidden", "withdrawn"])
        reason = '{date: 2020-01-01, reason: "It was wrong."}' if value == "withdrawn" else ""
        self.files[name] |= {"status": value, "withdrawn": reason}
        self.save(name)

    def embargo(self, rng: random.Random) -> None:
        """An instant before which nothing of it may be seen."""
        moment = dt.datetime.fromtimestamp(self.now + rng.randrange(-DAY, 3 * DAY), dt.UTC)
        self.set(rng, "embargo", rng.choice(["", moment.isoformat(timespec="minutes")]))

    def words(self, rng: random.Random) -> None:
        """A standfirst, a kicker, a correction, an update."""
        key, value = rng.choice([
            ("standfirst", f"Standfirst {rng.randrange(9)}."), ("kicker", rng.choice(["", "Kicker"])),
            ("corrections", rng.choice(["", '[{date: 2020-02-02, text: "Not 2, but 3."}]'])),
            ("updated", rng.choice(["", "2025-12-01"])),
        ])  # fmt: skip
        self.set(rng, key, value)

    def lead(self, rng: random.Random) -> None:
        """A lead picture, or none."""
        self.set(
            rng, "image", rng.choice(["", '{file: images/ferry.png, alt: "A ferry", credit: "A. Tester"}'])
        )

    def picture(self, rng: random.Random) -> None:
        """Another picture in the same file."""
        size = rng.choice([(600, 400), (900, 500), (300, 200)])
        self.draw("ferry", (rng.randrange(256), 90, 60), size)

    def delete(self, rng: random.Random) -> None:
        """A dispatch less."""
        if len(self.files) > 2:
            name = rng.choice(sorted(self.files))
            del self.files[name]
            (self.content / name).unlink()

    def rename(self, rng: random.Random) -> None:
        """A file under another name; file names mean nothing."""
        name = rng.choice(sorted(self.files))
        new = f"dispatches/{rng.randrange(2010, 2013)}/file-{rng.randrange(10**6)}.md"
        self.files[new] = self.files.pop(name)
        (self.content / name).unlink()
        self.save(new)

    def about(self, rng: random.Random) -> None:
        """Another text of the page about the archive."""
        self.page(f"About, {rng.randrange(9)}.")

    def archive(self, rng: random.Random) -> None:
        """Another setting of the archive, or a list of people."""
        if rng.random() < 0.5:
            self.settings["tagline"] = f"A test, {rng.randrange(9)}"
            self.say_settings()
        else:
            names = rng.sample(PEOPLE[:3], k=rng.randrange(1, 3))
            self.write("people.yaml", "".join(f"- name: {name}\n" for name in dict.fromkeys(names)))

    def theme(self, rng: random.Random) -> None:
        """A template, a stylesheet or a catalogue changes."""
        name = rng.choice(["templates/article.html", "templates/macros/item.html", "static/css/parts.css"])
        path = self.house / "theme" / name
        text = re.sub(r"\n?(?:\{#|/\*) edit \d+ (?:#\}|\*/)<?!?.*$", "", path.read_text(encoding="utf-8"))
        number = rng.randrange(100)
        path.write_text(
            f"{text}\n/* edit {number} */" if name.endswith(".css") else f"{text}\n{{# edit {number} #}}",
            encoding="utf-8",
        )

    def setting(self, rng: random.Random) -> None:
        """A setting of the site changes."""
        path = self.house / "pelicanconf.py"
        text = re.sub(r"\nCOPYDESK_PAGE_SIZE = \d+\n$", "\n", path.read_text(encoding="utf-8"))
        path.write_text(f"{text.rstrip()}\nCOPYDESK_PAGE_SIZE = {rng.choice([5, 50])}\n", encoding="utf-8")

    def plugin(self, rng: random.Random) -> None:
        """The code of a plugin changes."""
        (self.house / "plugins" / "changed.py").write_text(f"# {rng.randrange(100)}\n", encoding="utf-8")

    def texts(self, rng: random.Random) -> None:
        """A sentence more in every text; now and then not in those that show a picture."""
        number = rng.randrange(100)
        for path, values in self.files.items():
            if number % 3 or "!" not in values["body"]:
                values["body"] += f"\n\nA sentence more, the {number}th."
                self.save(path)

    def unseen(self, rng: random.Random) -> None:
        """More words in a text, and the same HTML: a link that nothing names."""
        name = rng.choice(sorted(self.files))
        self.files[name]["body"] += f"\n\n[unseen{rng.randrange(100)}]: https://example.org/unseen"
        self.save(name)

    def clock(self, rng: random.Random) -> None:
        """Time goes by; now and then the clock is set back."""
        self.now += rng.choice([60, DAY // 2, DAY, 2 * DAY, -DAY])

    def harm(self, rng: random.Random) -> None:
        """Somebody deletes, empties or changes a file of the site."""
        built = sorted(path for path in self.output.rglob("*") if path.is_file())
        for path in rng.sample(built, k=min(3, len(built))):
            rng.choice(
                [path.unlink, lambda path=path: path.write_text("x"), lambda path=path: os.truncate(path, 0)]
            )()

    def forget(self, rng: random.Random) -> None:
        """The cache is deleted, cut short, or holds something else."""
        kept = sorted((self.cache / "quick").glob("*.sqlite"))
        for path in kept:
            rng.choice([path.unlink, lambda path=path: os.truncate(path, path.stat().st_size // 2),
                        lambda path=path: path.write_bytes(b"not a database" * 99),
                        lambda path=path: _scribble(path, rng)])()  # fmt: skip
        for path in (self.cache / "quick").rglob("*.code"):
            rng.choice([path.unlink, lambda path=path: os.truncate(path, path.stat().st_size // 2),
                        lambda path=path: _turn_bits(path, rng)])()  # fmt: skip
        if rng.random() < 0.2:
            shutil.rmtree(self.cache, ignore_errors=True)


def _turn_bits(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def _scribble(path: Path, rng: random.Random) -> None:
    """Other bytes in the middle of the values that a ledger keeps."""
    with sqlite3.connect(path) as base:
        table, column = rng.choice(
            [
                ("facts", "value"),
                ("sources", "rows"),
                ("texts", "text"),
                ("notes", "value"),
                ("slips", "value"),
            ]
        )
        base.execute(f"UPDATE {table} SET {column} = X'00112233445566778899'")  # noqa: S608
    base.close()


EDITS: dict[str, Callable[[EditedArchive, random.Random], None]] = {
    name: getattr(EditedArchive, name)
    for name in (
        "add", "body", "title", "date", "tags", "byline", "place", "section", "language", "translation", "slug",
        "alias", "status", "embargo", "words", "lead", "picture", "delete", "rename", "about", "archive", "theme",
        "setting", "plugin", "texts", "unseen", "clock", "harm", "forget",
    )
}  # fmt: skip


def make_house(folder: Path, root: Path) -> Path:
    """A copy of what a site is built with: settings files and theme of its own, the plugins of the checkout."""
    folder.mkdir(parents=True)
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(root / name, folder / name)
    shutil.copytree(root / "theme", folder / "theme")
    (folder / "plugins").mkdir()
    return folder
