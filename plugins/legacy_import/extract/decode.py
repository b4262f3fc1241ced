"""The text of a page from its bytes: BOM, strict UTF-8, header, meta, detector, in that order; repairs are recorded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import webencodings

__all__ = ["Decoded", "decode_page", "mend_double_encoding"]

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_ALIASES = {
    "win-1251": "windows-1251",
    "win1251": "windows-1251",
    "cp-1251": "windows-1251",
    "win-1254": "windows-1254",
}
_CYRILLIC = ("windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic")
_WESTERN = frozenset(["windows-1252", "iso-8859-15", "x-user-defined"])
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_TURKISH = re.compile(
    r"\b(?:bir|ve|bu|için|olarak|ile|daha|sonra|olan|kadar|çok|da|de|gün|yeni|və|üçün|bu|ilə|olub|edib|sonra|deyə|görə)\b"
)
_UTF8_IN_1251 = re.compile(rb"(?:[\xd0\xd1][\x80-\xbf]|\xe2\x80[\x80-\xbf]|[ -~]){4,}")
_NUMERIC_C1 = re.compile(r"&#(?:0*(12[89]|1[345]\d)(?!\d)|[xX]0*([89][0-9A-Fa-f])(?![0-9A-Fa-f]));?")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the charset it was read in, what said so, and the repairs that were made."""

    text: str
    charset: str
    reason: str
    repairs: tuple[str, ...] = ()


def decode_page(payload: bytes, content_type: str | None = None) -> Decoded:
    """Read `payload` as text; `content_type` is the HTTP header's value where there was one."""
    decoded = (
        _by_mark(payload, content_type)
        or _as_utf8(payload, content_type)
        or _by_labels(payload, content_type)
    )
    text, repairs = decoded.text.replace("\x00", ""), list(decoded.repairs)
    mended = mend_double_encoding(text)
    if mended != text:
        repairs.append("text that was UTF-8 read as a one-byte charset was read again")
    mended = _NUMERIC_C1.sub(_windows_reference, mended)
    return Decoded(_without_c1(mended), decoded.charset, decoded.reason, tuple(repairs))


def _by_mark(payload: bytes, content_type: str | None) -> Decoded | None:
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be")):
        if payload.startswith(mark):
            return Decoded(_decode(payload[len(mark) :], charset), charset, "byte order mark")
    found = _HEADER.search(content_type or "")
    if found and found[1].lower() in ("utf-16be", "utf-16le") and len(payload) % 2 == 0:
        text = _decode(payload, found[1].lower())
        if "\ufffd" not in text and "<" in text:
            return Decoded(text, found[1].lower(), "declared")
    sample = payload[:400]
    if len(sample) > 20 and b"\x00" in sample:
        for start, charset in ((1, "utf-16le"), (0, "utf-16be")):
            if sample[start::2].count(0) > len(sample) * 0.4:
                return Decoded(_decode(payload, charset), charset, "zero bytes")
    return None


def _as_utf8(payload: bytes, content_type: str | None) -> Decoded | None:
    if not re.search(rb"[\x80-\xff]", payload):
        text = payload.decode("ascii")
        label = _label_of(content_type, payload)
        if label is None or not re.search(r"\x1b[$(]|~\{", text):
            return Decoded(text, "utf-8", "ascii only")
        return None
    try:
        return Decoded(payload.decode("utf-8"), "utf-8", "valid UTF-8")
    except UnicodeDecodeError:
        pass
    good = len(
        re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", payload)
    )
    text = payload.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]+", text))
    if good < 4 or bad * 10 > good:
        return None
    fallback = _label_of(content_type, payload)
    if fallback in (None, "utf-8"):
        fallback = "windows-1251" if len(re.findall("[а-я]", text)) > good / 2 else "windows-1252"
    mixed = re.sub("[\udc80-\udcff]+", lambda run: _decode(_raw(run[0]), fallback or "windows-1252"), text)
    return Decoded(
        mixed, "utf-8", "mostly valid UTF-8", (f"{bad} runs that are not UTF-8 were read as {fallback}",)
    )


def _raw(escaped: str) -> bytes:
    return escaped.encode("utf-8", "surrogateescape")


def _by_labels(payload: bytes, content_type: str | None) -> Decoded:
    label = _label_of(content_type, payload)
    if label is not None and label != "utf-8" and label not in _CYRILLIC and label not in _WESTERN:
        text = _strictly(payload, label)
        if text is not None:
            return Decoded(text, label, "declared")
    if _looks_cyrillic(payload):
        return _cyrillic(payload, label)
    if label in (None, "utf-8", *_CYRILLIC, *_WESTERN):
        return _latin(payload, label)
    return Decoded(_decode(payload, label or "windows-1252"), label or "windows-1252", "declared")


def _label_of(content_type: str | None, payload: bytes) -> str | None:
    found = _HEADER.search(content_type or "")
    meta = _META.search(payload[:8192]) or _XML.search(payload[:300])
    for label in (found[1] if found else None, meta[1].decode("ascii") if meta else None):
        if label is None:
            continue
        encoding = webencodings.lookup(_ALIASES.get(label.lower(), label))
        if encoding is not None and not encoding.name.startswith(("utf-16", "replacement")):
            return str(encoding.name)
    return None


def _decode(payload: bytes, label: str) -> str:
    text, _encoding = webencodings.decode(payload, label, errors="replace")
    return str(text)


def _strictly(payload: bytes, label: str) -> str | None:
    text = _decode(payload, label)
    broken = text.count("\ufffd")
    return text if broken * 500 <= len(text) or broken <= 2 else None


def _looks_cyrillic(payload: bytes) -> bool:
    prose = re.sub(rb"<[^>]*>", b" ", payload)
    high = len(re.findall(rb"[\x80-\xff]", prose))
    in_runs = sum(len(run) for run in _HIGH_RUN.findall(prose))
    return high > 10 and in_runs > high * 0.6


def _cyrillic(payload: bytes, label: str | None) -> Decoded:
    whole, repairs = payload, []
    fragments = [
        run for run in _UTF8_IN_1251.findall(whole) if len(re.findall(rb"[\xd0\xd1][\x80-\xbf]", run)) >= 4
    ]
    if fragments:
        repairs.append(f"{len(fragments)} passages of UTF-8 inside the page were read as such")
    plain = _without_fragments(whole, fragments)
    prose = re.sub(rb"<[^>]*>", b" ", plain)
    scores = {name: _cyrillic_score(_decode(prose, name)) for name in _CYRILLIC}
    best = max(
        scores, key=lambda name: (scores[name] + (0.02 if name == label else 0), -_CYRILLIC.index(name))
    )
    if scores[best] < 0.35:
        return _detected(payload, label)
    reason = "declared" if best == label else "letters of the text"
    return Decoded(_decode_mixed(whole, fragments, best), best, reason, tuple(repairs))


def _without_fragments(payload: bytes, fragments: list[bytes]) -> bytes:
    for fragment in fragments:
        payload = payload.replace(fragment, b" ")
    return payload


def _decode_mixed(payload: bytes, fragments: list[bytes], label: str) -> str:
    if not fragments:
        return _decode(payload, label)
    known = set(fragments)
    parts: list[str] = []
    at = 0
    for run in _UTF8_IN_1251.finditer(payload):
        if run[0] in known:
            parts += [_decode(payload[at : run.start()], label), run[0].decode("utf-8", "replace")]
            at = run.end()
    return "".join([*parts, _decode(payload[at:], label)])


def _cyrillic_score(text: str) -> float:
    """Share of letters that stand as Russian or Azerbaijani Cyrillic has them: common ones, capitals only first."""
    letters = re.findall(r"[^\x00-\x7f]", text)
    if not letters:
        return 0.0
    common = sum(letter in "оеаинтсрвлкмдпу" for letter in letters)
    wrong = len(re.findall(r"[а-яё][А-ЯЁ]|[\x80-\x9f\u2500-\u25ff]|[а-яё][^\w\s.,:;!?»”\"')<&/…—–-]", text))
    return (common - 2 * wrong) / len(letters)


def _latin(payload: bytes, label: str | None) -> Decoded:
    western = _decode(payload, "windows-1252")
    prose = re.sub(r"<[^>]*>", " ", western)
    if re.search("[ýþðÝÞÐ]", prose):
        turkish = _decode(re.sub(rb"<[^>]*>", b" ", payload), "windows-1254").lower()
        if len(_TURKISH.findall(turkish)) >= 3 and len(re.findall("[ışğ]", turkish)) >= 3:
            return Decoded(_decode(payload, "windows-1254"), "windows-1254", "letters of the text")
    if label in _WESTERN:
        return Decoded(_decode(payload, label or "windows-1252"), label or "windows-1252", "declared")
    if label is None or label == "utf-8":
        return _detected(payload, label)
    return Decoded(western, "windows-1252", "letters of the text")


def _detected(payload: bytes, label: str | None) -> Decoded:
    from charset_normalizer import from_bytes

    prose = re.sub(rb"<[^>]*>", b" ", payload)[:20_000]
    sure = len(re.findall(rb"[\x80-\xff]", prose)) > 20
    match = from_bytes(prose).best() if sure else None
    encoding = webencodings.lookup(match.encoding.replace("_", "-")) if match else None
    if encoding is None or encoding.name in ("utf-8", "x-mac-cyrillic", "macintosh", "ibm866"):
        name = label if label and label != "utf-8" else "windows-1252"
        return Decoded(_decode(payload, name), name, "assumed")
    return Decoded(_decode(payload, encoding.name), str(encoding.name), "detector")


_MOJIBAKE_1252 = re.compile(
    "(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a"
    "\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3})+"
)
_TRAIL_1251 = re.escape(bytes(range(0x80, 0xC0)).decode("cp1251", "ignore") + "\x98")
_MOJIBAKE_1251 = re.compile(
    f"(?:[РС][{_TRAIL_1251}]|вЂ[{_TRAIL_1251}]|(?<=[{_TRAIL_1251}])[ .,:;!?-](?=[РС][{_TRAIL_1251}])){{4,}}"
)


def mend_double_encoding(text: str) -> str:
    """Read again what was UTF-8 once, taken for windows-1252 or windows-1251, and saved as UTF-8."""
    if re.search("[ÐÑÃÂâÄÅØ][\u0080-\u00bf\u0152-\u2122]", text):
        text = _MOJIBAKE_1252.sub(lambda run: _again(run[0], "cp1252"), text)
    if re.search("[РС][\u0402-\u040f\u0450-\u045f\u00a0-\u00bb\u2013-\u2122]", text):
        text = _MOJIBAKE_1251.sub(lambda run: _again(run[0], "cp1251"), text)
    return text


def _again(run: str, charset: str) -> str:
    try:
        return bytes(_octets(run, charset)).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return run


def _octets(run: str, charset: str) -> Iterator[int]:
    for char in run:
        if 0x80 <= ord(char) <= 0x9F:
            yield ord(char)
        else:
            yield from char.encode(charset)


def _windows_reference(match: re.Match[str]) -> str:
    number = int(match[1]) if match[1] else int(match[2], 16)
    return bytes([number]).decode("cp1252", "ignore")


def _without_c1(text: str) -> str:
    if not re.search("[\u0080-\u009f]", text):
        return text
    return re.sub("[\u0080-\u009f]", lambda char: bytes([ord(char[0])]).decode("cp1252", "ignore"), text)
