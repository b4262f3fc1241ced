"""The import's errors: sentences that a correspondent can act on."""

from dispatch.errors import StringerError, Where

__all__ = ["CaptureError", "ExtractError", "LegacyImportError", "SettingsError"]


class LegacyImportError(StringerError):
    """Something the import could not do."""


class CaptureError(LegacyImportError):
    """A page that could not be fetched or read; nothing was changed by trying.

    `code` is the kind of reason in one stable word (`timeout`, `robots`, `blocked_address`), for programs.
    """

    def __init__(
        self, problem: str, *, where: Where | None = None, fix: str | None = None, code: str = "unreadable"
    ) -> None:
        super().__init__(problem, where=where, fix=fix)
        self.code = code


class ExtractError(LegacyImportError):
    """A page that is unreadable, not HTML, or has no words."""


class SettingsError(LegacyImportError):
    """A setting of ours that is unknown or has a value that cannot be."""
