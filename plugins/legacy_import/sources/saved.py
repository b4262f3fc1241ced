"""A page as a browser saved it: with its `_files` folder, as MHTML, or by SingleFile; the address it had and when."""

import datetime as dt
import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

from legacy_import.extract.picture_source import cid_address

__all__ = ["FOLDER_ENDINGS", "Saved", "is_mhtml", "is_part_of_a_page", "mhtml_pictures", "read_saved"]

_HEAD = 8_000
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s(.*?)-->", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"^\s*(url|saved date)\s*:\s*(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_MHTML = re.compile(
    rb"^(?:From:|Subject:|MIME-Version:|Snapshot-Content-Location:|Content-Type:\s*multipart/related)",
    re.IGNORECASE,
)
# Chrome and Firefox name the folder `X_files`; Russian, Turkish and German ones in their own words.
FOLDER_ENDINGS = ("_files", "_файлы", "_dosyalar", "-Dateien", "_fichiers", ".files")


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved page says of itself; `payload` is the HTML where the file is more than that."""

    url: str | None = None
    when: dt.datetime | None = None
    payload: bytes | None = None
    content_type: str | None = None


def is_part_of_a_page(path: Path, root: Path) -> bool:
    """Whether a file lies in the `_files` folder of a page beside it: a frame or an advertisement, no page."""
    for folder in path.parents:
        if folder == root or folder == folder.parent:
            return False
        for ending in FOLDER_ENDINGS:
            if folder.name.endswith(ending):
                stem = folder.name.removesuffix(ending)
                if any(
                    (folder.parent / f"{stem}{suffix}").is_file() for suffix in (".html", ".htm", ".xhtml")
                ):
                    return True
    return False


def is_mhtml(head: bytes) -> bool:
    """Whether a file's first bytes are those of a page with its pictures in one file (MHTML)."""
    return bool(_MHTML.match(head)) and b"multipart/related" in head[:_HEAD].lower()


def read_saved(data: bytes) -> Saved:
    """Read the mark that a browser leaves in a saved page."""
    head = data[:_HEAD]
    if is_mhtml(head):
        return _read_mhtml(data)
    single = _SINGLE_FILE.search(head)
    if single:
        fields = {name.lower(): value for name, value in _FIELD.findall(single[1].decode("utf-8", "replace"))}
        return Saved(_web(fields.get("url")), _script_date(fields.get("saved date")))
    saved = _SAVED_FROM.search(head)
    return Saved(_web(saved[1].decode("utf-8", "replace"))) if saved else Saved()


def _web(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _script_date(text: str | None) -> dt.datetime | None:
    """JavaScript's way of writing a date: `Tue Mar 05 2024 10:11:12 GMT+0400 (…)`."""
    found = re.match(r"\w{3} (\w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})", text or "")
    if not found:
        return None
    try:
        return dt.datetime.strptime(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z").astimezone(dt.UTC)
    except ValueError:
        return None


def _read_mhtml(data: bytes) -> Saved:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                charset = part.get_content_charset()
                where = message.get("Snapshot-Content-Location") or part.get("Content-Location")
                kind = f"text/html; charset={charset}" if charset else "text/html"
                return Saved(
                    _web(str(where).strip()) if where else None,
                    _mail_date(message.get("Date")),
                    payload,
                    kind,
                )
    return Saved()


def _mail_date(value: object) -> dt.datetime | None:
    try:
        when = parsedate_to_datetime(str(value))
    except (TypeError, ValueError, IndexError):
        return None
    return when.astimezone(dt.UTC) if when.tzinfo else when.replace(tzinfo=dt.UTC)


def mhtml_pictures(data: bytes) -> Callable[[str], bytes | None]:
    """The pictures inside an MHTML file, by their address."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = {}
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not part.get_content_type().startswith("image/"):
            continue
        if where := part.get("Content-Location"):
            parts[urljoin("", str(where).strip())] = payload
        if name := part.get("Content-ID"):
            parts[cid_address(str(name).strip().strip("<>"))] = payload
    return parts.get
