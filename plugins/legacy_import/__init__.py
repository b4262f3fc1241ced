"""Old pages of news sites in, dispatches out: capture, extract, settle, write."""

from legacy_import.errors import CaptureError, ExtractError, LegacyImportError, SettingsError

__all__ = ["CaptureError", "ExtractError", "LegacyImportError", "SettingsError"]
