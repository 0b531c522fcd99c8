"""Charsets of what the web sends: feeds and pages are told alike, whatever they and their servers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.decoding import HTML, XML, Declared, decode

ENGLISH = "The café said that it “would” not close, and the mayor of Göteborg was there with them. "
RUSSIAN = "Фонари в гавани погасли в понедельник вечером, и паромы ждали до рассвета. "
CHINESE = "星期一晚上港口的灯熄灭了渡轮在外面等到天亮市议会将于星期五开会。"
FORMS = [
    pytest.param(XML, '<?xml version="1.0" encoding="{}"?><t>{}</t>', id="xml"),
    pytest.param(HTML, '<!doctype html><meta charset="{}"><p>{}</p>', id="html"),
]


@pytest.mark.parametrize(("declared", "form"), FORMS)
@pytest.mark.parametrize(
    ("text", "said", "codec"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "iso-8859-1", "cp1252"),
        (ENGLISH, "iso-8859-1", "utf-8"),
        (ENGLISH, "us-ascii", "cp1252"),
        (ENGLISH, "nonsense", "cp1252"),
        (ENGLISH, "base64", "cp1252"),
        (ENGLISH, "utf-16", "utf-8"),
        (ENGLISH, "utf-8", "utf-16-le"),
        (ENGLISH, "utf-8", "utf-16-be"),
        (ENGLISH, "utf-8", "utf-32"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-8", "cp1251"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE, "utf-8", "gb18030"),
        (CHINESE, "gb2312", "utf-8"),
        (CHINESE, "iso-2022-jp", "utf-8"),
    ],
)
def test_a_document_is_read_in_its_charset_whatever_it_says(
    declared: Declared, form: str, text: str, said: str, codec: str
):
    whole = form.format(said, text * 4)
    assert decode(whole.encode(codec), None, declared) == whole


@pytest.mark.parametrize(("declared", "form"), FORMS)
def test_the_servers_word_goes_before_the_documents(declared: Declared, form: str):
    whole = form.format("iso-8859-2", "Паром")
    assert decode(whole.encode("cp1251"), "text/xml; charset=windows-1251", declared) == whole


@pytest.mark.parametrize(("declared", "form"), FORMS)
def test_a_few_broken_bytes_do_not_garble_the_rest(declared: Declared, form: str):
    broken = form.format("iso-8859-1", RUSSIAN).encode() + b" don\x92t"
    assert decode(broken, None, declared).endswith("</p> don’t" if declared is HTML else "</t> don’t")
    assert RUSSIAN in decode(broken, None, declared)
    whole = form.format("big5", "港口的燈熄滅了。" * 400)
    assert decode(whole.encode("big5") + b"\xff", None, declared) == whole + "\ufffd"


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=utf-16", "x; charset=\xff", "charset=hz"]))
def test_no_bytes_break_it(data: bytes, content_type: str | None):
    for declared in (XML, HTML):
        decode(data, content_type, declared).encode()
