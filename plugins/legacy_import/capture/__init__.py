"""What was fetched or read, kept byte for byte: WARC records, their index, and what became of each."""

from legacy_import.capture.ledger import Entry, Ledger, waiting_captures
from legacy_import.capture.store import Capture, Store, fixity_findings, remove_record

__all__ = ["Capture", "Entry", "Ledger", "Store", "fixity_findings", "remove_record", "waiting_captures"]
