"""The one way to the network: a transport that connects only to checked addresses and keeps to a deadline."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from legacy_import.capture.addresses import resolve
from legacy_import.capture.sockets import connect
from legacy_import.capture.trust import trusted
from legacy_import.errors import CaptureError

__all__ = ["Deadline", "GuardedTransport"]

_TRIED_ADDRESSES = 4
_CONNECT_S = 10.0


class Deadline:
    """A moment after which nothing more is waited for."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds left; raises CaptureError when none are."""
        left = self._end - self._clock()
        if left <= 0:
            raise CaptureError(
                "The page took too long to come.",
                fix="try again later, or save it in the browser",
                code="timeout",
            )
        return left


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline, so that a drip does not hold it open."""

    def __init__(self, stream: httpcore.NetworkStream, owner: "_Backend") -> None:
        self._stream = stream
        self._owner = owner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=self._owner.timeout(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._owner.timeout(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, timeout=self._owner.timeout(timeout))
        return _Stream(inner, self._owner)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, allow: frozenset[tuple[str, int]]) -> None:
        super().__init__()
        self.allow = allow
        self.deadline: Deadline | None = None

    def timeout(self, wanted: float | None) -> float:
        left = self.deadline.left() if self.deadline else 20.0
        return min(left, 20.0 if wanted is None else wanted)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, self.allow)[:_TRIED_ADDRESSES]
        for address in addresses[:-1]:
            try:
                return self._connected(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(addresses[-1], port, timeout)

    def _connected(self, address: str, port: int, timeout: float | None) -> "_Stream":
        return _Stream(connect(address, port, min(self.timeout(timeout), _CONNECT_S)), self)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise CaptureError("A page is never read from a local socket.")


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], close: Callable[[], None]) -> None:
        self._stream = stream
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._close()


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport over a pool of guarded connections."""

    def __init__(self, allow: frozenset[tuple[str, int]]) -> None:
        self._backend = _Backend(allow)
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted(),
            network_backend=self._backend,
            max_connections=4,
            retries=0,
        )

    def set_deadline(self, deadline: Deadline | None) -> None:
        """Let everything until the next call end with `deadline`."""
        self._backend.deadline = deadline

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request (httpx calls this)."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream = answer.stream
        if not isinstance(stream, Iterable):
            raise CaptureError("The server's answer has no readable body.")
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(stream, answer.close),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
