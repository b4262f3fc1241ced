"""The Pelican plugin: says what waits, and nothing when nothing does."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from pelican.log import LimitFilter

from legacy_import.capture import Entry, Ledger
from legacy_import.errors import SettingsError
from legacy_import.plugin import say_waiting


def pelican(content: Path, **more: object) -> SimpleNamespace:
    return SimpleNamespace(settings={"PATH": str(content), **more})


def test_says_how_many_wait(
    content: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pelican's loggers say a thing once a process, and another test may have said it.
    monkeypatch.setattr(LimitFilter, "_raised_messages", set())
    with caplog.at_level(logging.INFO):
        say_waiting(pelican(content))
        assert caplog.messages == []
        Ledger(content).put(Entry("a" * 64, "waiting", reason="no date was found"))
        say_waiting(pelican(content))
    assert caplog.messages == ["1 captured page waits for a look: see captures/review/ or run import again"]


def test_can_be_told_to_be_silent(content: Path, caplog: pytest.LogCaptureFixture) -> None:
    Ledger(content).put(Entry("a" * 64, "waiting"))
    say_waiting(pelican(content, LEGACY_IMPORT_SAY_WAITING=False))
    assert caplog.messages == []


def test_a_misspelt_setting_is_an_error(content: Path) -> None:
    with pytest.raises(SettingsError, match="LEGACY_IMPORT_SAY_WATING"):
        say_waiting(pelican(content, LEGACY_IMPORT_SAY_WATING=True))
