"""What text from outside can not do in Discord: call anybody, be styled, become a link, an emoji or a heading."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.escaping import link, literal, markdown, short, size, target, units
from bot.domain.labels import Target
from tests.adapters.discord.markdown import kinds, read, shown
from tests.hostile import Hostile

SIGNS = st.text(st.sampled_from("\\*_~`|<>[]()#@:-+.1 2/éwtah👩\u200d👧e\u0301¯ツ"), max_size=60)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("*bold* _it_ ~~gone~~ `code` ||x||", r"\*bold\* \_it\_ \~\~gone\~\~ \`code\` \|\|x\|\|"),
        ("# big", r"\# big"),
        ("-# small", r"\-# small"),
        ("> said", r"\> said"),
        ("1. first", r"1\. first"),
        ("1986 was dry.", "1986 was dry."),
        ("- one", r"\- one"),
        ("a - b # c 1. d", "a - b # c 1. d"),
        ("<@1> <#2> <@&3> <t:4:R>", r"\<\@1\> \<#2\> \<\@&3\> \<t\:4\:R\>"),
        ("@everyone @Here a@b", "\\@\u200beveryone \\@\u200bHere a\\@b"),
        (":tada: at 10:30", r"\:tada\: at 10\:30"),
        ("https://evil.example", r"https\:\/\/evil.example"),
        ("[example.org](https://evil.example)", r"\[example.org\](https\:\/\/evil.example)"),
        ("\\", "\\\\"),
        ("two\nlines\u202e\x00\ud800", "two lines\ufffd"),
    ],
)
def test_markdown_means_nothing_but_its_words(text: str, made: str):
    assert markdown(text) == made


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("*a*", "italic"), ("_a_", "italic"), ("**a**", "bold"), ("__a__", "underline"), ("~~a~~", "strike"),
        ("||a||", "spoiler"), ("`a`", "code"), ("```a```", "code block"), ("> a", "quote"), (">>> a", "quote rest"),
        ("# a", "heading"), ("-# a", "small"), ("- a", "list"), ("12. a", "list"), ("@everyone", "call"),
        ("<@1>", "call"), ("<@&1>", "call"), ("<#1>", "call"), ("</news:1>", "call"), ("<t:1:R>", "time"),
        ("<:a:1>", "emoji"), (":tada:", "emoji"), ("https://a.example", "address"), ("<https://a.example>", "autolink"),
        ("discord.gg/a", "invite"), ("[a](https://a.example)", "link"), ("x [a[b] (c)](<https://a.example>)", "link"),
    ],
)  # fmt: skip
def test_the_tests_own_reading_knows_every_rule(text: str, kind: str):
    assert kind in kinds(read(text))
    assert kinds(read(markdown(text))) == {"text"}


@pytest.mark.parametrize("blocks", [True, False])
@given(text=st.one_of(SIGNS, st.text(max_size=60)))
@example(text="1) x")
@example(text="¯\\_(ツ)_/¯")
@example(text="@everyone")
def test_what_is_shown_is_the_text(blocks: bool, text: str):  # noqa: FBT001 - a parameter of the test
    nodes = read(markdown(text), blocks=blocks)
    assert kinds(nodes) <= {"text"}
    assert shown(nodes).strip() == literal(text)


def test_of_hostile_texts_is_shown_what_they_are():
    given_ = Hostile(seed=4)
    for _ in range(10_000):
        text = given_.text("text", 8)
        made = markdown(text)
        nodes = read(made)
        assert kinds(nodes) <= {"text"}
        assert shown(nodes).strip() == literal(text)
        assert "@everyone" not in made.lower()


@given(st.one_of(SIGNS, st.text(max_size=60)), SIGNS)
def test_what_is_put_together_means_no_more_than_its_parts(one: str, other: str):
    nodes = read(f"{markdown(one)} {markdown(other)}")
    assert kinds(nodes) <= {"text"}
    assert shown(nodes).split() == f"{literal(one)} {literal(other)}".split()


@given(st.text(max_size=300))
def test_the_measure_is_never_less_than_the_length_but_for_a_lines_beginning(text: str):
    plain = literal(text)
    assert units(markdown(plain)) <= size(plain) + 1
    assert size(plain) <= sum(map(size, plain))


@given(st.one_of(SIGNS, st.text(max_size=300)), st.integers(8, 80))
@example("@everyone" * 20, 40)
@example("👩\u200d👩\u200d👧\u200d👦" * 20, 20)
def test_what_is_cut_fits_once_it_is_escaped(text: str, limit: int):
    assert units(markdown(short(text, limit))) <= limit + 1


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://example.org/a", Target("https://example.org/a", "example.org")),
        ("http://name:secret@example.org/a", Target("http://example.org/a", "example.org")),
        ("https://example.org/a_(b)", Target("https://example.org/a_%28b%29", "example.org")),
        ("https://example.org/@everyone/**x**", Target("https://example.org/%40everyone/%2A%2Ax%2A%2A", "example.org")),
        ("https://example.org/?a[]=1", Target("https://example.org/?a%5B%5D=1", "example.org")),
        ("https://bücher.example/", Target("https://xn--bcher-kva.example/", "bücher.example")),
        ("https://[2001:db8::1]/", None),
        ("https://example.org/" + "(" * 900, None),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_a_link_leads_to_a_plain_address_of_the_web_or_nowhere(url: str | None, made: Target | None):
    assert target(url) == made


@pytest.mark.parametrize("label", ["evil.example", "", "a ] b", "a [b] c", "https://example.org/"])
def test_a_label_that_would_mislead_is_the_host(label: str):
    assert link(Target("https://example.org/", "example.org"), label) == "[example.org](https://example.org/)"


def test_a_link_is_labelled_by_its_title():
    made = link(Target("https://example.org/", "example.org"), "*Lamps* (all)")
    assert made == r"[\*Lamps\* (all)](https://example.org/)"
    assert shown(read(made)).strip() == "*Lamps* (all)"
