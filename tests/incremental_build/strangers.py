"""Strangers' Pelican sites: built with the quick build and without, and their trees compared."""

from __future__ import annotations

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Any

import pytest
from pelican import Pelican, signals
from pelican.settings import read_settings

from incremental_build import plugin

_CONNECTED = (
    (signals.get_generators, plugin.begin),
    (signals.readers_init, plugin.take_readers),
    (signals.generator_init, plugin.take_environment),
    (signals.all_generators_finalized, plugin.prepare),
    (signals.get_writer, plugin.choose_writer),
    (signals.page_writer_finalized, plugin.make_way_for_files),
    (signals.finalized, plugin.finish),
)


class Site:
    """A site below a folder: `content`, `theme` and `cache` beside two outputs, `quick` and `plain`."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.quick, self.plain = folder / "quick", folder / "plain"
        self.cache = folder / "cache"
        self.content.mkdir(parents=True, exist_ok=True)
        self.settings: dict[str, Any] = {
            "PATH": str(self.content), "TIMEZONE": "UTC", "DEFAULT_LANG": "en", "SITENAME": "A stranger's site", "AUTHOR": "A. Stranger",
            "SITEURL": "https://a.example", "STATIC_PATHS": ["images"], "LOCALE": ["C"], **settings,
        }  # fmt: skip
        self.last: dict[str, int] = {}

    def write(self, name: str, text: str) -> None:
        """A source."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def article(self, slug: str, body: str = "Text.", **headers: str) -> None:
        """A Markdown article with Pelican's own headers."""
        lines = {
            "Title": slug.title(),
            "Date": "2014-03-02 10:00",
            "Slug": slug,
            "Category": "News",
            **headers,
        }
        self.write(f"{slug}.md", "".join(f"{key}: {value}\n" for key, value in lines.items()) + f"\n{body}\n")

    def build(self, **more: Any) -> None:
        """Build quickly, into the output of the build before; `last` then counts what was kept and made."""
        settings = {
            **self.settings,
            "OUTPUT_PATH": str(self.quick),
            "INCREMENTAL_BUILD_CACHE": str(self.cache),
            **more,
        }
        counts: dict[str, int] = {}

        def count(pelican: Any) -> None:
            run = pelican.settings.get(plugin._RUN)
            counts.update(run.counts if run is not None else {})

        # Connected before ours, which takes the run out of the settings when it has finished.
        signals.finalized.connect(count)
        try:
            self._run([*settings.pop("PLUGINS", []), "incremental_build.plugin"], settings)
        finally:
            signals.finalized.disconnect(count)
        self.last = counts

    def build_plain(self, output: Path | None = None, **more: Any) -> None:
        """Build with Pelican alone, into an empty output."""
        folder = output or self.plain
        settings = {**self.settings, "OUTPUT_PATH": str(folder), "DELETE_OUTPUT_DIRECTORY": True, **more}
        self._run(settings.pop("PLUGINS", []), settings)

    def _run(self, plugins: list[Any], settings: dict[str, Any]) -> None:
        before = logging.getLogger().level
        try:
            Pelican(read_settings(None, override={**settings, "PLUGINS": plugins})).run()
        finally:
            for signal, receiver in _CONNECTED:
                signal.disconnect(receiver)
            logging.getLogger().setLevel(before)

    def compare(self) -> None:
        """Both trees have the same files with the same bytes."""
        quick, plain = tree(self.quick), tree(self.plain)
        assert sorted(quick) == sorted(plain)
        assert [name for name in plain if plain[name] != quick[name]] == []

    def check(self, **more: Any) -> None:
        """Build both ways and compare; what stops the one stops the other."""
        try:
            self.build_plain(**more)
        except Exception as error:  # noqa: BLE001  (whatever it is)
            with pytest.raises(type(error)):
                self.build(**more)
            return
        self.build(**more)
        self.compare()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        Path(base, name).relative_to(folder).as_posix(): Path(base, name).read_bytes()
        for base, _, names in os.walk(folder)
        for name in names
    }


def days(number: int) -> str:
    """A date for each number, no two alike."""
    return (dt.datetime(2001, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=number, minutes=number)).strftime(
        "%Y-%m-%d %H:%M"
    )


def counts(site: Site, **more: Any) -> dict[str, int]:
    """Build and compare; what was kept and made."""
    site.check(**more)
    return site.last
