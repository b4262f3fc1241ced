"""The only module that asks the network: politely, within limits, and never an address that is not public."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpcore
import httpx

from legacy_import.capture.answers import (
    Answer,
    broken_line,
    checked,
    host_of,
    joined,
    origin_of,
    port_of,
    retry_after,
)
from legacy_import.capture.records import inflate
from legacy_import.capture.robots import AGENT, MAX_DELAY_S, MAX_ROBOTS_BYTES, Robots, robots_of_answer
from legacy_import.capture.store import Capture
from legacy_import.capture.trust import certificate_refusal
from legacy_import.capture.wire import Deadline, GuardedTransport
from legacy_import.errors import CaptureError

__all__ = ["Fetcher", "Limits"]

_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_BUSY = frozenset([429, 503])
# What is wrong with the whole host, not with its robots.txt.
_NO_SITE = frozenset(["blocked_address", "unknown_host", "certificate"])
_ERRORS = (
    httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException,
    httpcore.UnsupportedProtocol, httpcore.ProxyError, OSError, ValueError, UnicodeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; `pause_s` None means the polite one, `per_host` and `total` count requests of a run."""

    deadline_s: float = 25.0
    robots_deadline_s: float = 15.0
    max_bytes: int = 14_000_000
    max_redirects: int = 10
    pause_s: float | None = None
    retry_cap_s: float = 120.0
    retries: int = 2
    per_host: int = 20_000
    total: int = 100_000


@dataclass(slots=True)
class Fetcher:
    """Fetches pages, one request at a time.

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
    asked: Counter[str] = field(default_factory=Counter)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _transport: GuardedTransport | None = None

    def fetch(self, url: str, role: str = "page") -> Capture:
        """Fetch one page, following redirects; raises CaptureError with the reason and what to do."""
        answer = self._follow(url, role, None)
        if answer.status != 200:
            raise answer.refusal()
        return answer.capture(url, self.permission(answer.address))

    def fetch_if_changed(self, url: str, kept: Capture, role: str = "page") -> Capture | None:
        """Fetch a page that was captured before; None when the server says that it has not changed."""
        answer = self._follow(url, role, kept)
        if answer.status == 304 and _validators(kept):
            return None
        if answer.status != 200:
            raise answer.refusal()
        return answer.capture(url, self.permission(answer.address))

    def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def permission(self, address: str) -> str | None:
        """Why robots.txt is set aside for this address; None where it is not."""
        return self.permitted.get(host_of(address))

    def _follow(self, url: str, role: str, kept: Capture | None) -> Answer:
        address = checked(url)
        for _hop in range(self.limits.max_redirects + 1):
            self._obey_robots(address)
            conditions = _validators(kept) if kept is not None and kept.url == address else {}
            answer = self._ask_patiently(address, role, conditions)
            if answer.status not in _REDIRECTS:
                return answer
            location = answer.header("location")
            if not location:
                raise CaptureError(f"{address} sends elsewhere without saying where.", code="http_status")
            address = checked(joined(address, location))
        raise CaptureError(f"{url} sends from address to address without end.", code="too_many_redirects")

    def _obey_robots(self, address: str) -> None:
        if self.permission(address) is not None:
            return
        origin = origin_of(address)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        robots = self._robots[origin]
        code, why = "", ""
        if not robots.allows(address):
            code = "robots_unreachable" if robots.is_closed else "robots"
            why = robots.reason or "its robots.txt does not allow it"
        elif robots.delay_s() > MAX_DELAY_S:
            code, why = "rate_limited", f"its robots.txt asks for a pause of {robots.delay_s():,.0f} s"
        if code:
            raise CaptureError(
                f"{address} was not fetched: {why}.",
                fix="save the page in the browser and import the folder; or, if the outlet has agreed, "
                f'import with --permitted {host_of(address)} "who agreed, and when"',
                code=code,
            )

    def _read_robots(self, origin: str) -> Robots:
        address = f"{origin}/robots.txt"
        try:
            for _hop in range(6):
                answer = self._ask(address, "robots")
                location = answer.header("location")
                if answer.status not in _REDIRECTS or not location:
                    return robots_of_answer(answer.status, answer.payload)
                address = checked(joined(address, location))
        except CaptureError as error:
            if error.code in _NO_SITE and address == f"{origin}/robots.txt":
                raise
            return Robots(is_closed=True, reason=error.problem.rstrip("."))
        return Robots()

    def _ask_patiently(self, address: str, role: str, conditions: Mapping[str, str]) -> Answer:
        """Ask again when the line broke or the server is busy, as often and as late as the limits say."""
        for attempt in range(self.limits.retries):
            try:
                answer = self._ask(address, role, conditions)
            except _BrokenLineError as error:
                if error.code in ("timeout", "too_large") or role == "image":
                    raise
                continue
            if answer.status not in _BUSY:
                return answer
            wait = retry_after(answer.header("retry-after"), self.now())
            if wait is None:
                wait = 3.0 * 2**attempt
            if wait > self.limits.retry_cap_s or role == "image":
                return answer
            self.sleep(wait)
        return self._ask(address, role, conditions)

    def _wait_for_turn(self, address: str) -> None:
        host = host_of(address)
        if self.asked[host] >= self.limits.per_host or self.asked.total() >= self.limits.total:
            raise CaptureError(
                f"{address} was not fetched: this run has asked {host} {self.asked[host]:,} times, and that is the limit.",
                fix="run the same command again to go on",
                code="rate_limited",
            )
        self.asked[host] += 1
        pause, wanted = 1.0, self.limits.pause_s
        if wanted is not None and (wanted >= 1.0 or (host, port_of(address)) in self.allow):
            pause = max(wanted, 0.0)
        robots = self._robots.get(origin_of(address))
        if robots is not None and self.permission(address) is None:
            pause = max(pause, min(robots.delay_s(), MAX_DELAY_S))
        last = self._last.get(host)
        if last is not None and self.clock() - last < pause:
            self.sleep(pause - (self.clock() - last))
        self._last[host] = self.clock()

    def _ask(self, address: str, role: str, conditions: Mapping[str, str] | None = None) -> Answer:
        self._wait_for_turn(address)
        if self._transport is None:
            self._transport = GuardedTransport(self.allow)
        limit_s = self.limits.robots_deadline_s if role == "robots" else self.limits.deadline_s
        self._transport.set_deadline(Deadline(min(limit_s, self.limits.deadline_s), self.clock))
        request = httpx.Request("GET", address, headers={**self._headers(role), **(conditions or {})})
        try:
            response = self._transport.handle_request(request)
            try:
                raw = self._read(response, role)
            finally:
                response.close()
        except _ERRORS as error:
            self.close()
            refusal = certificate_refusal(address, error)
            if refusal is not None:
                raise refusal from None
            problem, code = broken_line(address, error)
            fix = "try again later, or save the page in the browser and import it"
            raise _BrokenLineError(problem, fix=fix, code=code) from None
        except CaptureError as error:
            self.close()
            raise CaptureError(f"{address}: {error.problem}", fix=error.fix, code=error.code) from None
        finally:
            self._last[host_of(address)] = self.clock()
        return Answer(
            address, role, request, response, raw, self._unpacked(address, response, raw), self.now()
        )

    def _unpacked(self, address: str, response: httpx.Response, raw: bytes) -> bytes:
        try:
            return inflate(raw, response.headers.get("content-encoding"), self.limits.max_bytes)
        except CaptureError as error:
            raise CaptureError(f"{address}: {error.problem}", fix=error.fix, code=error.code) from None

    def _headers(self, role: str) -> dict[str, str]:
        contact = f"; contact: {self.contact}" if self.contact else ""
        wanted = "image/*" if role == "image" else "text/html,application/xhtml+xml,*/*;q=0.5"
        return {
            "User-Agent": f"{AGENT}/0.1 (keeps its author's own published pieces{contact})",
            "Accept": wanted,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def _read(self, response: httpx.Response, role: str) -> bytes:
        """The body as it comes; of a robots.txt, as much as a crawler must read (RFC 9309 §2.5)."""
        limit = MAX_ROBOTS_BYTES if role == "robots" else self.limits.max_bytes
        too_large = CaptureError(f"The answer is larger than {limit:,} bytes.", code="too_large")
        declared = response.headers.get("content-length", "")
        if role != "robots" and declared.isdigit() and int(declared) > limit:
            raise too_large
        parts, size = [], 0
        for chunk in response.stream:  # type: ignore[union-attr]
            size += len(chunk)
            parts.append(chunk)
            if size > limit:
                if role != "robots":
                    raise too_large
                break
        return b"".join(parts)


class _BrokenLineError(CaptureError):
    """The connection failed or broke off; the next try may do better."""


def _validators(kept: Capture) -> dict[str, str]:
    """The conditions under which a page that was captured before is asked for again (RFC 9110 §13)."""
    headers = {name.lower(): value for name, value in kept.headers}
    found = {"If-None-Match": headers.get("etag"), "If-Modified-Since": headers.get("last-modified")}
    return {name: value for name, value in found.items() if value and value.isascii() and value.isprintable()}
