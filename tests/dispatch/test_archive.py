"""archive.yaml and outlets.yaml: few settings, each checked."""

from __future__ import annotations

import pytest

from dispatch import Archive, DispatchError, Outlet, Rights, outlet_of, read_archive, read_outlets


def test_reads_an_archives_settings() -> None:
    read = read_archive(
        "name: A\nlanguages: [en, az]\ntime_zone: Asia/Baku\naddress: https://a.example/repo/\n"
    )
    assert read == Archive(
        "A", languages=("en", "az"), time_zone="Asia/Baku", address="https://a.example/repo"
    )


def test_an_empty_file_is_the_usual_archive() -> None:
    assert read_archive("") == Archive()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("time_zone: Baku", "archive.yaml:1:12", "did you mean Asia/Baku?"),
        ("time_zone: Asia/Bakoo", "archive.yaml:1:12", "did you mean Asia/Baku?"),
        ("nmae: A", "archive.yaml:1:1", 'unknown key "nmae"'),
        ("name: A\naddress: a.example", "archive.yaml:2:10", "no web address"),
        ("languages: [english!]", "archive.yaml:1:12", "no language tag"),
        ("robots: nobody", "archive.yaml:1:9", "robots is open, no-ai-training or closed, not 'nobody'"),
        ("sample: perhaps", "archive.yaml:1:9", "true or false"),
        ("name: A\nname: B", "archive.yaml:2:1", "stands twice"),
        ("name: [A", "archive.yaml:", "not YAML"),
    ],
)
def test_a_wrong_setting_is_a_sentence_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(DispatchError) as caught:
        read_archive(text)
    assert str(caught.value).startswith(place)
    assert words in caught.value.problem
    assert caught.value.fix


OUTLETS = "- name: Meridian\n  hosts: [www.Meridian.example]\n  rights: permitted\n- name: Other\n"


@pytest.mark.parametrize(
    "host", ["meridian.example", "www.meridian.example", "WWW.MERIDIAN.EXAMPLE", "old.meridian.example"]
)
def test_an_outlet_is_found_by_its_hosts(host: str) -> None:
    found = outlet_of(host, read_outlets(OUTLETS))
    assert found == Outlet("Meridian", ("www.meridian.example",), Rights.PERMITTED)


@pytest.mark.parametrize("host", ["notmeridian.example", "example", "meridian.example.evil.example", ""])
def test_another_host_is_another_outlet(host: str) -> None:
    assert outlet_of(host, read_outlets(OUTLETS)) is None


def test_an_outlet_that_says_nothing_permits_nothing() -> None:
    assert read_outlets(OUTLETS)[1].rights is Rights.UNKNOWN


def test_wrong_rights_are_refused() -> None:
    with pytest.raises(DispatchError, match="own, permitted or unknown") as caught:
        read_outlets("- name: A\n  rights: mine\n")
    assert str(caught.value.where) == "outlets.yaml:2:11"
