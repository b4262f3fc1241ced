"""The settings, as code, errors and README say them."""

from __future__ import annotations

from pathlib import Path

from incremental_build.settings import FILE, MEANINGS, PREFIX, read_settings

ROOT = Path(__file__).parents[2]


def test_the_readme_lists_every_setting_as_the_code_has_it() -> None:
    text = (ROOT / "plugins/incremental_build/README.md").read_text(encoding="utf-8")
    listed = [line for line in text.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert listed == [
        f"| `{PREFIX}{name}` | {meaning} | {default} |" for name, (meaning, default) in MEANINGS.items()
    ]


def test_without_any_setting_the_cache_is_pelicans(tmp_path: Path) -> None:
    settings = read_settings({"CACHE_PATH": str(tmp_path / "cache"), "OUTPUT_PATH": str(tmp_path / "output")})
    assert settings.enabled
    assert settings.file == tmp_path / "cache" / FILE
