"""What can be imported: an address, a file or folder of HTML, a WARC."""

from legacy_import.sources.folder import read_files
from legacy_import.sources.kinds import kind_of
from legacy_import.sources.url import fetch_address
from legacy_import.sources.warc import read_warc

__all__ = ["fetch_address", "kind_of", "read_files", "read_warc"]
