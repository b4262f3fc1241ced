"""The import's settings: read once from Pelican's, each checked, an unknown one named with the nearest known."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from dispatch.text import nearest
from legacy_import.errors import SettingsError

__all__ = ["Settings", "read_settings"]

_PREFIX = "LEGACY_IMPORT_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set in pelicanconf.py.

    `say_waiting` tells at the end of a build how many captures wait; `content` is where they lie, None for
    Pelican's PATH; `copies` is a folder that keeps what was made of captures for saved-copy pages, None to
    make it anew.
    """

    say_waiting: bool = True
    content: str | None = None
    copies: str | None = None


def read_settings(values: Mapping[str, object]) -> Settings:
    """Read LEGACY_IMPORT_* from `values`; raises SettingsError."""
    known = {_PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    given: dict[str, object] = {}
    for key, value in values.items():
        if not key.startswith(_PREFIX):
            continue
        if key not in known:
            near = nearest(key, known)
            raise SettingsError(
                f"There is no setting {key}.",
                fix=f"did you mean {near}?" if near else f"known: {', '.join(known)}",
            )
        given[known[key]] = value
    say = given.get("say_waiting", True)
    if not isinstance(say, bool):
        raise SettingsError(f"{_PREFIX}SAY_WAITING is {say!r}.", fix="write True or False")
    for name in ("content", "copies"):
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"{_PREFIX}{name.upper()} is {value!r}.", fix="write a path as text")
    return Settings(say, given.get("content"), given.get("copies"))  # type: ignore[arg-type]
