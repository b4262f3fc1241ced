"""The Pelican plugin: lends a build the captured pages, and says at its end how many wait for `import`."""

import logging
from pathlib import Path
from typing import Any

from pelican import signals

from legacy_import.capture import waiting_captures
from legacy_import.captured import CapturedPages
from legacy_import.settings import read_settings

__all__ = ["lend_captures", "register", "say_waiting"]

log = logging.getLogger(__name__)


def say_waiting(pelican: Any) -> None:
    """Log the number of captures that wait; nothing when there are none."""
    settings = read_settings(pelican.settings)
    if not settings.say_waiting:
        return
    waiting = waiting_captures(Path(settings.content or pelican.settings["PATH"]))
    if waiting:
        log.warning(
            "%d captured %s for a look: see captures/review/ or run import again",
            waiting,
            "page waits" if waiting == 1 else "pages wait",
        )


def lend_captures(generator: Any) -> None:
    """Put the captured pages where who makes saved-copy pages finds them: `captured_pages` in the context."""
    settings = read_settings(generator.settings)
    content = Path(settings.content or generator.settings["PATH"])
    cache = Path(settings.copies) if settings.copies else None
    generator.context.setdefault("captured_pages", CapturedPages(content, cache))


def register() -> None:
    """Connect to Pelican."""
    signals.generator_init.connect(lend_captures)
    signals.finalized.connect(say_waiting)
