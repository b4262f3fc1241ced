"""Which addresses may be asked: public ones, and those that were allowed by name; the checked one is connected to."""

import ipaddress
import socket

from legacy_import.errors import CaptureError

__all__ = ["is_public", "resolve"]

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24", "100.64.0.0/10", "224.0.0.0/4", "ff00::/8",
        "fec0::/10", "::/96", "198.18.0.0/15", "192.0.0.0/24", "240.0.0.0/4",
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet; embedded IPv4 addresses are looked at too."""
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        ip = mapped
    if any(ip in net for net in _NOT_PUBLIC if net.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast


def resolve(host: str, port: int, allow: frozenset[tuple[str, int]]) -> tuple[str, ...]:
    """Give the IP addresses to connect to; raises CaptureError when any answer is not public and not allowed."""
    name = host.lower().strip("[]").rstrip(".")
    if (name == "localhost" or name.endswith(".localhost")) and (host.lower(), port) not in allow:
        raise _not_public(host, port, "this machine")  # RFC 6761 §6.3, whatever the resolver says.
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CaptureError(
            f"The host {host} has no address.", fix="check the spelling of the address", code="unknown_host"
        ) from None
    addresses = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if (host.lower().strip("[]"), port) in allow:
        return addresses
    for address in addresses:
        if not is_public(address):
            raise _not_public(host, port, address)
    return addresses


def _not_public(host: str, port: int, address: str) -> CaptureError:
    return CaptureError(
        f"{host} is at {address}, which is not a public address; it was not asked.",
        fix=f"if this is your own machine, allow it by name: --allow {host}:{port}",
        code="blocked_address",
    )
