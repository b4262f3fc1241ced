"""Search for a Pelican site: Lunr's answers, from an index built with the site and read in the browser.

The plugin is `lunr_search.plugin`; nothing else here knows Pelican, and nothing here imports a sibling package.
"""

from lunr_search.errors import SearchError
from lunr_search.index import Document, Index, build_index
from lunr_search.reader import Site, open_site

__all__ = ["Document", "Index", "SearchError", "Site", "build_index", "open_site"]
