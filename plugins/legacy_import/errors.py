"""The import's errors: sentences that a correspondent can act on."""

from dispatch.errors import StringerError

__all__ = ["CaptureError", "ExtractError", "LegacyImportError", "SettingsError"]


class LegacyImportError(StringerError):
    """Something the import could not do."""


class CaptureError(LegacyImportError):
    """A page that could not be fetched or read; nothing was changed by trying."""


class ExtractError(LegacyImportError):
    """A page that is unreadable, not HTML, or has no words."""


class SettingsError(LegacyImportError):
    """A setting of ours that is unknown or has a value that cannot be."""
