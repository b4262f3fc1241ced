"""One run of Pelican inside this process, with everything that it complains of gathered."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsroom.checkout import ROOT
from newsroom.errors import NewsroomError

if TYPE_CHECKING:
    from jinja2 import Environment

_DESK = "copydesk.plugin"
# Pelican's warnings that mean something of the archive would be missing from the site.
_LOSS = (
    "skipping", "could not", "unable to", "unknown status", "not found", "will not be", "failed",
    "conflict", "overwrit", "no valid files",
)  # fmt: skip


@dataclass(slots=True)
class Complaints(logging.Handler):
    """Gathers warnings and errors as plain sentences."""

    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        logging.Handler.__init__(self, logging.WARNING)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record's text, with the exception that was logged along with it."""
        text = record.getMessage().strip()
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and str(error) not in text:
            text = f"{text}: {error}"
        loss = any(word in text.lower() for word in _LOSS)
        if record.levelno >= logging.ERROR or loss:
            self.errors.append(text)
        elif text not in self.warnings:
            self.warnings.append(text)


def run_pelican(
    config: str, content: Path, output: Path, override: Mapping[str, Any] | None = None
) -> list[str]:
    """Build the site of `content` into `output` by a settings file of the checkout.

    Returns Pelican's warnings. Raises NewsroomError when Pelican says an error, or warns that it
    leaves something out.
    """
    with _environment(content, output), _own_signals(), _listening() as complaints:
        # Imported here: reading pelicanconf.py and Pelican's plugins takes a third of a second.
        import pelican
        from jinja2 import TemplateError
        from pelican.generators import PelicanTemplateNotFound
        from pelican.settings import read_settings
        from pelican.writers import FileOverwriteFailedError

        pelican.console.quiet = True
        changed = {"PATH": str(content), "OUTPUT_PATH": str(output), **(override or {})}
        try:
            pelican.Pelican(read_settings(str(ROOT / config), override=changed)).run()
        except (FileOverwriteFailedError, PelicanTemplateNotFound, TemplateError) as error:
            raise NewsroomError(f"Pelican stopped: {error}", fix="mend that; nothing was written") from None
        except SystemExit as error:
            complaints.errors.append(f"stopped with {error}")
        except Exception:
            # What Pelican said before it fell is the cause; without a word of it, this is ours.
            if not complaints.errors:
                raise
    if complaints.errors:
        first, more = complaints.errors[0], len(complaints.errors) - 1
        problem = f"Pelican says: {first}" + (f" (and {more} more)" if more else "")
        raise NewsroomError(problem, fix="mend that; nothing was written")
    return complaints.warnings


def open_house(
    config: str, content: Path, output: Path, override: Mapping[str, Any], plugins: Sequence[str]
) -> tuple[dict[str, Any], Environment]:
    """Pelican's settings from a settings file of the checkout, and the environment of its templates; nothing runs.

    Raises NewsroomError when Pelican complains of either.
    """
    with _environment(content, output), _own_signals(), _listening() as complaints:
        import pelican
        from pelican.generators import Generator
        from pelican.settings import read_settings

        # Only the copy desk has a hand in the templates' environment; the other plugins take long to load.
        changed = {"PATH": str(content), "OUTPUT_PATH": str(output), **override, "PLUGINS": [_DESK]}
        settings = dict(pelican.Pelican(read_settings(str(ROOT / config), override=changed)).settings)
        settings["PLUGINS"] = list(plugins)
        env = Generator({}, settings, settings["PATH"], settings["THEME"], str(output)).env
    if complaints.errors:
        raise NewsroomError(f"Pelican says: {complaints.errors[0]}", fix="mend that; nothing was written")
    return settings, env


def template_variables(env: Environment) -> frozenset[str]:
    """The names that the theme's templates ask their context for, parts and bases included."""
    from jinja2 import TemplateError, meta

    found: set[str] = set()
    for name in env.list_templates():
        # `plain.html` is what a page is without the copy desk.
        if not name.startswith("!") and name != "plain.html" and env.loader is not None:
            source, file, _ = env.loader.get_source(env, name)
            # What Pelican's own theme brings is used only where the theme lacks it.
            if file is not None and "themes/simple" not in Path(file).as_posix():
                try:
                    found |= meta.find_undeclared_variables(env.parse(source))
                except TemplateError as error:
                    raise NewsroomError(f"{file}: the template cannot be read: {error}",
                                        fix="mend that; nothing was written") from None  # fmt: skip
    return frozenset(found - env.globals.keys())


def settings_file(config: str, content: Path, output: Path) -> dict[str, Any]:
    """What a settings file of the checkout says, without Pelican's defaults, and without loading Pelican."""
    import runpy

    with _environment(content, output):
        found = runpy.run_path(str(ROOT / config))
    return {name: value for name, value in found.items() if name.isupper()}


@contextmanager
def _own_signals() -> Iterator[None]:
    """Disconnect what this run's plugins connected: Pelican's signals outlive a run."""
    from pelican.plugins import signals

    kind = type(signals.initialized)
    known = [value for value in vars(signals).values() if isinstance(value, kind)]
    before = [list(signal.receivers_for(kind.ANY)) for signal in known]
    try:
        yield
    finally:
        for signal, kept in zip(known, before, strict=True):
            for receiver in list(signal.receivers_for(kind.ANY)):
                if receiver not in kept:
                    signal.disconnect(receiver)


@contextmanager
def _environment(content: Path, output: Path) -> Iterator[None]:
    """Let pelicanconf.py know the folders; Pelican's TZ stays inside."""
    # publishconf.py imports it: what an earlier run in this process read must not be read again.
    sys.modules.pop("pelicanconf", None)
    names = ("STRINGER_CONTENT", "STRINGER_OUTPUT", "TZ")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(STRINGER_CONTENT=str(content), STRINGER_OUTPUT=str(output))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _listening() -> Iterator[Complaints]:
    complaints = Complaints()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = [complaints]
    root.setLevel(logging.WARNING)
    try:
        yield complaints
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
