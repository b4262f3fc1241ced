"""What the network gave: an address that was checked, an answer with its bytes, and reasons in words."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from legacy_import.capture.store import Capture
from legacy_import.capture.trust import encryption_problem
from legacy_import.errors import CaptureError

__all__ = ["Answer", "broken_line", "checked", "host_of", "joined", "origin_of", "port_of", "retry_after"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, its bytes as they came (`raw`) and unpacked (`payload`)."""

    address: str
    role: str
    request: httpx.Request
    response: httpx.Response
    raw: bytes
    payload: bytes
    when: dt.datetime

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def phrase(self) -> str:
        """The words after the status code."""
        return self.response.reason_phrase

    def header(self, name: str) -> str | None:
        """The value of a header; None without it."""
        value = self.response.headers.get(name)
        return str(value) if value is not None else None

    def capture(self, asked: str, permission: str | None) -> Capture:
        """The answer as a capture; the address is the one that answered."""
        lines = [f"GET {self.request.url.raw_path.decode('ascii')} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.request.headers.items()]
        headers = tuple(
            (name, value)
            for name, value in self.response.headers.multi_items()
            if name.lower() != "transfer-encoding"
        )
        extra = {"X-Stringer-Permission": " ".join(permission.split())} if permission else {}
        if asked != self.address:
            extra["X-Stringer-Asked"] = asked
        return Capture(
            id=f"<urn:uuid:{uuid.uuid4()}>",
            url=self.address,
            captured=self.when.replace(microsecond=0),
            sha256=hashlib.sha256(self.payload).hexdigest(),
            payload=self.payload,
            content_type=self.header("content-type"),
            role=self.role,
            headers=headers,
            status=f"{self.status} {self.phrase}".strip(),
            raw=self.raw,
            request="\r\n".join(lines).encode("latin-1", "replace"),
            extra=extra,
        )

    def refusal(self) -> CaptureError:
        """Why an answer that is no page is not taken."""
        code = (
            "rate_limited" if self.status in (429, 503) else "gone" if self.status == 410 else "http_status"
        )
        problem = f"{self.address} answered {self.status} {self.phrase}".strip()
        return CaptureError(f"{problem.rstrip('.')}.", code=code)


def checked(url: str) -> str:
    """Refuse what is no web address, in a sentence; gives it without its fragment."""
    try:
        urlsplit(url.strip())
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        code = "blocked_address" if url.strip().lower().startswith(("http:", "https:")) else "blocked_scheme"
        raise CaptureError(f"{_shown(url)!r} is no web address: {error}.", code=code) from None
    if parsed.scheme not in ("http", "https"):
        raise CaptureError(f"{_shown(url)!r} is not fetched: only http and https are.", code="blocked_scheme")
    if not parsed.host or parsed.userinfo:
        raise CaptureError(
            f"{url[:200]!r} is not fetched: it names no host, or a password.", code="blocked_address"
        )
    return str(parsed.copy_with(fragment=None))


def _shown(url: str) -> str:
    """An address as a sentence names it: of one that holds its content itself (data:, javascript:) only the kind."""
    scheme, colon, rest = url.strip().partition(":")
    return f"{scheme[:20]}:…" if colon and not rest.startswith("//") else url[:200]


def joined(address: str, location: str) -> str:
    """A redirect's target as an address."""
    try:
        return urljoin(address, location)
    except ValueError:
        raise CaptureError(
            f"{address} sends to {location[:200]!r}, which is no address.", code="blocked_redirect"
        ) from None


def host_of(address: str) -> str:
    """The host of an address, in small letters."""
    return (urlsplit(address).hostname or "").lower()


def origin_of(address: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def port_of(address: str) -> int:
    """The port of an address."""
    parts = urlsplit(address)
    return parts.port or (443 if parts.scheme == "https" else 80)


def broken_line(address: str, error: Exception) -> tuple[str, str]:
    """Why a connection failed: a sentence, and the kind of reason."""
    text, code = str(error).strip().rstrip("."), "protocol_error"
    text = text[:1].lower() + text[1:] if text else "the connection broke off"
    if isinstance(error, httpcore.TimeoutException):
        text, code = "it took too long", "timeout"
    elif isinstance(error, httpcore.ConnectError):
        text, code = encryption_problem(error) or "no connection", "connection"
    elif isinstance(error, (httpcore.NetworkError, OSError)):
        text, code = encryption_problem(error) or text, "connection"
    elif "without sending complete message" in text:
        code = "truncated"
    elif "too much data" in text or "too long" in text:
        code = "too_large"
    return f"{address} could not be fetched: {text}.", code


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """RFC 9110 §10.2.3: seconds or a date; None where there is no readable one."""
    text = (value or "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return max(0.0, (moment - now).total_seconds())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
