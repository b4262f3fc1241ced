"""The headline: what h1, og:title, JSON-LD and the title element agree on, without the site's own name."""

import re
import unicodedata

from lxml import html

from legacy_import.extract.evidence import Evidence, strings_in
from legacy_import.extract.extraction import Found
from legacy_import.extract.tree import attribute_words, clean_text, tree_text

__all__ = ["choose_title", "key_of"]

_SEPARATORS = re.compile(
    r"\s+[|–—:·•»›«/~-]+\s+|\s*[|ㅣ]\s*|\s+::\s+|:\s+|\s-\s?|-(?=[^\s-]+ㅣ)|(?<=[^\x00-\x7f])_(?=[^\x00-\x7f])"
)
_HEAD_CLASS = re.compile(
    r"\b(?:(?:entry|post|article|story|news|page|content)[-_]?(?:title|headline|head)|headline|hed|title)\b"
)
_LOGO = re.compile(r"logo|site-?(?:title|name)|brand")
_UNSEEN = re.compile(
    r"(?<![\w-])(?:hidden|hide|sr-only|screen-reader\S*|visually-?hidden|visuallyhidden|aural|nav-?skip|offscreen|invisible|unsichtbar)(?![\w-])"
)
_BREADCRUMB = re.compile(r"breadcrumb")
_KICKER = re.compile(
    r"kicker|overline|over-?headline|eyebrow|top-?line|dachzeile|spitzmarke|roof|pre-?(?:title|headline)|super-?title|sur-?titre|offscreen|sr-only|"
    r"headline__topic|title__category|rubric|label\b|badge|premium|paid|plus-?icon"
)
_FALSE = re.compile(
    r"^(?:original text|home|news|blog|article|untitled.*|error.*|404.*|page not found|index|menu|search|share|comments?|about|related.*|"
    r"новости|главная|xəbərlər|haberler|ana sayfa|archive|nachrichten|actualités?)$",
    re.IGNORECASE,
)


# One line for search engines and networks, written several times over: its echoes are not so many witnesses.
_FOR_SHARING = frozenset(
    [
        "og:title",
        "twitter:title",
        "dc.title",
        "title",
        "parsely-title",
        "sailthru.title",
        "headline",
        "title element",
    ]
)
_ECHO = 0.2


def key_of(text: str) -> str:
    """A headline as it is compared: letters and digits only, one case; of one without any, its pictures."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("\u0307", ""))
    return " ".join(words) or "".join(char for char in text if unicodedata.category(char) == "So")


def choose_title(evidence: Evidence, tree: html.HtmlElement, host: str | None) -> Found[str] | None:
    """Vote on the headline of one page."""
    candidates = _candidates(evidence, tree)
    if not candidates:
        return None
    site_words = _site_words(evidence, host)
    scores: dict[str, float] = {}
    texts: dict[str, tuple[str, str, float]] = {}
    shared: set[str] = set()
    for text, where, weight in candidates:
        for form, share in _forms(text, where, site_words):
            key = key_of(form)
            if not key or _FALSE.match(form):
                continue
            echo = _ECHO if where in _FOR_SHARING and key in shared else 1.0
            if where in _FOR_SHARING:
                shared.add(key)
            scores[key] = scores.get(key, 0) + weight * share * echo * _own_weight(form, where, site_words)
            if key not in texts or weight > texts[key][2]:
                texts[key] = (form, where, weight)
    if not scores:
        return None
    _lend_to_longer(scores)
    best = _as_printed(max(scores, key=lambda key: (scores[key], len(key))), texts, candidates)
    text, where, _weight = texts[best]
    return Found(text, where, _sureness(best, candidates, site_words))


def _sureness(best: str, candidates: list[tuple[str, str, float]], site_words: set[str]) -> float:
    """How sure a headline is by who says it: what is printed, told to machines, and written for sharing.

    Measured on annotated pages: where two kinds of witness say it and none says another, 97 of 100 are right; where
    one of them says another, 70; where one witness stands alone, 75.
    """
    says: dict[str, bool] = {}
    for text, where, weight in candidates:
        if where in ("h1", "h2") and weight < 1.3:
            continue
        kind = "shared" if where in _FOR_SHARING and where != "title element" else where.split()[0]
        same = key_of(text) == best
        near = same or best in {key_of(form) for form, _share in _forms(text, where, site_words)}
        if near and not same and kind == "shared":
            kind = "nearly"
        says[kind] = says.get(kind, False) or near
    named = {kind for kind, agrees in says.items() if agrees}
    if any(kind not in named for kind in says if kind not in ("title", "h2", "microdata")):
        return 0.75 if len(named) > 1 else 0.65
    firm = len(named - {"title", "nearly"})
    if set(says) == {"title"}:
        # The title element alone: 15 of 16 where it stands as it is, half where a site's name was cut from it.
        whole = any(key_of(text) == best for text, where, _weight in candidates if where == "title element")
        return 0.87 if whole else 0.5
    return 0.96 if firm > 1 else 0.93 if {"h1", "title"} <= named and "nearly" not in named else 0.7


def _as_printed(
    best: str, texts: dict[str, tuple[str, str, float]], candidates: list[tuple[str, str, float]]
) -> str:
    """Prefer the headline as the page prints it to a form that only adds to it, or that a stray quote mark cut."""
    for text, where, weight in candidates:
        key = key_of(text)
        if key == best or key not in texts:
            continue
        whole = texts[best][0]
        is_cut = re.match(r'\s*"', text[len(whole) :]) and text.startswith(whole) and '"' not in whole
        if is_cut:
            return key
        if where not in ("h1", "JSON-LD headline", "microdata headline") or weight < 1.9 or len(key) < 8:
            continue
        behind = whole[len(text) :] if whole.startswith(text) else ""
        if re.match(r"\s*[|:–—·•_ㅣ-]", behind):
            return key
        if len(key) * 2 > len(best) and f" {key} " in f" {best} ":
            return key
    return best


def _own_weight(form: str, where: str, site_words: set[str]) -> float:
    """A heading that is the site's own name says little."""
    return 0.15 if where in ("h1", "h2") and _is_site(form, site_words) else 1.0


def _candidates(evidence: Evidence, tree: html.HtmlElement) -> list[tuple[str, str, float]]:
    found = _from_h1(evidence)
    for value in evidence.article_values("headline"):
        found += [(text, "JSON-LD headline", 2.4) for text in strings_in(value)[:1]]
    for name, weight in (
        ("og:title", 2.5),
        ("twitter:title", 1.2),
        ("headline", 1.5),
        ("dc.title", 1.0),
        ("title", 0.6),
        ("parsely-title", 1.5),
        ("sailthru.title", 1.0),
    ):
        value = evidence.first(name)
        if value:
            found.append((value, name, weight))
    if evidence.title_tag:
        found.append((evidence.title_tag, "title element", 1.6))
    for element in tree.xpath(".//*[@itemprop='headline'][not(self::meta)]")[:2]:
        found.append((_without_parts(element) or tree_text(element), "microdata headline", 2.0))
    if not any(weight > 0.5 for _text, _where, weight in found if _where == "h1"):
        for text, element in [(text, element) for level, text, element in evidence.headings if level == 2][
            :8
        ]:
            named = _HEAD_CLASS.search(attribute_words(element))
            found.append((text, "h2", 1.6 if named else 0.7))
    told = [text for value in evidence.article_values("headline") for text in strings_in(value)[:1]]
    frame = [_tokens(text) for text in (evidence.title_tag, evidence.first("og:title"), *told[:2]) if text]
    found = [
        (clean_text(text), where, weight * _kinship(text, where, frame)) for text, where, weight in found
    ]
    return [(text, where, weight) for text, where, weight in found if text]


def _from_h1(evidence: Evidence) -> list[tuple[str, str, float]]:
    firsts = [(text, element) for level, text, element in evidence.headings if level == 1]
    told = strings_in(list(evidence.article_values("headline")))
    same = {key_of(text) for text in (evidence.first("og:title"), *told) if text}
    shown = [pair for pair in firsts if not _is_frame(pair[1]) and not _FALSE.match(pair[0])]
    found = [(text, "h1", 0.1) for text, element in firsts[:6] if (text, element) not in shown]
    for number, (text, element) in enumerate(shown[:6]):
        weight = 3.3 if len(shown) == 1 else (2.2 if number == 0 else 1.4)
        words = attribute_words(element)
        if _HEAD_CLASS.search(words) or element.get("itemprop") in ("headline", "name"):
            weight += 1
        if "alternative" in (element.get("itemprop") or "").lower() or _BREADCRUMB.search(
            words + " " + " ".join(element.keys())
        ):
            weight = 1.0
        if len(text) > 250:
            weight = 0.2
        if len(text.split()) == 1 and any(len(other.split()) > 2 for other, _element in shown):
            weight *= 0.4  # a section's name above the headline
        whole = key_of(text) in same  # a kicker that the page counts as part of its headline everywhere stays
        bare = _without_parts(element)
        found.append((text if whole or not bare or bare.endswith(":") else bare, "h1", weight))
    return found


def _is_frame(element: html.HtmlElement) -> bool:
    """A heading that carries the site's name or sign, leads home, or is there for screen readers only."""
    if _LOGO.search(_around(element)) or _UNSEEN.search(attribute_words(element)):
        return True
    links = element.findall(".//a")
    parent = element.getparent()
    if not links and parent is not None and parent.tag == "a":
        links = [parent]
    return len(links) == 1 and _leads_home(links[0].get("href") or "")


def _leads_home(address: str) -> bool:
    address = re.sub(r"^https?://web\.archive\.org/web/\w+/", "", address.strip())
    return bool(
        re.fullmatch(r"(?:https?:)?(?://[^/?#]+)?/?(?:index\.\w+|home/?)?", address)
    ) and address not in ("", "#")


def _tokens(text: str) -> set[str]:
    """Words to compare headings by; where a script sets no spaces, pairs of letters."""
    words: set[str] = set()
    for word in key_of(text).split():
        if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", word):
            words |= {word[at : at + 2] for at in range(max(1, len(word) - 1))}
        elif len(word) > 3 or word.isdigit():
            words.add(word)
    return words


def _kinship(text: str, where: str, frame: list[set[str]]) -> float:
    """A heading that shares no word with the page's own title is seldom its headline."""
    words = _tokens(text)
    if where not in ("h1", "h2") or not frame or not words:
        return 1.0
    shared = max(len(words & other) / len(words) for other in frame)
    return 0.28 if shared < 0.2 else 1.0


def _around(element: html.HtmlElement) -> str:
    parent = element.getparent()
    return attribute_words(element) + (" " + attribute_words(parent) if parent is not None else "")


def _without_parts(element: html.HtmlElement) -> str:
    """A heading without the small print, kickers and marks that some sites put into it."""
    text = tree_text(element)
    for part in element.iter():
        if part is element or not isinstance(part.tag, str) or not tree_text(part):
            continue
        words = tree_text(part)
        is_small = part.tag in ("small", "time") and len(words) < len(text) / 2
        if is_small or (_KICKER.search(attribute_words(part)) and len(words) < len(text)):
            text = clean_text(text.replace(words, " ", 1))
    return text.lstrip(":|–—- ").strip()


def _site_words(evidence: Evidence, host: str | None) -> set[str]:
    signs = [text for level, text, element in evidence.headings if level == 1 and _is_frame(element)]
    words = {key_of(text) for text in signs[:2] if len(text) < 60} | {
        key_of(name)
        for name in (evidence.site_name, evidence.first("application-name", "al:ios:app_name"))
        if name
    }
    if host:
        bare = host.removeprefix("www.").lower()
        words |= {key_of(bare), key_of(bare.rsplit(".", 1)[0]), bare.split(".")[0], bare.replace(".", "")}
    return {word for word in words if word}


def _forms(text: str, where: str, site_words: set[str]) -> list[tuple[str, float]]:
    """A candidate as it stands, and without a site's name at its end or start."""
    stripped = _without_site(text, site_words)
    if stripped != text:
        return [(stripped, 1.0), (text, 0.15)]
    if where != "title element":
        return [(text, 1.0)]
    parts = [part for part in _SEPARATORS.split(text) if part and part.strip()]
    forms = [(text, 0.6)]
    if len(parts) > 1:
        pieces = list(_SEPARATORS.finditer(text))
        front, back = text[: pieces[-1].start()], text[pieces[0].end() :]
        is_back = len(pieces) == 1 and len(back.split()) > len(front.split()) + 1
        forms.append((front, 0.3 if is_back else 0.7))
        forms.append((back, 0.7 if is_back else 0.3))
        forms.append((text[: pieces[0].start()], 0.5 if len(pieces) > 1 else 0.0))
    return forms


def _without_site(text: str, site_words: set[str]) -> str:
    for _round in range(3):
        pieces = list(_SEPARATORS.finditer(text))
        if not pieces:
            return text
        last, first = text[pieces[-1].end() :], text[: pieces[0].start()]
        if _is_site(last, site_words) and len(text[: pieces[-1].start()]) > 3:
            text = text[: pieces[-1].start()].strip()
        elif _is_site(first, site_words) and len(text[pieces[0].end() :]) > 3:
            text = text[pieces[0].end() :].strip()
        else:
            return text
    return text


def _is_site(part: str, site_words: set[str]) -> bool:
    key = key_of(part)
    if not key:
        return not part.strip()  # signs alone are no name: a headline may end in them
    if key in ("blog archiv", "blog archive", "home", "news"):
        return True
    solid = key.replace(" ", "")
    return any(
        key == word
        or solid == word.replace(" ", "")
        or (
            len(solid) > 4
            and len(word) > 4
            and (
                solid in word.replace(" ", "")
                or (word.replace(" ", "") in solid and len(solid) < len(word) + 12)
            )
        )
        for word in site_words
    )


def _lend_to_longer(scores: dict[str, float]) -> None:
    """A headline that another one cuts short or lengthens by a name counts for the one that several hold."""
    keys = sorted(scores, key=len)
    for number, short in enumerate(keys):
        for longer in keys[number + 1 :]:
            if len(short) < 12 or not longer.startswith(short):
                continue
            if scores[short] >= scores[longer]:
                scores[short] += scores[longer] * 0.4
            elif len(short) >= 95:
                scores[longer] += scores[short]
            else:
                scores[longer] += scores[short] * 0.2
