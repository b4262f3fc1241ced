"""Search for a Pelican site: Lunr's answers, from an index built with the site and read in the browser.

The plugin is `lunr_search.plugin`; nothing else here knows Pelican, and nothing here imports a sibling package.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from lunr_search.documents import Document
from lunr_search.errors import SearchError

if TYPE_CHECKING:
    from lunr_search.build import write_search
    from lunr_search.reader import Site, open_site

__all__ = ["Document", "SearchError", "Site", "open_site", "write_search"]

# Loaded when they are first asked for: building needs numpy, and most builds of a site only ask whether there is anything to do.
LATER = {
    "write_search": "lunr_search.build",
    "Site": "lunr_search.reader",
    "open_site": "lunr_search.reader",
}


def __getattr__(name: str) -> object:
    """What is loaded later. Raises AttributeError for all other names, as a module does."""
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(LATER[name]), name)
