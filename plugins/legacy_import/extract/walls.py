"""Pages that are no article although they came with 200: soft 404s, log-in and cookie walls, pages that send elsewhere."""

import re

from lxml import html

from legacy_import.extract.tree import clean_text

__all__ = ["wall_of"]

_GONE = re.compile(
    r"\b(?:page|article|story|document|file)\s+(?:(?:that\s+)?you\s+(?:requested|(?:are|were)\s+looking\s+for)\s+)?(?:was\s+|could\s+|can\s*)?(?:not\s+(?:be\s+)?found|no longer exists|does not exist|has been removed)|\b404\W{0,3}(?:not found|error|page)|error\s+404\b|"
    r"страница не найдена|səhifə tapılmadı|sayfa bulunamadı|seite nicht gefunden|page introuvable",
    re.IGNORECASE,
)
_LOG_IN = re.compile(
    r"(?:sign|log)\s?in to (?:continue|read|view)|please (?:sign|log) in|войдите, чтобы|daxil olun|giriş yapın|subscribe to continue reading",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"before you continue|we value your privacy|accept (?:all )?cookies to continue|cookies? consent required",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"enable javascript (?:to|and)|checking your browser|just a moment|verify you are (?:a )?human",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"^\s*\d+(?:\.\d+)?\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


def wall_of(tree: html.HtmlElement, title: str, text: str) -> str | None:
    """Why a page is no article, as a sentence; None where nothing says so."""
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh" and len(text) < 400:
            target = _REFRESH.match(element.get("content") or "")
            if target:
                return f"The page only sends on to {clean_text(target[1])[:200]}; import that address."
    head = f"{title} {text[:300]}"
    if len(text) > 700:
        return None
    for pattern, reason in (
        (_GONE, "The page says that there is nothing at this address."),
        (_LOG_IN, "The page asks to log in: what it shows is not the article."),
        (_COOKIES, "The page asks about cookies: what it shows is not the article."),
        (_SCRIPT, "The page needs a script to show its text: save it in the browser and import the file."),
    ):
        if pattern.search(head):
            return reason
    return None
