"""One stylesheet, in the order of its layers."""

from __future__ import annotations

import re
from pathlib import Path

from copydesk.stylesheet import LAYERS, join_stylesheet, squeeze
from newsroom.checkout import ROOT


def test_layers_stand_in_their_order_and_say_it_first(tmp_path: Path) -> None:
    for name in ("print", "tokens", "zebra", "base"):
        (tmp_path / f"{name}.css").write_text(f"@layer {name} {{\n  a {{ b: c; }}\n}}\n", encoding="utf-8")
    css = join_stylesheet(tmp_path)
    assert css.startswith("@layer reset, tokens, base, layout, parts, print;\n")
    assert [css.index(f"@layer {name}{{") for name in ("tokens", "base", "print", "zebra")] == sorted(
        css.index(f"@layer {name}{{") for name in ("tokens", "base", "print", "zebra")
    )


def test_quoted_texts_and_selectors_keep_their_blanks() -> None:
    assert (
        squeeze('a::before { content: " ;  { /* x */ } "; } /* gone */')
        == 'a::before{content: " ;  { /* x */ } "}'
    )
    assert squeeze("a :hover { b: c }") == "a :hover{b:c }".replace(" }", "}")
    assert (
        squeeze("@media (min-width: 40em) and (color) { a > b + c { d: calc(1px + 2px); } }").count(
            "1px + 2px"
        )
        == 1
    )


def test_every_colour_and_face_is_named_in_one_place() -> None:
    folder = ROOT / "theme" / "static" / "css"
    for path in folder.glob("*.css"):
        # Paper is white, whatever a screen is.
        if path.name not in {"tokens.css", "print.css"}:
            css = path.read_text(encoding="utf-8")
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", css), path.name
            assert not re.findall(r"font-family:(?! (?:var\(--|inherit))", css), path.name


def test_the_themes_own_sheet_is_whole() -> None:
    css = join_stylesheet(ROOT / "theme" / "static" / "css")
    assert css.count("{") == css.count("}")
    assert all(f"@layer {layer}{{" in css for layer in LAYERS)
    assert "/*" not in css
