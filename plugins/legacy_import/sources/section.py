"""An author's or a section's list of pieces: the pieces it links to, page after page."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.extract.decode import decode_page

__all__ = ["MAX_LIST_PAGES", "ListPage", "all_pieces", "read_list_page"]

MAX_LIST_PAGES = 200
_NEXT_WORDS = re.compile(
    r"^\W*(?:next(?: page)?|older(?: (?:posts|entries|stories))?|more|→|»|›|>>?|следующая|дальше|далее|вперёд|вперед|ещё|növbəti|irəli|"
    r"sonraki|ileri|weiter|suivant|siguiente)\W*$|^[»›→]+$",
    re.IGNORECASE,
)
_NOT_PIECES = re.compile(
    r"\.(?:css|js|jpe?g|png|gif|svg|webp|pdf|zip|mp[34]|xml|rss)$|/(?:tag|tags|category|author|about|contacts?|login|search|feed|rss|privacy)(?:/|\.|$)",
    re.IGNORECASE,
)
_PAGE_PARAMETERS = frozenset(["page", "p", "pg", "paged", "start", "offset", "from", "str"])


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: the pieces it links to, and the next page."""

    pieces: tuple[str, ...]
    following: str | None


def read_list_page(
    data: bytes, url: str, content_type: str | None = None, links: str | None = None
) -> ListPage:
    """Read one page of a list; `links` is a pattern that a piece's address must contain (a regular expression).

    Without it, pieces are the addresses of the make that most of the long link texts lead to.
    """
    soup = BeautifulSoup(decode_page(data, content_type).text, "lxml")
    base = _base(soup, url)
    host = _host(url)
    found: dict[str, str] = {}
    following: str | None = None
    for link in soup.find_all(["a", "link"], href=True):
        address = _joined(base, str(link["href"]))
        if address is None or _host(address) != host or address == _bare(url):
            continue
        text = " ".join(link.get_text(" ").split())
        if _leads_on(link, text, address, url):
            following = following or address
        elif link.name == "a" and (links or not _NOT_PIECES.search(urlsplit(address).path)):
            found[address] = max(found.get(address, ""), text, key=len)
    pieces = _matching(found, links) if links else _alike(found)
    return ListPage(tuple(pieces), following or _by_number(found, url))


def all_pieces(
    data: bytes, url: str, content_type: str | None, fetch: Callable[[str], tuple[bytes, str, str | None]], *,
    links: str | None = None, limit: int | None = None, refuse: Callable[[str, CaptureError], None] = lambda _u, _e: None,
) -> list[str]:  # fmt: skip
    """The pieces of a list, page after page, each once; ends at the limit, at the last page, or where nothing is new."""
    pieces: dict[str, None] = {}
    seen = {_bare(url)}
    for _number in range(MAX_LIST_PAGES):
        page = read_list_page(data, url, content_type, links)
        fresh = [piece for piece in page.pieces if piece not in pieces]
        pieces.update(dict.fromkeys(fresh))
        if not fresh or page.following is None or page.following in seen or (limit and len(pieces) >= limit):
            break
        seen.add(page.following)
        try:
            data, url, content_type = fetch(page.following)
        except CaptureError as error:
            refuse(page.following, error)
            break
    return [piece for piece in pieces if piece not in seen][:limit]


def _base(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    return _joined(url, str(base["href"])) or url if isinstance(base, Tag) else url


def _joined(base: str, href: str) -> str | None:
    try:
        address = _bare(urljoin(base, href.strip()))
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _bare(url: str) -> str:
    return url.split("#", 1)[0]


def _host(url: str) -> str:
    return (urlsplit(url).netloc or "").lower().removeprefix("www.")


def _leads_on(link: Tag, text: str, address: str, url: str) -> bool:
    """Whether a link says that it leads to the next page of the list."""
    rel = link.get("rel")
    if rel and "next" in [str(word).lower() for word in (rel if isinstance(rel, list) else [rel])]:
        return True
    label = text or str(link.get("title") or link.get("aria-label") or "")
    return link.name == "a" and bool(_NEXT_WORDS.match(label)) and _number(address) != _number(url)


def _number(address: str) -> int | None:
    """The page number in an address: `?page=3`, `/page/3/`."""
    parts = urlsplit(address)
    for name, value in parse_qsl(parts.query):
        if name.lower() in _PAGE_PARAMETERS and value.isdecimal():
            return int(value[:9])
    found = re.search(r"/(?:page|p|seite|sayfa|str)[/-]?(\d{1,6})(?:/|\.\w+)?$", parts.path)
    return int(found[1]) if found else None


def _by_number(found: dict[str, str], url: str) -> str | None:
    """The link whose text is the number after this page's."""
    wanted = (_number(url) or 1) + 1
    return next(
        (
            address
            for address, text in found.items()
            if text == str(wanted) and _number(address) not in (None, _number(url))
        ),
        None,
    )


def _matching(found: dict[str, str], links: str) -> list[str]:
    try:
        pattern = re.compile(links)
    except re.error as error:
        raise LegacyImportError(f"--links {links} is no pattern: {error}.") from None
    return [address for address in found if pattern.search(address)]


def _make(address: str) -> str:
    """The make of an address: digits as N, words as s, so that pieces of one kind look alike."""
    parts = urlsplit(address)
    segments = [re.sub(r"\d+", "N", part) for part in parts.path.split("/") if part]
    if segments:
        last = segments[-1]
        ending = last[last.rfind(".") :] if "." in last else ""
        words = re.sub(r"[^\W\d_]{2,}", "s", last.removesuffix(ending))
        segments[-1] = ("slug" if words.count("s") >= 2 else words) + ending
    names = "&".join(sorted(name for name, _value in parse_qsl(parts.query)))
    return "/".join(segments) + (f"?{names}" if names else "")


def _alike(found: dict[str, str]) -> list[str]:
    """The addresses of the makes that long link texts lead to most."""
    makes: dict[str, list[str]] = defaultdict(list)
    weights: Counter[str] = Counter()
    for address, text in found.items():
        make = _make(address)
        makes[make].append(address)
        if len(text) >= 15 and " " in text:
            weights[make] += 1
    if not weights:
        return []
    best = max(weights.values())
    chosen = {make for make, weight in weights.items() if weight * 3 >= best}
    return [address for address in found if _make(address) in chosen]
