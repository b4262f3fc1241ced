"""What stands below a picture, cut into what it shows and whose it is."""

import re

from lxml import html

from legacy_import.extract.tree import attribute_words, clean_text, tree_text

__all__ = ["bare_credit", "credit_of_line", "split_caption", "split_parts"]

_LABEL = re.compile(
    r"^(?:image(?:\s+credit)?|photos|bildrechte|symbolfoto|bildrechte|ảnh|copyright|credits?|picture(?:\s+credit)?|foto|fotos|bild|bildquelle|quelle|source|crédit(?:s)?(?:\s+photo)?|фото|şəkil|"
    r"fotoğraf|photo credit|kép|fotografie|©\s*foto|caption)\s*[:：-]\s*",
    re.IGNORECASE,
)
_PRINTED_CREDIT = (
    r"(?:photo(?:s|graph)?(?:\s+(?:by|credit|courtesy(?:\s+of)?))?\s*[:：]?\s+(?=(?-i:[^\W\d_a-z]))(?:[^.|]|\b\w\.){2,90}|photo(?:s|graph)?\s+courtesy\s+of\s+(?:[^.|]|\b\w\.){2,90}"
    r"|(?:credit|picture|image|drawing|illustration|graphic|map|foto|fotos|фото|рисунок|иллюстрация|графика|карта|rəsm|qrafika|xəritə|çizim|illüstrasyon|harita|bild|şəkil|fotoğraf|crédit|source|quelle|kuva|foto por|file photo by|courtesy(?:\s+of)?)(?:s)?\s*[:：]\s*[^|]{2,90}"
    r"|©\s*[^|]{2,90})"
)
_AT_END = re.compile(rf"(?:^|[\s.,;|)/—–-]\s*)(?P<credit>{_PRINTED_CREDIT})\s*$", re.IGNORECASE)
_BRACKETED = re.compile(
    r"\s*[(\[](?P<credit>(?:photo|image|credit|picture|foto|фото|bild|©|pic|file|source|courtesy)[^()\[\]]{1,90}|[^()\[\]]*(?:/|via |getty|reuters|\bap\b|\bafp\b|\bepa\b)[^()\[\]]{0,60})[)\]]\.?\s*$",
    re.IGNORECASE,
)
_AGENCY_TAIL = re.compile(
    r"(?:^|[.!?»”\"]\s+|\s[|–—-]\s+|\s{2,})(?P<credit>(?:(?-i:[^\W\d_a-z])[\w.'’-]*+\s?+){0,4}+[/／|]\s?(?-i:[^\W\d_a-z])[\w.&'’ -]{1,40}(?:\s?[/／]\s?[\w.&'’ -]{1,30})*|"
    r"(?:getty images|reuters|afp|ap|epa|shutterstock|istock|getty|ap photo)(?:\s*/\s*[\w .'-]{2,40})?)\s*$",
    re.IGNORECASE,
)
_LABELLED_END = re.compile(
    r"(?:^|[.!?…»”\"]\s*|\s[|–—-]\s|\s)(?P<credit>(?-i:[^\W\d_a-z])[^\W\d_]{2,11}\s?[:：]\s*(?-i:[^\W\d_a-z©])[^:|.]{1,70})$"
)  # `Isithombe: X`, `Ảnh: X`: whatever the language calls a picture, one word and a colon before a name
_C_IN_BRACKETS = re.compile(
    r"\s*[（(]\s*[CcＣ©]\s*[）)]\s*(?P<credit>[^（）()]{2,60})$|\s*＝(?P<other>[^＝。]{1,30})$"
)
_LONE_TAIL = re.compile(r"[.!?。…]\s+(?P<credit>[^.!?。…]{2,42})$")
_PAREN_TAIL = re.compile(r"(?P<before>.*\S)\s*[(（](?P<credit>[^()（）]{2,80})[)）]\.?$", re.DOTALL)
_CREDIT_CLASS = re.compile(
    r"credit|copyright|source|author|photographer|attribution|rights\b|agency|urheber|quelle|byline|owner|signature|distributor|fotograf"
)
_CAPTION_CLASS = re.compile(
    r"caption|legend|description|desc\b|bildunterschrift|figcaption|subtitle|cutline|text|media-+lead"
)
_ONLY_LABEL = re.compile(
    r"^(?:copyright|©|credits?|photos?|foto|bild|image|source|quelle|picture)\s*[:：]?$|^[\W_]+$",
    re.IGNORECASE,
)
_PARTING = frozenset(["span", "div", "p", "small", "cite", "br", "li", "figcaption", "footer", "button"])


def split_caption(text: str) -> tuple[str | None, str | None]:
    """Cut a line below a picture into what it shows and whose it is; the credit stays as printed, less a mere label."""
    line = clean_text(text)[:1000]
    for pattern in (_BRACKETED, _AT_END, _AGENCY_TAIL):
        match = pattern.search(line)
        if match and match["credit"]:
            start = match.start("credit") if pattern is not _BRACKETED else match.start()
            caption = line[:start].strip().rstrip("|/–—-").rstrip()
            caption = (
                caption[:-1]
                if caption.endswith(".") and pattern is not _BRACKETED and _ends_short(caption)
                else caption
            )
            return caption.strip() or None, bare_credit(match["credit"])
    return _by_shape(line)


def _by_shape(line: str) -> tuple[str | None, str | None]:
    """Credits that carry no known word: known by where they stand."""
    japanese = _C_IN_BRACKETS.search(line)
    if japanese and japanese.start() > 3:
        return line[: japanese.start()].strip(), bare_credit(japanese["credit"] or japanese["other"])
    labelled = _LABELLED_END.search(line)
    if (
        labelled
        and labelled.start("credit") > 3
        and _are_names(labelled["credit"].split(":", 1)[-1].split("：")[-1])
    ):
        value = re.split(r"[:：]", labelled["credit"], maxsplit=1)[1]
        return line[: labelled.start("credit")].strip(" |–—-"), bare_credit(value)
    shown, bar, whose = line.rpartition(" | ")
    if bar and 2 < len(whose) < 70 and len(shown) > len(whose):
        return shown.strip(), bare_credit(whose)
    bracketed = _PAREN_TAIL.match(line)
    if bracketed and re.search(r"[.!?…»”\"]$", bracketed["before"]) and _are_names(bracketed["credit"]):
        return bracketed["before"], bare_credit(bracketed["credit"])
    lone = _LONE_TAIL.search(line)
    if lone and lone.start() > 20 and len(lone["credit"].split()) <= 4 and _are_names(lone["credit"]):
        return line[: lone.start() + 1], bare_credit(lone["credit"])
    parts = line.split(" / ")
    if len(parts) == 3 and all(_are_names(part.replace("nuotr", "Nuotr")) for part in parts[1:]):
        return parts[0], bare_credit(" / ".join(parts[1:]))
    return line or None, None


def _are_names(text: str) -> bool:
    """Words that begin large (or have no case), little words between them apart."""
    words = [
        word
        for word in re.findall(r"[^\s,;/&|]+", text)
        if word
        not in ("of", "the", "via", "for", "de", "von", "for", "und", "and", "y", "i", "by", "per", "com")
    ]
    solid = [word.strip("().\"'’") for word in words]
    return (
        bool(solid)
        and all(not word or not word[0].islower() or "." in word for word in solid)
        and not any(word.isdigit() for word in solid)
        and any(word[:1].isalpha() for word in solid)
    )


def _ends_short(caption: str) -> bool:
    return caption.count(".") == 1


def bare_credit(text: str | None) -> str | None:
    """A credit without label, brackets and final stop."""
    credit = clean_text(_LABEL.sub("", (text or "").strip(" (")))
    credit = re.sub(r"^(?:copyright|\(c\))\s+(?:©\s*)?", "", credit, flags=re.IGNORECASE)
    credit = credit.strip(" |;,)") if credit.count("(") < credit.count(")") else credit.strip(" |;,")
    if credit.startswith("(") and credit.endswith(")"):
        credit = credit[1:-1].strip()
    if credit.endswith(".") and not re.search(r"\b\w\.$|\b(?:nuotr|inc|ltd|co)\.$", credit, re.IGNORECASE):
        credit = credit[:-1]
    return credit or None


def credit_of_line(text: str) -> str | None:
    """The credit in a line that is one and nothing else: `Photo: X`, `© X`, `BILD: X`."""
    line = clean_text(text)
    if not 3 < len(line) < 110:
        return None
    label = re.match(
        r"(?:(?:photo|picture|image|foto|fotos|bild|bildrechte|bildquelle|фото|şəkil|fotoğraf|crédit|credit|kép|ảnh)s?(?:\s+(?:by|credit|courtesy of))?\s*[:：]|photo\s+by\b|©|\(c\)|copyright\b)\s*(?P<credit>[^\s].*)$",
        line,
        re.IGNORECASE,
    )
    if not label or re.search(r"[.!?]\s+\w", label["credit"]) or re.match(r"(?:19|20)\d\d", label["credit"]):
        return None
    return bare_credit(label["credit"])


def split_parts(holder: html.HtmlElement, whole: str) -> tuple[str | None, str | None]:
    """Caption and credit of a box whose elements say, by class or by standing apart, which is which."""
    captions, owners = _labelled(holder, whole)
    if owners:
        credit = " / ".join(owners) if len(owners) < 3 else owners[0]
        rest = whole
        for part in owners:
            rest = _less(rest, part) or ""
        shown = captions[0] if captions and not any(part in captions[0] for part in owners) else rest
        return clean_text(shown).strip(" |/–—-") or None, bare_credit(credit)
    segments = _segments(holder)
    if len(segments) >= 2:
        last, ahead = segments[-1], " ".join(segments[:-1])
        if len(last) <= 90 and len(ahead) >= 12 and _is_apart(last, ahead):
            return ahead, bare_credit(last)
        first, behind = segments[0], " ".join(segments[1:])
        if (
            len(first) <= 45
            and len(behind) > 60
            and behind.endswith(".")
            and first[-1:] not in ".:,!?"
            and _are_names(first)
        ):
            return behind, bare_credit(first)
    return split_caption(whole)


def _is_apart(last: str, ahead: str) -> bool:
    if credit_of_line(last):
        return True
    if (last[0] in "(©[" and last[-1] in ")]") or "/" in last:
        return len(last.split()) <= 12
    return bool(re.search(r"[.!?…»”\"]$", ahead)) and len(last.split()) <= 6 and _are_names(last)


def _labelled(figure: html.HtmlElement, whole: str) -> tuple[list[str], list[str]]:
    """The words of elements whose class says caption, and of those whose class says credit."""
    captions: list[str] = []
    owners: list[str] = []
    for element in figure.iter(
        "span", "p", "div", "small", "cite", "em", "i", "strong", "a", "li", "figcaption", "button"
    ):
        words, text = attribute_words(element).replace("caption", ""), tree_text(element)
        if not text or len(text) > 500 or _ONLY_LABEL.match(text):
            continue
        is_credit = bool(_CREDIT_CLASS.search(words)) or element.tag == "cite"
        if is_credit and len(text) < 120 and not text.endswith(":") and len(element.findall(".//*")) <= 6:
            if not any(text in known for known in owners):
                owners = [known for known in owners if known not in text] + [text]
        elif _CAPTION_CLASS.search(attribute_words(element)) and len(text) > 8 and text != whole:
            captions.append(text)
    return captions, owners


def _segments(element: html.HtmlElement) -> list[str]:
    """The words of a box, cut where its elements begin and end; emphasis and links cut nothing."""
    captions = element.findall(".//figcaption")
    parts: list[str] = [""]
    for source in captions[:1] or [element]:
        _collect(source, parts)
    return [text for part in parts if (text := clean_text(part)) and not re.fullmatch(r"[\W_]+", text)]


def _collect(node: html.HtmlElement, parts: list[str]) -> None:
    parts[-1] += node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            if child.tag in _PARTING:
                parts.append("")
            _collect(child, parts)
            if child.tag in _PARTING:
                parts.append("")
        parts[-1] += child.tail or ""


def _less(caption: str, credit: str) -> str | None:
    text = "" if caption == credit else clean_text(caption.replace(credit, " ")) if credit else caption
    text = re.sub(
        r"\s*[(\[|/–—-]*\s*(?:foto|photo|bild|image|credit|фото|source|quelle|copyright)?\s*[:：]?\s*[)\]|]*\s*$",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return text.strip() or None
