"""The core: what a dispatch is, as text and as values; pure, and shared by everyone."""

from dispatch.archive import Archive, Outlet, outlet_of, read_archive, read_outlets
from dispatch.dateline import Dateline, parse_dateline, print_dateline
from dispatch.dates import PartialDate, from_datetime, parse_date
from dispatch.errors import DispatchError, Finding, StringerError, Where
from dispatch.frontmatter import Reading, edit, parse_dispatch, read_dispatch, serialise
from dispatch.people import People, Person, read_people
from dispatch.places import Place, Places, read_places
from dispatch.record import (
    Byline,
    Correction,
    Dispatch,
    LeadImage,
    Rights,
    Source,
    Status,
    Withdrawal,
)
from dispatch.slug import is_slug, make_slug, slug_key, unique_slug

__all__ = [
    "Archive", "Byline", "Correction", "Dateline", "Dispatch", "DispatchError", "Finding",
    "LeadImage", "Outlet", "PartialDate", "People", "Person", "Place", "Places", "Reading",
    "Rights", "Source", "Status", "StringerError", "Where", "Withdrawal", "edit", "from_datetime",
    "is_slug", "make_slug", "outlet_of", "parse_date", "parse_dateline", "parse_dispatch",
    "print_dateline", "read_archive", "read_dispatch", "read_outlets", "read_people",
    "read_places", "serialise", "slug_key", "unique_slug",
]  # fmt: skip
