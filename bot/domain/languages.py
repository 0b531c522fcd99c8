"""Languages as codes and as people call them; guards that variants of one language are one language.

And how the commonest of them say no: a translation that denies what its text says is none.
"""

import re

from bot.domain.words import fold, words

_PARTS = re.compile(r"['’-]")

_DENYING = {
    "en": "no not never none nobody nothing neither nor without cannot",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden nichts weder ohne",
    "fr": "ne n pas jamais aucun aucune rien personne ni sans",
    "es": "no nunca jamás ningún ninguno ninguna nadie nada ni tampoco sin",
    "it": "non mai nessun nessuno nessuna niente nulla né senza",
    "pt": "não nunca jamais nenhum nenhuma ninguém nada nem sem",
    "nl": "niet geen nooit niemand niets noch zonder",
    "sv": "inte ingen inget inga aldrig varken utan",
    "da": "ikke ingen intet aldrig hverken uden",
    "pl": "nie nigdy nikt nic żaden żadna żadne bez",
    "tr": "değil hiç asla yok",
}
DENYING = frozenset(_DENYING)
"""The languages, as codes, of which it is known how they say no: no text is translated into another."""

_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def name_of(language: str) -> str:
    """A language as people, and models, call it; its code where no name is known."""
    return _NAMES.get(code_of(language), language)


def is_other(language: str, than: str) -> bool:
    """Whether two languages, given as codes, are different ones."""
    return code_of(language) != code_of(than)


def code_of(language: str) -> str:
    """The language of a code with or without its country: "de" of "de-AT"."""
    return language.split("-", maxsplit=1)[0].lower()


def denies(text: str, language: str) -> bool | None:
    """Whether a text in this language, a code, denies something, as far as its own words tell; None where none are
    known.
    """
    denying = _DENYING.get(code_of(language))
    if denying is None:
        return None
    known = {fold(word) for word in denying.split()}
    held = {part for word in words(text) for part in (word, *_PARTS.split(word))}
    return bool(known & held) or any(word.endswith("n't") for word in held)
