"""What can be imported: addresses and lists of them, feeds, exports, archives, saved pages, Markdown."""

from legacy_import.sources.folder import read_files
from legacy_import.sources.kinds import kind_of
from legacy_import.sources.warc import read_warc

__all__ = ["kind_of", "read_files", "read_warc"]
