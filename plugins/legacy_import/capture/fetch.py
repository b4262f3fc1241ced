"""The only module that asks the network: politely, within limits, and never an address that is not public."""

import datetime as dt
import hashlib
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from legacy_import.capture.records import MAX_PAGE_BYTES, inflate
from legacy_import.capture.robots import AGENT, Robots, robots_of_answer
from legacy_import.capture.store import Capture
from legacy_import.capture.wire import Deadline, GuardedTransport
from legacy_import.errors import CaptureError

__all__ = ["Fetcher", "Limits"]

_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_BUSY = frozenset([429, 503])


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; `pause_s` None means the polite one."""

    deadline_s: float = 60.0
    max_bytes: int = MAX_PAGE_BYTES
    max_redirects: int = 10
    pause_s: float | None = None
    retry_cap_s: float = 120.0
    retries: int = 2


@dataclass(slots=True)
class Fetcher:
    """Fetches pages, one request at a time per host.

    `allow` holds (host, port) pairs that may be asked although they are not public; `permitted` maps hosts
    whose robots.txt is set aside to the reason, which goes into the record.
    """

    allow: frozenset[tuple[str, int]] = frozenset()
    permitted: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    contact: str | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _transport: GuardedTransport | None = None

    def fetch(self, url: str, role: str = "page") -> Capture:
        """Fetch one page, following redirects; raises CaptureError with the reason and what to do."""
        address = _checked(url)
        for _hop in range(self.limits.max_redirects + 1):
            self._obey_robots(address)
            answer = self._ask_patiently(address, role)
            if answer.status not in _REDIRECTS:
                if answer.status != 200:
                    raise CaptureError(
                        f"{address} answered {answer.status} {answer.phrase}.".replace(" .", ".")
                    )
                return answer.capture(url, self._permission(address))
            location = answer.header("location")
            if not location:
                raise CaptureError(f"{address} sends elsewhere without saying where.")
            address = _checked(_joined(address, location))
        raise CaptureError(f"{url} sends from address to address without end.")

    def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _permission(self, address: str) -> str | None:
        return self.permitted.get(_host(address))

    def _obey_robots(self, address: str) -> None:
        if self._permission(address) is not None:
            return
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        robots = self._robots[origin]
        if not robots.allows(address):
            why = robots.reason or "its robots.txt does not allow it"
            raise CaptureError(
                f"{address} was not fetched: {why}.",
                fix="save the page in the browser and import the folder; or, if the outlet has agreed, "
                f'import with --permitted {parts.hostname} "who agreed, and when"',
            )

    def _read_robots(self, origin: str) -> Robots:
        address = f"{origin}/robots.txt"
        try:
            for _hop in range(6):
                answer = self._ask(address, "robots")
                location = answer.header("location")
                if answer.status not in _REDIRECTS or not location:
                    return robots_of_answer(answer.status, answer.payload)
                address = _checked(_joined(address, location))
        except CaptureError as error:
            if "not a public address" in error.problem:
                raise
            return robots_of_answer(None, b"")
        return Robots()

    def _ask_patiently(self, address: str, role: str) -> "_Answer":
        """Ask again when the line broke or the server is busy, as often and as late as the limits say."""
        for attempt in range(self.limits.retries):
            try:
                answer = self._ask(address, role)
            except _BrokenLineError:
                continue
            if answer.status not in _BUSY:
                return answer
            wait = _retry_after(answer.header("retry-after"), self.now())
            if wait is None:
                wait = 5.0 * 2**attempt
            if wait > self.limits.retry_cap_s:
                return answer
            self.sleep(wait)
        return self._ask(address, role)

    def _wait_for_turn(self, address: str) -> None:
        host = _host(address)
        parts = urlsplit(address)
        robots = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        pause = max(1.0, robots.delay_s() if robots else 0.0)
        wanted = self.limits.pause_s
        if wanted is not None and (wanted >= 1.0 or (host, _port(address)) in self.allow):
            pause = wanted if wanted < 1.0 else max(wanted, pause)
        last = self._last.get(host)
        if last is not None and self.clock() - last < pause:
            self.sleep(pause - (self.clock() - last))
        self._last[host] = self.clock()

    def _ask(self, address: str, role: str) -> "_Answer":
        self._wait_for_turn(address)
        if self._transport is None:
            self._transport = GuardedTransport(self.allow)
        self._transport.set_deadline(Deadline(self.limits.deadline_s, self.clock))
        try:
            request = httpx.Request("GET", address, headers=self._headers())
            response = self._transport.handle_request(request)
            try:
                raw = self._read(response)
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException,
                httpcore.UnsupportedProtocol, httpcore.ProxyError, OSError, ValueError, UnicodeError) as error:  # fmt: skip
            self.close()
            raise _BrokenLineError(
                f"{address} could not be fetched: {_reason(error)}.",
                fix="try again later, or save the page in the browser and import it",
            ) from None
        except CaptureError as error:
            self.close()
            raise CaptureError(f"{address}: {error.problem}", fix=error.fix) from None
        finally:
            self._last[_host(address)] = self.clock()
        try:
            payload = inflate(raw, response.headers.get("content-encoding"), self.limits.max_bytes)
        except CaptureError as error:
            raise CaptureError(f"{address}: {error.problem}", fix=error.fix) from None
        return _Answer(address, role, request, response, raw, payload, self.now())

    def _headers(self) -> dict[str, str]:
        contact = f"; contact: {self.contact}" if self.contact else ""
        return {
            "User-Agent": f"{AGENT}/0.1 (keeps its author's own published pieces{contact})",
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def _read(self, response: httpx.Response) -> bytes:
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self.limits.max_bytes:
            raise CaptureError(f"The page is larger than {self.limits.max_bytes:,} bytes.")
        parts, size = [], 0
        for chunk in response.stream:  # type: ignore[union-attr]
            size += len(chunk)
            if size > self.limits.max_bytes:
                raise CaptureError(f"The page is larger than {self.limits.max_bytes:,} bytes.")
            parts.append(chunk)
        return b"".join(parts)


class _BrokenLineError(CaptureError):
    """The connection failed or broke off; the next try may do better."""


@dataclass(frozen=True, slots=True)
class _Answer:
    address: str
    role: str
    request: httpx.Request
    response: httpx.Response
    raw: bytes
    payload: bytes
    when: dt.datetime

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def phrase(self) -> str:
        return self.response.reason_phrase

    def header(self, name: str) -> str | None:
        value = self.response.headers.get(name)
        return str(value) if value is not None else None

    def capture(self, asked: str, permission: str | None) -> Capture:
        """The answer as a capture; the address is the one that answered."""
        lines = [f"GET {self.request.url.raw_path.decode('ascii')} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.request.headers.items()]
        dropped = {"transfer-encoding"}
        headers = tuple(
            (name, value)
            for name, value in self.response.headers.multi_items()
            if name.lower() not in dropped
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


def _checked(url: str) -> str:
    """Refuse what is no web address, in a sentence."""
    try:
        urlsplit(url.strip())
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise CaptureError(f"{url[:200]!r} is no web address: {error}.") from None
    if parsed.scheme not in ("http", "https"):
        raise CaptureError(f"{url[:200]!r} is not fetched: only http and https are.")
    if not parsed.host or parsed.userinfo:
        raise CaptureError(f"{url[:200]!r} is not fetched: it names no host, or a password.")
    return str(parsed.copy_with(fragment=None))


def _joined(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError:
        raise CaptureError(f"{address} sends to {location[:200]!r}, which is no address.") from None


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()


def _port(address: str) -> int:
    parts = urlsplit(address)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _reason(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return "it took too long"
    if isinstance(error, httpcore.ConnectError):
        return "no connection"
    text = str(error).strip().rstrip(".")
    return text[:1].lower() + text[1:] if text else "the connection broke off"


def _retry_after(value: str | None, now: dt.datetime) -> float | None:
    """RFC 9110 §10.2.3: seconds or a date; None where there is no readable one."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value.strip())
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
