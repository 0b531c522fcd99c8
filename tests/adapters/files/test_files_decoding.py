from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.files.decoding import decode
from bot.domain.errors import InputError

ENGLISH = (
    "The council met on Monday. “We will not close the library,” said Zoë Field, who chairs it. It’s open – for now.\n"
)
GERMAN = (
    "Die Bürgermeisterin sagte, die Straße müsse für zwei Wochen gesperrt werden. Das größte Problem sei die Brücke.\n"
)
FRENCH = "Le président a déclaré que la réforme était nécessaire. « Nous avançons », a-t-il ajouté dans le train.\n"
POLISH = "Burmistrz powiedział, że most zostanie zamknięty na dwa tygodnie. Ludność jest wściekła, ale nie na długo.\n"
RUSSIAN = "Мэр города заявил, что мост закроют на две недели. «Это необходимо», — сказала она и ушла.\n"
GREEK = "Ο δήμαρχος είπε ότι η γέφυρα θα κλείσει για δύο εβδομάδες και ότι αυτό είναι αναγκαίο.\n"
CHINESE = "市长表示，大桥将关闭两周。居民对此感到不满。\n"


@pytest.mark.parametrize(
    "text", [ENGLISH, GERMAN, POLISH, RUSSIAN, GREEK, CHINESE, ENGLISH.replace("\n", "\r\n"), "Hi 😀"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_a_mark(text: str, encoding: str):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, POLISH, RUSSIAN, GREEK])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(text: str, encoding: str):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        ("It’s over, and the mayor said so.", "cp1252"),
        (GERMAN, "cp1252"),
        (GERMAN, "latin-1"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN.replace("—", "-").replace("«", '"').replace("»", '"'), "koi8-r"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
    ],
)
def test_legacy_encodings_are_recognised_by_their_letters(text: str, encoding: str):
    assert decode((text * 3).encode(encoding)) == text * 3
    assert decode((text * 40).encode(encoding)) == text * 40


def test_legacy_letters_far_into_a_long_text_are_recognised():
    text = "The tide was out and the boats lay on the sand. " * 4000 + ENGLISH
    assert decode(text.encode("cp1252")) == text


def test_a_cut_off_utf_16_text_loses_its_last_letter_only():
    assert decode(ENGLISH.encode("utf-16")[:-1])[:-1] == ENGLISH[:-1]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_without_half_pairs_or_a_named_fault(data: bytes):
    with suppress(InputError):
        decode(data).encode()
