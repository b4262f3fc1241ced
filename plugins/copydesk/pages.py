"""Pages that are no dispatches (about, policies): content/pages/*.md."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.errors import Finding, Where
from dispatch.fields import FieldReader, tidy_body
from dispatch.frontmatter import split
from dispatch.slug import is_slug, make_slug
from dispatch.text import nearest
from dispatch.yamltree import Leaf, Pairs, compose

KEYS = ("title", "slug", "lang", "standfirst", "order")


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `order` sorts the pages in the site's footer, then the title.

    `path` is its file's, as printed in findings; its text begins on the line `body_line` of it.
    """

    title: str
    slug: str
    lang: str
    body: str
    standfirst: str | None = None
    order: str = "5"
    path: str = ""
    body_line: int = 1

    def address(self, first_lang: str) -> str:
        """Its path on the site: `/about/`, or `/az/haqqinda/` when not in `first_lang`."""
        return f"/{self.slug}/" if self.lang == first_lang else f"/{self.lang}/{self.slug}/"


def read_page(text: str, path: str, default_lang: str) -> tuple[Page | None, tuple[Finding, ...]]:
    """Read one page's file; raises DispatchError when its YAML cannot be read."""
    parts = split(text)
    reader = FieldReader(path)
    tree = compose(parts.header, path, parts.header_line) if parts.style == "yaml" else None
    if not isinstance(tree, Pairs):
        fix = "begin the file with a line ---, then title: and slug:, then a line ---"
        return None, (Finding(Where(path, 1, 1), "bad-page", "the page has no front matter", fix),)
    values: dict[str, Leaf] = {}
    for name, value in tree.pairs:
        key = name.text.strip().lower()
        if not isinstance(value, Leaf):
            reader.say(value, "not-a-text", f"{key} should be one line of text", f"write {key}: …")
        elif key in KEYS or key.startswith("x-"):
            values.setdefault(key, value)
        else:
            near = nearest(key, KEYS)
            reader.say(name, "unknown-key", f'unknown key "{name.text}" in a page',
                       f'write "{near}"' if near else "delete it")  # fmt: skip
    title = reader.text(values.get("title"), "title")
    slug = reader.text(values.get("slug"), "slug") or make_slug(title or "")
    if title is None:
        reader.say(tree, "missing-title", "there is no title", "add a line title:")
    elif not is_slug(slug):
        reader.say(values.get("slug"), "bad-slug", f"slug {slug!r} cannot be an address",
                   f"write slug: {make_slug(slug)}")  # fmt: skip
    if any(f.severity == "error" for f in reader.findings) or title is None:
        return None, tuple(reader.findings)
    page = Page(
        title, slug, reader.text(values.get("lang"), "lang") or default_lang,
        tidy_body(parts.body), reader.text(values.get("standfirst"), "standfirst"),
        reader.text(values.get("order"), "order") or "5", path, parts.body_line,
    )  # fmt: skip
    return page, tuple(reader.findings)
