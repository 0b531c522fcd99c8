"""Languages as codes and as people call them; guards that variants of one language are one language."""

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
    return _NAMES.get(language.split("-", maxsplit=1)[0].lower(), language)


def is_other(language: str, than: str) -> bool:
    """Whether two languages, given as codes, are different ones."""
    return language.split("-", maxsplit=1)[0].lower() != than.split("-", maxsplit=1)[0].lower()
