"""A light stemmer for Azerbaijani, for which Snowball has none; `client/azerbaijani.js` is its twin and takes these tables.

Endings are taken off from the right, one at a time, the longest that fits. One fits if it agrees with the vowel before
it (vowel harmony), if it may follow that letter, and if a root is left.
What an apostrophe parts from a name (Türkiyə'nin) goes first: the writer says where the name ends.
Derivations (-çı, -lıq, -sız, -lı) stay: they make other words. What is a word as it stands (`WHOLE`) is not cut.
"""

from __future__ import annotations

import re

BACK, FRONT = "aıou", "əeiöü"
VOWELS = BACK + FRONT
CONSONANTS = "bcçdfgğhxjkqlmnprsştvyz"
# Vowels in which words end; muzey and region do not end in theirs.
LAST = "aəıiuü"
# Before the y that a k becomes: çörəy-, gözəlliy-.
SOFT = "əiöü"
# What a q or a k may have become.
SOFTENED = {"ğ", "y"}
# The vowel of an ending, by the last vowel before it: two shapes (A: a ə), or four (I: ı i u ü).
WIDE = {vowel: "a" if vowel in BACK else "ə" for vowel in VOWELS}
NARROW = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "ə": "i", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}
LEAST = 3
# Roots of two letters, from which endings may be taken all the same.
SHORT = frozenset(["ev", "iş", "il", "ad", "ay", "əl", "el", "üz", "od", "ot", "su", "al", "ol", "et"])

# Endings, A and I standing for their vowels. What may stand before one: any letter, a vowel (V) or a consonant (C).
ENDINGS = {
    # Number and case; after the possessive of the third person the case takes an n.
    "lAr": "", "dA": "", "dAn": "", "ndA": "V", "ndAn": "V", "In": "C", "nIn": "V", "I": "C", "nI": "V",
    "A": "C", "yA": "V", "nA": "V", "lA": "C", "ylA": "V", "dAkI": "", "ndAkI": "V",
    # Whose it is.
    "Im": "C", "sI": "V", "ImIz": "C", "mIz": "V", "InIz": "C", "nIz": "V",
    # What is said of it, and verbs: past, present, future, perfect, infinitive.
    "dIr": "", "dIrlAr": "", "dI": "", "dIlAr": "", "dIm": "", "dIq": "", "dIk": "", "dInIz": "",
    "Ir": "C", "yIr": "V", "IrlAr": "C", "yIrlAr": "V", "AcAq": "C", "AcAk": "C", "yAcAq": "V", "yAcAk": "V",
    "AcAğ": "C", "AcAy": "C", "mIş": "", "mIşdIr": "", "mAq": "", "mAk": "", "mAğ": "", "mAy": "",
}  # fmt: skip
# Words that end like one with an ending and are whole: a root of their own, or a name.
WHOLE_WORDS = """
üzüm gəlin kəndir bakı şəki gəncə quba lerik şuşa naxçıvan laçın xocalı xankəndi astara masallı zaqatala ağsu neftçala gədəbəy
qəbələ gürcüstan ermənistan türkiyə avropa amerika afrika asiya suriya kremlin putin lenin stalin berlin pekin
dublin london aydın leyla sevda nərgiz ilham heydər ölkə dünya hava səma qapı yaxşı ordu arzu quzu sürü körpü
yeddi səkkiz doqquz iki altı iyirmi otuz qırx əlli kimi indi hansı belə elə necə niyə ora bura hara orada
burada harada baba nənə xala dayı əmi bacı ata ana ada bala ilə müharibə məhkəmə hökumə tələbə müəllimə hadisə
idarə vəzifə nəticə ailə səhifə gecə cadə əlavə başqa sonra qadın altun yarım qurum ölüm bilim itim qanun
torpaq barmaq yanacaq oyuncaq sancaq bıçaq ocaq uşaq ayaq otaq çörək gerçək gələcək kömək yemək əmək ürək
dilək bilək çiçək böyük kiçik təsir nazir əsir fəqir vəzir şair tacir sahil bahar şəhər insan zaman meydan
düşmən vətən yalan oğlan ilan aslan bostan ümumi rəsmi milli şəxsi siyasi iqtisadi mədəni dini elmi tarixi
daxili xarici müəyyən həmin qədim zəngin əvvəl artıq yalnız keçmiş gümüş qamış alqış naxış barış dəniz ədəbi
yeni əsas əsgər məktəb kitab bəzi hətta bəli ümid sarı qara yaşıl mavi balıq qarışıq alma armud xurma dolma
sarma qazma yazma kənd sərhəd məqsəd bağdad paroxod müəllim polis bina
"""
WHOLE = frozenset(WHOLE_WORDS.split())
# Roots that change more than their last letter shows.
OTHERWISE = {"suy": "su", "ged": "get"}
NAME = re.compile("(?:[oe]va|zadə)$")
LAST_OF_NAMES = {"a", "ə"}
# Roots in a that take the n between.
OPEN = re.compile("(?:y|[oe]v)a$")


def spelled() -> dict[str, str]:
    """Each ending in each of its spellings → what may stand before it."""
    found: dict[str, str] = {}
    for pattern, before in ENDINGS.items():
        for vowel in VOWELS:
            ending, last = "", vowel
            for kind in pattern:
                letter = WIDE[last] if kind == "A" else NARROW[last] if kind == "I" else kind
                last = letter if letter in VOWELS else last
                ending += letter
            found[ending] = before
    return found


# Written out, so that the client need not know how vowels agree.
SPELLED = spelled()
LONGEST = max(map(len, SPELLED))
# An apostrophe and some endings, which need not agree with a name that is read otherwise than it is written (Shakespeare'in).
# Three letters stand before it, since mə'dən and mə'na are roots; so many endings and no more, since a run of a's and n's parts in countless ways.
APART = re.compile(f"(?<=[^']{{3}})'(?:{'|'.join(SPELLED)}){{1,4}}$")
# The vowels that each ending may follow, and how long those are that end in a letter, the longest first.
FOLLOWED = {
    ending: {vowel for vowel in VOWELS if first in (WIDE[vowel], NARROW[vowel])}
    for ending in SPELLED
    for first in [next(letter for letter in ending if letter in VOWELS)]
}
SIZES = {
    last: sorted({len(ending) for ending in SPELLED if ending[-1] == last}, reverse=True)
    for last in {ending[-1] for ending in SPELLED}
}


def stem(word: str) -> str:
    """The root of a word in lower case, its apostrophes plain."""
    if "'" in word:
        word = APART.sub("", word)
    while not is_whole(word):
        roots = roots_of(word)
        if not roots:
            return softened(word)
        word = next((root for root in roots if is_known(root)), roots[0])
    return word


def is_whole(word: str) -> bool:
    """Whether nothing is to be taken off."""
    return word in WHOLE or word in SHORT or (word[-1:] in LAST_OF_NAMES and NAME.search(word) is not None)


def is_known(root: str) -> bool:
    """Whether a root is whole, or is what -lik and a root in k become before a vowel: agentliyə is agentlik, not agentli."""
    return is_whole(root) or softened(root) in WHOLE or root.endswith(("liy", "lüy"))


def roots_of(word: str) -> list[str]:
    """What may be left of a word without its last ending, the shortest first."""
    return [
        word[:-size]
        for size in SIZES.get(word[-1:], ())
        if size < len(word) - 1 and fits(word[:-size], word[-size:])
    ]


def fits(root: str, ending: str) -> bool:
    """Whether a word may be a root and an ending: they agree in vowels, and in the letters that meet."""
    before = SPELLED.get(ending)
    if before is None or (len(root) < LEAST and root not in SHORT):
        return False
    if next(filter(WIDE.__contains__, reversed(root)), "") not in FOLLOWED[ending]:
        return False
    # An n between a and a vowel is mostly the root's own: zamanın, İranın; but Rusiyanın, Əliyevanın.
    if ending[0] == "n" and root[-1] == "a" and root not in WHOLE and not OPEN.search(root):
        return False
    return not before or root[-1] in (LAST if before == "V" else CONSONANTS)


def softened(word: str) -> str:
    """A root with the letter that it has when nothing follows: uşağ- is uşaq, gözəlliy- is gözəllik.

    Only where a vowel stands before, and another before that: dağ and çay are roots themselves.
    """
    if word in OTHERWISE:
        return OTHERWISE[word]
    if word[-1:] in SOFTENED and sum(letter in VOWELS for letter in word) > 1 and word[-2] in VOWELS:
        if word[-1] == "ğ":
            return word[:-1] + "q"
        if word[-1] == "y" and word[-2] in SOFT:
            return word[:-1] + "k"
    return word


def tables() -> dict[str, object]:
    """What the client's twin works with."""
    return {
        "vowels": VOWELS,
        "soft": SOFT,
        "before": {"V": LAST, "C": CONSONANTS},
        "agree": {vowel: WIDE[vowel] + NARROW[vowel] for vowel in VOWELS},
        "endings": {
            before: " ".join(sorted(end for end, kind in SPELLED.items() if kind == before))
            for before in ("", "V", "C")
        },
        "longest": LONGEST,
        "least": LEAST,
        "short": " ".join(sorted(SHORT)),
        "whole": " ".join(sorted(WHOLE)),
        "otherwise": OTHERWISE,
        "name": NAME.pattern,
        "open": OPEN.pattern,
    }
