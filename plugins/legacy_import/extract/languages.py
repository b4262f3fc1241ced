"""Which language a text is in: letters and the commonest words; the page's own word where they do not tell."""

import re

from legacy_import.extract.extraction import Found

__all__ = ["choose_language"]

_WORDS = {
    "en": "the of and to in that is was for on with as by at from it his were are this be has have had not which",
    "az": "və bu bir ilə üçün ki də da olub edib olan deyə bildirib görə sonra ildə hər kimi onun isə edilib qeyd həm daha",
    "tr": "ve bir bu için ile olarak da de olan olduğu daha çok sonra kadar gibi olduğunu dedi ise göre her değil",
    "ru": "и в не на что с по как это из его за от для к до но был также при года был были было она они который",
    "uk": "і в не на що з та як це із його за від для до але був також при року були було вона вони який є",
    "de": "der die das und in zu den von mit ist des im für nicht auf ein eine dem sich auch es an als werden",
    "fr": "le la les de des et en un une du que est pour qui dans par pas sur plus au avec ce il sont",
    "es": "el la los de que y en un una se del las por con para no su al lo como más es fue",
    "it": "il la di che e un una per in del della è non con si da le dei sono al nel gli più",
    "pt": "o a os de que e do da em um uma para com não por no na se mais dos as ao foi",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om ook als bij door",
    "pl": "i w na z do nie się że to jest o jak po za od przez dla ale są oraz był",
    "sv": "och att det i som en på är av för med den till inte har de om ett var vid",
    "no": "og det i som en på er av for med den til ikke har de om et var at men",
    "da": "og det i som en på er af for med den til ikke har de om et var at men blev",
    "cs": "a v se na je že to s z do o i jako za by ale pro jsou podle po který",
    "ka": "და რომ ეს არ იყო ამ",
}
_SETS = {lang: frozenset(words.split()) for lang, words in _WORDS.items()}
_SCRIPTS = (
    ("ka", "\u10d0-\u10ff"), ("hy", "\u0561-\u0587"), ("ar", "\u0620-\u06ff"), ("he", "\u05d0-\u05ea"), ("el", "\u03b1-\u03c9"),
    ("ko", "\uac00-\ud7a3"), ("ja", "\u3041-\u30ff"), ("zh", "\u4e00-\u9fff"), ("th", "\u0e01-\u0e5b"), ("hi", "\u0904-\u0939"),
)  # fmt: skip


def choose_language(text: str, declared: str | None) -> Found[str] | None:
    """Give the language of `text` (BCP 47, without region); `declared` is what the page says of itself."""
    sample = text[:6000].casefold().replace("\u0307", "")
    letters = len(re.findall(r"[^\W\d_]", sample))
    said = re.match(r"[a-z]{2,3}(?=$|[-_])", (declared or "").strip().lower())
    if letters < 20:
        return Found(said[0], "the page's own word", 0.5) if said else None
    for lang, span in _SCRIPTS:
        if len(re.findall(f"[{span}]", sample)) > letters * 0.15:
            return Found("fa" if lang == "ar" and re.search("[پچژگ]", sample) else lang, "script", 0.95)
    if re.search(r"[ҝҹәғҹөҮү]", sample) and len(re.findall("[ә]", sample)) > letters * 0.02:
        return Found("az", "letters", 0.9)
    if len(re.findall("ə", sample)) > letters * 0.02:
        return Found("az", "letters", 0.97)
    words = re.findall(r"[^\W\d_]+", sample)
    scores = {
        lang: sum(word in known for word in words) / max(1, len(words)) for lang, known in _SETS.items()
    }
    if re.search("[іїєґ]", sample):
        scores["ru"] *= 0.3
    if letters > 60:
        scores["az"] *= 0.2  # no ə in sixty letters
    best = max(scores, key=lambda lang: scores[lang])
    if said and scores.get(said[0], 0) >= scores[best] * 0.8 > 0:
        return Found(said[0], "words, and the page's own word", 0.95)
    if scores[best] >= 0.08:
        return Found(best, "words", min(0.95, 0.6 + 2 * scores[best]))
    if said:
        return Found(said[0], "the page's own word", 0.6)
    if re.search("[а-яё]", sample):
        return Found("ru", "script", 0.6)
    return Found(best, "words", 0.3) if scores[best] > 0 else None
