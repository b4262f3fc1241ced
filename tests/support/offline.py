"""Keeps tests from the network: only this computer itself may be connected to."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from unittest import mock


class NetworkReachedError(AssertionError):
    """A test tried to leave this computer."""


def is_local(address: object) -> bool:
    """True for loopback addresses and for sockets that are files."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def loopback_only() -> Iterator[None]:
    """Within this, a connection to any other computer is a failure."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: object) -> None:
        if not is_local(address):
            raise NetworkReachedError(f"a test connected to {address}")

    def connect(self: socket.socket, address: object) -> None:
        check(address)
        real_connect(self, address)  # type: ignore[arg-type]

    def connect_ex(self: socket.socket, address: object) -> int:
        check(address)
        return real_connect_ex(self, address)  # type: ignore[arg-type]

    with (
        mock.patch.object(socket.socket, "connect", connect),
        mock.patch.object(socket.socket, "connect_ex", connect_ex),
    ):
        yield
