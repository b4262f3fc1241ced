"""Few settings, each checked; one clock."""

from __future__ import annotations

import datetime as dt

import pytest

from copydesk import CopydeskError, Settings, clock, read_settings, settings_of
from dispatch import Archive


def test_a_strangers_site_needs_no_setting_of_ours() -> None:
    read = read_settings(
        {"SITENAME": "A", "SITEURL": "https://a.example/repo/", "TIMEZONE": "Asia/Baku", "DEFAULT_LANG": "az"}
    )
    assert (read.name, read.address, read.time_zone, read.first_lang, read.base_path) == (
        "A",
        "https://a.example/repo",
        "Asia/Baku",
        "az",
        "/repo",
    )
    assert read_settings({}) == Settings()


@pytest.mark.parametrize(
    ("settings", "problem", "fix"),
    [
        ({"COPYDESK_PAGESIZE": 50}, "there is no setting COPYDESK_PAGESIZE", "write COPYDESK_PAGE_SIZE"),
        ({"COPYDESK_XYZZY": 1}, "there is no setting COPYDESK_XYZZY", "delete it from pelicanconf.py"),
        ({"COPYDESK_page_size": 50}, "there is no setting COPYDESK_page_size", "write COPYDESK_PAGE_SIZE"),
        ({"COPYDESK_PAGE_SIZE": "50"}, "COPYDESK_PAGE_SIZE is a number from 5 to 1000", "= 50"),
        ({"COPYDESK_PAGE_SIZE": True}, "COPYDESK_PAGE_SIZE is a number from 5 to 1000", "= 50"),
        ({"COPYDESK_PREVIEW": 1}, "COPYDESK_PREVIEW is True or False, not 1", "= True"),
        ({"COPYDESK_LANGUAGES": "en"}, "COPYDESK_LANGUAGES is a list of languages", '("en", "az")'),
        ({"COPYDESK_LANGUAGES": ()}, "COPYDESK_LANGUAGES is a list of languages", '("en", "az")'),
        ({"COPYDESK_NAME": 3}, "COPYDESK_NAME is a text, not 3", '= "…"'),
        ({"TIMEZONE": "Asia/Bakku"}, "there is no time zone 'Asia/Bakku'", "write Asia/Baku"),
    ],
)
def test_a_wrong_setting_is_a_sentence(settings: dict[str, object], problem: str, fix: str) -> None:
    with pytest.raises(CopydeskError) as caught:
        read_settings(settings)
    assert problem in caught.value.problem
    assert caught.value.fix is not None
    assert fix in caught.value.fix


def test_what_archive_yaml_says_is_what_the_copy_desk_reads() -> None:
    archive = Archive("A", "T", "C", ("az", "en"), "Asia/Baku", "https://a.example/x", sample=True)
    read = read_settings(settings_of(archive))
    assert (read.name, read.tagline, read.correspondent, read.languages, read.time_zone, read.address, read.sample) == (
        "A", "T", "C", ("az", "en"), "Asia/Baku", "https://a.example/x", True,
    )  # fmt: skip


def test_the_clock_is_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert clock() == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["tomorrow", "1e9", "9" * 30, "-"])
def test_a_wrong_clock_is_a_sentence(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(CopydeskError, match="not a number of seconds"):
        clock()
