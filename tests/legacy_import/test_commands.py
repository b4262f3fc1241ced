"""The tasks `import` and `extract` as a person calls them: every failure is a sentence, never a traceback."""

import json
import os
from pathlib import Path

import pytest

from legacy_import.commands import run_extract, run_import
from legacy_import.errors import LegacyImportError, SettingsError
from legacy_import.extract import parse_recipes
from legacy_import.extract.recipes import recipe_for
from legacy_import.reviewpage import run_review
from legacy_import.settings import read_settings
from legacy_import.sources.kinds import Kind, kind_of
from legacy_import.workers import executor_for


def test_extract_writes_one_object_a_page(
    old_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert run_extract(old_folder, jsonl=out, urls=tmp_path / "urls.tsv", explain=True) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["n0", "n1", "n2", "n3", "n4"]
    wanted = "id url title bylines dateline published updated section tags language lead_image body_markdown body_text canonical_url confidence dropped error"
    assert list(rows[0]) == wanted.split()
    said = capsys.readouterr().out
    assert "title: links on other pages" in said
    assert "dropped, credit line: Photo: Ada Brill" in said


def test_extract_says_which_were_refused(old_folder: Path, tmp_path: Path) -> None:
    (old_folder / "n9.html").write_bytes(b"")
    (old_folder / "n8.html.gz").write_bytes(b"\x1f\x8b\x08broken")
    out = tmp_path / "out.jsonl"
    assert run_extract(str(old_folder), jsonl=out) == 3
    errors = {
        row["id"]: row["error"]
        for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())
        if row["error"]
    }
    assert set(errors) == {"n8", "n9"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("/nowhere/at/all", "neither an address nor a file"),
        ("http://[bad", "no web address"),
        ("ftp://x.example/a", "neither an address"),
    ],
)
def test_a_wrong_source_is_a_sentence(
    source: str, said: str, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_import(source, content=content) == 1
    captured = capsys.readouterr()
    assert said in captured.err + captured.out
    assert "Traceback" not in captured.err


def test_an_empty_folder_is_a_sentence(
    tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert run_import(str(tmp_path / "empty"), content=content, as_json=True) == 1
    assert "holds no HTML file" in json.loads(capsys.readouterr().out)["error"]


def test_allow_must_name_host_and_port(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import("http://localhost:1/", content=content, allow=("localhost",)) == 1
    assert "--allow localhost:8000" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_a_sentence(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "captures").write_text("a file where the folder belongs", encoding="utf-8")
    assert run_import(str(old_folder), content=content) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_full_disk_is_a_sentence(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run_import(str(old_folder), content=content) == 1
    assert "no space left on device" in capsys.readouterr().err
    monkeypatch.undo()
    assert run_import(str(old_folder), content=content, urls=old_folder.parent / "urls.tsv") == 0


def test_a_kind_is_told_from_the_bytes(tmp_path: Path) -> None:
    assert kind_of("https://x.example/a") is Kind.URL
    (tmp_path / "a.bin").write_bytes(b"WARC/1.1\r\n")
    (tmp_path / "b.warc").write_bytes(b"<html></html>")
    assert kind_of(str(tmp_path / "a.bin")) is Kind.WARC
    assert kind_of(str(tmp_path / "b.warc")) is Kind.FILES


def test_processes_give_the_same_as_one(old_folder: Path, tmp_path: Path) -> None:
    one, many = tmp_path / "one.jsonl", tmp_path / "many.jsonl"
    run_extract(old_folder, jsonl=one, workers=1)
    run_extract(old_folder, jsonl=many, workers=2)
    assert one.read_bytes() == many.read_bytes()


def test_few_pages_run_here() -> None:
    with executor_for(3) as executor:
        assert executor is None


def test_settings_are_few_and_checked() -> None:
    assert read_settings({"SITENAME": "x"}).say_waiting
    assert not read_settings({"LEGACY_IMPORT_SAY_WAITING": False}).say_waiting
    with pytest.raises(SettingsError, match="LEGACY_IMPORT_SAY_WATING") as wrong:
        read_settings({"LEGACY_IMPORT_SAY_WATING": True})
    assert "LEGACY_IMPORT_SAY_WAITING" in str(wrong.value)
    with pytest.raises(SettingsError):
        read_settings({"LEGACY_IMPORT_SAY_WAITING": "yes"})


def test_recipes_are_found_by_host_and_checked() -> None:
    recipes = parse_recipes("- hosts: [old.example]\n  body: div.text\n  drop: [div.ad]\n")
    assert recipe_for(recipes, "www.old.example") is recipes[0]
    assert recipe_for(recipes, "new.example") is None
    for wrong in ("- body: div", "hosts: x", "- hosts: [a]\n  boddy: div", "- ["):
        with pytest.raises(LegacyImportError):
            parse_recipes(wrong)


def test_review_shows_what_waits_side_by_side_and_inert(
    tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_review(content) == 0
    words = "The tug was late again, and the harbour master wrote it down without a word. " * 8
    page = f"<html><head><title>Late tug</title></head><body><h1>Late tug</h1><p>{words}</p><p>&lt;script&gt;alert(1)</p></body></html>"
    (tmp_path / "tug.html").write_text(page, encoding="utf-8")
    assert run_import(str(tmp_path / "tug.html"), content=content) == 3
    capsys.readouterr()
    assert run_review(content) == 3
    assert "no date was found" in capsys.readouterr().out
    shown = (content / "captures" / "review" / "index.html").read_text(encoding="utf-8")
    assert shown.count("The tug was late again") >= 2
    assert "<script" not in shown
    assert "default-src &#x27;none&#x27;" in shown
