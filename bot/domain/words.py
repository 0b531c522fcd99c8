"""Words of a text for comparing texts: folding, stop words, stems, and which language a text is in.

Guards that every module that compares texts does it on the same words.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import islice

STOP_WORDS = frozenset(
    "a about after again against all also am an and any are as at be because been before being below between both "
    "but by can could did do does doing down during each few for from further had has have having he her here hers "
    "herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on "
    "once only or other our ours ourselves out over own same she should so some such than that the their theirs "
    "them themselves then there these they this those through to too under until up us very was we were what when "
    "where which while who whom whose why will with would you your yours yourself yourselves".split()
)
_WORD = re.compile(r"\w+(?:['’.&-]\w+)*")
# Thai, Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fold(word: str) -> str:
    """Lower case, without accents and without a possessive ending: "Zoë's" becomes "zoe"."""
    word = unicodedata.normalize("NFKD", word).replace("’", "'").lower()
    word = word.removesuffix("'s").removesuffix("'")
    return "".join(c for c in word if not unicodedata.combining(c))


def spelled(text: str) -> list[str]:
    """Words of a text as they stand, in order: "U.S", "A&B", "o'clock" and "half-way" are one each."""
    return _WORD.findall(text)


def words(text: str) -> list[str]:
    """Folded words of a text, in order, stop words included."""
    return [fold(word) for word in spelled(text)]


def count_words(text: str) -> int:
    """How many words a reader reads; where a script puts no blanks between words, two characters count as one."""
    without = _UNSPACED.sub(" ", text)
    return len(_WORD.findall(without)) + (len(_UNSPACED.findall(text)) + 1) // 2


def stem(word: str) -> str:
    """A folded word without its commonest English endings, so that "banned", "bans" and "ban" meet."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and any(c in "aeiouy" for c in base):
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                return base[:-1]
            return base.removesuffix("e")
    if len(word) > 3 and word.endswith("es") and word[-3] in "sxz":
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and word[-2] not in "su":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def terms(text: str) -> list[str]:
    """Stems of a text's words without stop words, in order: what two texts are compared by."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


# --- language ----------------------------------------------------------------------------------------

# The commonest short words of each language that the others lack.
_MARKERS = {
    "en": "the and of to that was with for his from which this have",
    "de": "der die und das nicht mit von den ist auf eine für dem sich",
    "fr": "les des est dans une pour que qui sur pas avec sont du aux",
    "es": "los las una por con para que del como más pero sus fue",
    "it": "che della per non una sono gli nel alla dei più anche",
    "pt": "não uma para com os dos mais foi pela ao são também",
    "nl": "het een van niet zijn voor met aan ook maar bij wordt",
    "sv": "och att det som för inte är med till har den av",
    "da": "og det ikke er til for med som af har på de",
    "pl": "nie się jest na że do jak ale przez oraz który",
    "tr": "ve bir bu için ile olarak da daha çok olan",
}
_MARKED: dict[str, list[str]] = {}
for _language, _markers in _MARKERS.items():
    for _marker in _markers.split():
        _MARKED.setdefault(_marker, []).append(_language)
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = (
    ("ja", "HIRAGANA"),  # before Chinese: Japanese texts hold both
    ("ja", "KATAKANA"),
    ("zh", "CJK"),
    ("ko", "HANGUL"),
    ("ru", "CYRILLIC"),
    ("ar", "ARABIC"),
    ("he", "HEBREW"),
    ("el", "GREEK"),
    ("hi", "DEVANAGARI"),
    ("th", "THAI"),
)
_SAMPLE = 4000
_LETTERS = 400  # that show the script


def language_of(text: str) -> str:
    """Which language a text is in, as a two-letter code: "en" in doubt, "und" where there are no letters.

    Recognised by script, or by the commonest short words of eleven languages in the first 4,000 characters.
    """
    return _language_of(text[:_SAMPLE])


@lru_cache(maxsize=16)
def _language_of(sample: str) -> str:
    """Asked more than once for the same article: where it is stored, and where its quotes are looked for."""
    if not _LETTER.search(sample):
        return "und"
    foreign = None if sample.isascii() else _script_of(list(islice(filter(str.isalpha, sample), _LETTERS)))
    if foreign:
        return foreign
    counts = dict.fromkeys(_MARKERS, 0)
    for word in spelled(sample):
        for language in _MARKED.get(word.lower(), ()):
            counts[language] += 1
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 3 and counts[best] > 1.5 * counts["en"] else "en"


def _script_of(letters: list[str]) -> str | None:
    names = [unicodedata.name(c, "") for c in letters if c > "\u024f"]  # Latin letters tell no script
    if not names:
        return None
    for language, script in _SCRIPTS:
        needed = 0.05 if language == "ja" else 0.4
        if sum(name.startswith(script) for name in names) > needed * len(letters):
            return language
    return None
