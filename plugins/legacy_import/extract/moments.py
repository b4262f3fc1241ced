"""When a piece was published and changed: structured data, meta elements, time elements, the address, the page."""

import datetime as dt
import logging
import re
from collections.abc import Iterator, Sequence

from lxml import html

from legacy_import.extract.evidence import Evidence, strings_in
from legacy_import.extract.extraction import Found
from legacy_import.extract.phrases import STAMPS
from legacy_import.extract.tree import attribute_words, tree_text
from legacy_import.extract.visible_dates import find_moment, read_iso

__all__ = ["choose_dates", "printed_moment"]

_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "og:article:published_time", "parsely-pub-date",
    "sailthru.date", "article:published", "date.published", "publish-date", "publication_date", "publishdate", "pubdate",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date.created", "dcterms.date",
    "article.published", "published-date", "originalpublicationdate", "date.created", "datecreated", "article_date_original",
    "rnews:datepublished", "publication-date", "published_time_telegram", "dc.date", "dcterms.available", "citation_date",
    "citation_publication_date", "bt:pubdate", "displaydate", "date", "article:create", "last-published", "nrkpubdate",
)  # fmt: skip
_VAGUE = frozenset(["date", "dc.date", "dcterms.date"])
_MODIFIED = (
    "article:modified_time", "datemodified", "og:updated_time", "og:modified_time", "article:modified", "last-modified",
    "dcterms.modified", "dc.date.modified", "lastmod", "revised", "modificationdate", "article.updated",
)  # fmt: skip
_URL_DAY = re.compile(
    r"(?<!\d)(19[89]\d|20[0-4]\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?(0[1-9]|[12]\d|3[01]|[1-9](?=[/_-]))(?!\d)"
)
_DATE_CLASS = re.compile(
    r"\b(?:date|published|pubdate|time|timestamp|posted|entry-date|post-?date|dateline|meta|byline|info|article-info|submitted|created)\b|date|tarix|zaman|дата"
)
_MODIFIED_CLASS = re.compile(r"updat|modif|edited|changed|aktualis|güncel|yenil|обновл")
_SAYS_UPDATED = re.compile(
    r"(?:updated?|modified|aktualisiert|güncelle\w*|yenilən\w*|обновлено|mis à jour|actualizado)\W*(?:on|am|le|el|at)?\W*$",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"^(?:(?:first\s+)?(?:published|posted|created|date|erschienen|veröffentlicht|publiziert|stand|datum|publié|publicado|publicación|pubblicato|"
    r"geplaatst|publicerad|publisert|opublikowano|publikacja|original|опубликовано|дата|dərc olunub|tarix|yayın\w*|giriş)\b\s*(?:on|am|le|el|den|tarihi|:|il)?\s*:?\s*)",
    re.IGNORECASE,
)
_CHROME = re.compile(
    r"comment|sidebar|footer|related|widget|recent|archive|calendar|teaser|popular|nav\b|menu|trending|recommend"
)


def printed_moment(lines: Sequence[str], lang: str | None) -> tuple[str, bool] | None:
    """The date that stands by itself on a line near a story, and whether a word says that it is the day of publication."""
    alone: str | None = None
    for line in lines:
        moment = find_moment(line, lang) if len(line) <= 120 else None
        if moment is None or not _is_sane(moment) or _MODIFIED_CLASS.match(line.lower()):
            continue
        if _PRINTED.match(line):
            return moment, True
        bare = re.sub(r"[\W\d_]+", " ", line).split()
        if alone is None and (STAMPS.match(line) or len(bare) <= 7):
            alone = moment
    return (alone, False) if alone else None


def choose_dates(
    evidence: Evidence, tree: html.HtmlElement, url: str | None, lang: str | None, source: str
) -> tuple[Found[str] | None, Found[str] | None]:
    """Give when the page's piece was published and, where it says so, last changed."""
    candidates = list(_candidates(evidence, tree, url, lang))
    published = _unmoved(_agreed(candidates), candidates)
    if published is None:
        published = _by_library(source, url)
    updated = _updated(evidence, published)
    return published, updated


def _candidates(
    evidence: Evidence, tree: html.HtmlElement, url: str | None, lang: str | None
) -> Iterator[tuple[str, str, float]]:
    for key, weight in (("datePublished", 3.0), ("dateCreated", 1.0)):
        for value in evidence.article_values(key):
            for text in strings_in(value)[:1]:
                yield from _read(text, f"JSON-LD {key}", weight)
                break
    for rank, name in enumerate(_PUBLISHED):
        value = evidence.first(name)
        if value:
            # A bare `date` is often when the page was made, not when the piece came out.
            yield from _read(
                value,
                f"meta {name}",
                2.6 if rank == 0 else 0.9 if name in _VAGUE and len(value) < 20 else 1.65,
            )
    for node in evidence.nodes:
        if str(node.get("@type")) in ("WebPage", "ItemPage", "VideoObject") and isinstance(
            node.get("datePublished"), str
        ):
            yield from _read(str(node["datePublished"]), "JSON-LD page", 0.9)
    yield from _time_elements(tree)
    day = _url_day(url)
    if day:
        yield day, "address", 1.5
    yield from _classed(tree, lang)


def _read(text: str, where: str, weight: float) -> Iterator[tuple[str, str, float]]:
    moment = read_iso(text) or find_moment(text, None)
    if moment and _is_sane(moment):
        yield moment, where, weight


def _is_sane(moment: str) -> bool:
    return 1985 <= int(moment[:4]) <= 2040


def _time_elements(tree: html.HtmlElement) -> Iterator[tuple[str, str, float]]:
    weight = 1.6
    for element in tree.iter("time", "abbr"):
        stamp = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
        if element.tag == "abbr" and "published" not in (element.get("class") or ""):
            continue
        around = " ".join(attribute_words(box) for box in (element, *list(element.iterancestors())[:4]))
        if (
            _CHROME.search(around)
            or _MODIFIED_CLASS.search(attribute_words(element))
            or element.get("itemprop") == "dateModified"
            or _SAYS_UPDATED.search(_words_before(element))
        ):
            continue
        marked = (
            element.get("pubdate") is not None
            or "publi" in around
            or element.get("itemprop") == "datePublished"
        )
        for found in _read(stamp or tree_text(element), "time element", weight + (0.8 if marked else 0)):
            yield found
            weight *= 0.25 if marked else 0.5
        if weight < 0.2:
            return
    for element in tree.xpath(".//*[@itemprop='datePublished'][not(self::meta)][not(self::time)]")[:1]:
        yield from _read(
            element.get("content") or element.get("datetime") or tree_text(element), "microdata", 2.0
        )


def _words_before(element: html.HtmlElement) -> str:
    """The words right before an element in its own box, where a label stands."""
    before = element.getprevious()
    parent = element.getparent()
    if before is not None:
        return ((before.text_content() or "") if len(before) < 3 else "")[-30:] + (before.tail or "")
    return (parent.text or "") if parent is not None else ""


def _url_day(url: str | None) -> str | None:
    found = _URL_DAY.search(re.sub(r"^\w+://[^/]+", "", url or ""))
    if not found:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _classed(tree: html.HtmlElement, lang: str | None) -> Iterator[tuple[str, str, float]]:
    weight = 1.2
    for element in tree.iter(
        "span",
        "div",
        "p",
        "li",
        "td",
        "small",
        "em",
        "b",
        "font",
        "strong",
        "section",
        "header",
        "i",
        "a",
        "dd",
        "ul",
        "h4",
        "h5",
        "h6",
    ):
        words = attribute_words(element)
        if not _DATE_CLASS.search(words) or _CHROME.search(words):
            continue
        text = tree_text(element)
        if not 6 <= len(text) <= 120 or _MODIFIED_CLASS.search(words):
            continue
        if any(_CHROME.search(attribute_words(box)) for box in list(element.iterancestors())[:5]):
            continue
        moment = find_moment(text, lang)
        if moment and _is_sane(moment):
            yield moment, "date on the page", weight
            weight *= 0.5
            if weight < 0.2:
                return


def _agreed(candidates: list[tuple[str, str, float]]) -> Found[str] | None:
    votes: dict[str, float] = {}
    for moment, _where, weight in candidates:
        votes[moment[:10]] = votes.get(moment[:10], 0) + weight
    full = {day: vote for day, vote in votes.items() if len(day) == 10}
    if not full:
        return None
    best = min(full, key=lambda day: (-round(full[day], 3), day))
    ranked = sorted(
        (item for item in candidates if item[0].startswith(best)),
        key=lambda item: (-len(item[0]) // 11, -item[2]),
    )
    moment, where, _weight = ranked[0]
    share = full[best] / sum(votes.values())
    # Measured: where another date speaks against it, one in six is wrong however many speak for it.
    most = 0.98 if share >= 0.85 else 0.88
    return Found(moment, where, min(most, 0.41 + 0.3 * share + 0.12 * min(full[best], 3)))


def _unmoved(found: Found[str] | None, candidates: list[tuple[str, str, float]]) -> Found[str] | None:
    """A day in the address months before all other dates: the piece was moved into a new system, its address was not."""
    days = [moment for moment, where, _weight in candidates if where == "address"]
    if found is None or not days or found.where == "address":
        return found
    gap = dt.date.fromisoformat(found.value[:10]) - dt.date.fromisoformat(days[0])
    return Found(days[0], "address", 0.7) if gap.days > 60 else found


def _by_library(source: str, url: str | None) -> Found[str] | None:
    if not source:
        return None
    import htmldate

    logging.getLogger("htmldate").setLevel(logging.CRITICAL + 1)
    try:
        day = htmldate.find_date(source, url=url, original_date=True, extensive_search=True)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, KeyError):
        return None
    return Found(str(day), "search of the whole page", 0.5) if day else None


def _updated(evidence: Evidence, published: Found[str] | None) -> Found[str] | None:
    texts = [text for value in evidence.article_values("dateModified") for text in strings_in(value)[:1]]
    texts += [value for name in _MODIFIED if (value := evidence.first(name))]
    for text in texts:
        moment = read_iso(text)
        if moment and _is_sane(moment) and (published is None or moment[:10] >= published.value[:10]):
            if published is not None and moment[:16] == published.value[:16]:
                continue
            return Found(moment, "structured data", 0.8)
    return None
