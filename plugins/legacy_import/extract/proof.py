"""Markdown that has been rendered and compared with its source; a block that would differ stands as safe HTML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bs4 import NavigableString, Tag

from legacy_import.extract.extraction import Notes
from legacy_import.extract.markdown import Part, html_to_markdown, join_parts, write_parts
from legacy_import.extract.md_clean import BLOCKS, read_source
from legacy_import.extract.md_raw import raw_block, raw_text
from legacy_import.extract.md_shape import Leaf, shape_of

__all__ = ["Proven", "Render", "prove", "proven_markdown"]

Render = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Proven:
    """A fragment's Markdown; how many blocks it has, how many stand as HTML, and what still does not come back."""

    markdown: str
    blocks: int = 0
    raw: int = 0
    differing: tuple[str, ...] = ()


def proven_markdown(html: str, base: str | None, render: Render | None, notes: Notes) -> str:
    """A body as Markdown; what had to stay HTML, or does not come back the same, is noted. Without `render` nothing is proved."""
    if render is None:
        return html_to_markdown(html, base)
    proven = prove(html, base, render)
    if proven.raw:
        notes.notes.append(
            f"{proven.raw} of {proven.blocks} blocks of the text stand as HTML: Markdown would change them"
        )
    if proven.differing:
        notes.notes.append(f"a passage is not shown as it was: {proven.differing[0][:80]}")
    return proven.markdown


def prove(html: str, base: str | None, render: Render) -> Proven:
    """Convert a fragment to Markdown that `render`, the archive's own engine, gives back the same."""
    source = read_source(html, base)
    parts = [part for part in write_parts(source.soup) if part.text or shape_of(_html(part))]
    wanted = shape_of("".join(map(_html, parts)))
    raw: set[int] = set()
    if shape_of(render(join_parts(parts))) != wanted:
        raw = _mend(parts, wanted, render)
    shown = shape_of(render(join_parts(parts))) if raw else wanted
    text = source.named(join_parts(parts)).strip("\n")
    return Proven(text, len(parts), len(raw), () if shown == wanted else _differing(wanted, shown))


def _mend(parts: list[Part], wanted: Sequence[Leaf], render: Render) -> set[int]:
    """Put HTML in the place of the parts that do not come back; gives their numbers."""
    raw: set[int] = set()
    for number, part in enumerate(parts):  # most that differ do so by themselves
        if shape_of(render(part.text)) != shape_of(_html(part)):
            parts[number] = _as_html(part, render)
            raw.add(number)
    owners = [number for number, part in enumerate(parts) for _leaf in shape_of(_html(part))]
    while (wrong := _first_difference(wanted, owners, shape_of(render(join_parts(parts))))) is not None:
        beside = (wrong, wrong - 1, wrong + 1)  # others differ beside their neighbours
        found = next((at for at in beside if 0 <= at < len(parts) and at not in raw), None)
        if found is None:
            break
        parts[found] = _as_html(parts[found], render)
        raw.add(found)
    return raw


def _html(part: Part) -> str:
    """The source of a part; inline nodes that stood alone are a paragraph."""
    html = "".join(
        node.output_ready() if isinstance(node, NavigableString) else str(node) for node in part.nodes
    )
    is_block = len(part.nodes) == 1 and isinstance(part.nodes[0], Tag) and part.nodes[0].name in BLOCKS
    return html if is_block else f"<p>{html}</p>"


def _first_difference(wanted: Sequence[Leaf], owners: Sequence[int], shown: Sequence[Leaf]) -> int | None:
    """The number of the first part that does not come back; None where all do."""
    for number, leaf in enumerate(wanted):
        if number >= len(shown) or shown[number] != leaf:
            return owners[number]
    return None if len(shown) == len(wanted) else owners[-1] if owners else 0


def _as_html(part: Part, render: Render) -> Part:
    """The block as HTML; where even that does not come back, its words as a paragraph."""
    html = "".join(raw_block(node) for node in part.nodes)
    if not html.startswith("<") or part.name == "p":
        html = html if html.startswith("<p>") else f"<p>{html}</p>"
    leaves = shape_of(_html(part))
    if shape_of(render(html)) == leaves:
        return Part("html", html, part.nodes)
    said = [leaf.text for leaf in shape_of(render(html))]
    if said == [leaf.text for leaf in leaves]:
        return Part("html", html, part.nodes)
    return Part("html", "\n\n".join(raw_text(leaf.text) for leaf in leaves if leaf.text), part.nodes)


def _differing(wanted: Sequence[Leaf], shown: Sequence[Leaf]) -> tuple[str, ...]:
    said = {leaf.text for leaf in shown}
    lost = tuple(leaf.text for leaf in wanted if leaf.text not in said)
    return lost or ("the order or the kind of a block",)
