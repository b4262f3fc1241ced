"""robots.txt: read once for each origin, before its first page."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["AGENT", "MAX_DELAY_S", "MAX_ROBOTS_BYTES", "Robots", "parse_robots", "robots_of_answer"]

AGENT = "Stringer"
MAX_ROBOTS_BYTES = 512_000
_KNOWN = ("user-agent", "allow", "disallow", "crawl-delay", "request-rate", "sitemap")
# A longer pause is not slept: the origin is left alone, and the refusal names the ways out.
MAX_DELAY_S = 120.0
# What sites mean by it, and what the largest crawler reads it as.
_MISSPELT = {
    "useragent": "user-agent", "dissallow": "disallow", "dissalow": "disallow", "disalow": "disallow", "diasllow": "disallow",
    "disallaw": "disallow", "crawldelay": "crawl-delay", "site-map": "sitemap",
}  # fmt: skip
_LINE = re.compile(
    r"^(?P<name>[A-Za-z]+(?:[- ]?(?:agent|delay|rate|map))?)\s*(?::|\s)\s*(?P<value>.*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Robots:
    """What an origin allows: `rules` None means everything or, with `is_closed`, nothing."""

    rules: "Protego | None" = None
    is_closed: bool = False
    reason: str = ""

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Whether `url` may be fetched."""
        if self.is_closed:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, agent))

    def delay_s(self, agent: str = AGENT) -> float:
        """The pause the origin asks for, in seconds; 0 where it names none."""
        delay = self.rules.crawl_delay(agent) if self.rules is not None else None
        return max(float(delay or 0), 0.0)


def parse_robots(data: bytes) -> Robots:
    """Read the bytes of a robots.txt."""
    from protego import Protego

    text = (
        data[:MAX_ROBOTS_BYTES]
        .decode("utf-8-sig", "replace")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\ufeff", "")
    )
    return Robots(Protego.parse("\n".join(rule for line in text.split("\n") if (rule := _rule(line)))))


def _rule(line: str) -> str | None:
    """A line as a rule, its name spelt out; unknown lines do not end a group (RFC 9309 §2.2.1), so they are left out."""
    bare = line.split("#", maxsplit=1)[0].strip()
    found = _LINE.match(bare)
    if not found:
        return None
    name = found["name"].lower().replace(" ", "-")
    name = _MISSPELT.get(name, name)
    return f"{name}: {found['value'].strip()}" if name in _KNOWN else None


def robots_of_answer(status: int | None, data: bytes) -> Robots:
    """RFC 9309 §2.3: found, unavailable (4xx: everything is allowed), unreachable (5xx, time-out: nothing is)."""
    if status is None:
        return Robots(is_closed=True, reason="its robots.txt could not be read")
    if 200 <= status < 300:
        return parse_robots(data)
    if 400 <= status < 500 and status != 429:
        return Robots()
    return Robots(is_closed=True, reason=f"its robots.txt answered {status}")
