"""Reads dispatches into Pelican, checks them, groups them, and describes them to machines."""

from copydesk.archive import Desk, File, dispatch_paths, load_desk, read_files
from copydesk.checks import Checked, check_archive
from copydesk.errors import CopydeskError
from copydesk.markup import Markup, render_markdown
from copydesk.settings import Settings, clock, read_settings, settings_of

__all__ = [
    "Checked", "CopydeskError", "Desk", "File", "Markup", "Settings", "check_archive", "clock",
    "dispatch_paths", "load_desk", "read_files", "read_settings", "render_markdown", "settings_of",
]  # fmt: skip
