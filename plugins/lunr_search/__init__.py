"""Search for a Pelican site: Lunr's answers, from an index built with the site and read in the browser.

The plugin is `lunr_search.plugin`; nothing else here knows Pelican, and nothing here imports a sibling package.
"""

from lunr_search.documents import Document
from lunr_search.door import open_site, write_search
from lunr_search.errors import SearchError

__all__ = ["Document", "SearchError", "open_site", "write_search"]
