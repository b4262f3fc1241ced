"""The package's own functions. What they need is loaded when they are called: numpy above all, for most builds of a site only ask whether there is anything to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lunr_search.documents import Document, ToText

if TYPE_CHECKING:
    from lunr_search.build import Built
    from lunr_search.reader import Site


def write_search(
    output: Path,
    documents: Iterable[Document],
    fields: Mapping[str, float],
    *,
    to_text: ToText | None = None,
    cache: Path | None = None,
    lang: str = "en",
    together: bool = False,
) -> Built:
    """Write everything that search needs below `output`: see `lunr_search.build.write_search`.

    Raises SearchError for two documents of one address.
    """
    from lunr_search import build

    return build.write_search(
        output,
        documents,
        fields,
        to_text=to_text or build.unchanged,
        cache=cache,
        lang=lang,
        together=together,
    )


def open_site(output: Path) -> Site:
    """The search of a built site. Raises SearchError if there is none, or it is damaged."""
    from lunr_search import reader

    return reader.open_site(output)
