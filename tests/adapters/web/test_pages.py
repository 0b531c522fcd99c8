"""Pages: the story and nothing else, what a page is called and by whom, its feeds and its markers."""

from datetime import UTC, datetime

import pytest

from bot.adapters.web.pages import parse_page
from bot.domain.errors import ParseError
from bot.domain.intake import FeedLink
from tests.adapters.web.page_samples import PARAGRAPHS, TEXT, TITLE, article, bare, json_ld

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


# --- the text ----------------------------------------------------------------------------------------


def test_the_text_is_the_story_in_paragraphs_that_blank_lines_separate():
    page = parse_page(article())
    assert page.text == TEXT
    assert page.title == TITLE
    assert page.wall is None


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Share this article</p>",
        "<p>Advertisement</p>",
        "<p>Read more: <a href='/n/2'>Ferry talks fail again in Saltmere</a></p>",
        "<p><a href='/n/3'>Ten pictures of the old harbour by night</a></p>",
        "<p>Also on example.org <a href='/n/4'>Ferry company asks the court for more time</a></p>",
        "<p>Sign up for our newsletter</p>",
        "<p>Photo: Saltmere Post archive</p>",
        (
            "<p><strong>DON'T MISS</strong><br><a href='/n/5'>Why the old lighthouse was sold</a><br>"
            "<a href='/n/6'>Ferry fares to rise again in spring</a></p>"
        ),
    ],
)
def test_what_a_site_puts_into_every_article_is_no_part_of_it(furniture: str):
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:2]) + furniture
    page = parse_page(article(inner + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[2:])))
    assert page.text == TEXT


@pytest.mark.parametrize(
    "above",
    [
        "<p>By Ines Calloway</p>",
        "<p>November 20, 2023 - 11:28 AM</p>",
        "<p>4 min read</p>",
        "<p>Tempo de leitura: 2 minutos</p>",
    ],
)
def test_byline_date_and_reading_time_above_the_story_are_no_part_of_it(above: str):
    assert parse_page(article(above + BODY)).text == TEXT


@pytest.mark.parametrize(
    "below",
    [
        "<p>(Reporting by Ada Marsh; editing by Tom Reed)</p>",
        "<p>Ada Marsh contributed to this report.</p>",
        "<p>Have a tip? Write to ada@example.org.</p>",
        "<p>Follow her on Twitter @example</p>",
        "<h3>More stories</h3><p>A second story begins here with a sentence of its own, long enough to be one.</p>",
        "<h3>Lesen Sie auch</h3><p><a href='/n/2'>Ferry talks fail again in Saltmere</a></p>",
    ],
)
def test_credits_and_other_stories_below_the_story_are_no_part_of_it(below: str):
    assert parse_page(article(BODY + below)).text == TEXT


def test_a_sentence_with_a_link_and_a_linked_sentence_stay():
    inner = f"{BODY}<p>The council published <a href='/r'>its report on the lamps</a> on Tuesday.</p>"
    inner += "<p><a href='/s'>The harbour master resigned on Sunday after a long quarrel.</a> He will leave in May.</p>"
    text = parse_page(article(inner)).text
    assert "its report on the lamps on Tuesday." in text
    assert "The harbour master resigned on Sunday" in text


@pytest.mark.parametrize("label", ["Read more", "LESEN SIE AUCH:", "Lire aussi", "Don't miss", "See also…"])
def test_a_story_goes_on_below_a_pointer_in_its_midst(label: str):
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    pointer = f"<h4>{label}</h4><p><a href='/n/2'>Ferry talks fail again in Saltmere</a></p>"
    assert parse_page(article("".join([*paragraphs[:3], pointer, paragraphs[3]]))).text == TEXT


@pytest.mark.parametrize(
    "last",
    [
        "Police said that they would follow the two boats on Tuesday with a launch of their own.",
        "The harbour office can be reached at all hours, even while the lamps are dark.",
        "The copyright on the old chart belongs to the museum, a court ruled last year.",
        "“Follow us on Twitter,” the harbour master said when she was asked for news.",
        "Reporters who asked for the source of the figures got no answer from the council.",
    ],
)
def test_a_last_sentence_that_only_resembles_a_credit_stays(last: str):
    assert parse_page(article(f"{BODY}<p>{last}</p>")).text == f"{TEXT}\n\n{last}"


def test_line_breaks_end_paragraphs_and_lists_have_no_marks():
    inner = f"<p>{'<br><br>'.join(PARAGRAPHS)}</p><ul><li>Nine lamps are out of order.</li><li>Three are new.</li></ul>"
    assert parse_page(article(inner)).text == f"{TEXT}\n\nNine lamps are out of order.\n\nThree are new."


def test_a_post_that_the_article_shows_is_part_of_it():
    post = "<div class='social-embed'><blockquote class='twitter-tweet'><p>It is dark down here.</p></blockquote></div>"
    assert "It is dark down here." in parse_page(article(BODY + post + BODY)).text


def test_no_tag_control_or_direction_character_leaves_a_page():
    inner = BODY.replace("lamps", "la\u202emps\u200b \x01&#x202e;&lt;script&gt;alert(1)&lt;/script&gt;", 1)
    page = parse_page(article(inner, title="Lamps\u202e go&#8203; out <b>tonight</b> in the harbour"))
    for text in (page.title, page.text):
        assert "<" not in text
        assert not set(text) & set("\u202e\u200b\x01\r\t")
    assert "<b>" not in page.title


# --- facts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            (
                '<meta property="og:title" content="Lamps go out | The Saltmere Post"><meta property="og:site_name"'
                ' content="The Saltmere Post">'
            ),
            "Lamps go out",
        ),
        (
            (
                '<meta property="og:title" content="Saltmere Post: Lamps go out"><meta property="og:site_name"'
                ' content="Saltmere Post">'
            ),
            "Saltmere Post: Lamps go out",
        ),
        (json_ld('{"@type":"Article","headline":"Lamps &amp;amp; &#8220;trial&#8221;"}'), "Lamps &amp; “trial”"),
        (json_ld('{"@type":"Article","headline":"Lamps <b>go</b> out <\\u200bi>now<\\u200b/i>"}'), "Lamps go out now"),
        ("", TITLE),
    ],
)
def test_the_title_comes_without_the_name_of_the_site(head: str, title: str):
    assert parse_page(article(head=head)).title == title


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (
            json_ld('{"@type":"Article","author":[{"@type":"Person","name":"Ada Marsh"},{"name":"Tom Reed"}]}'),
            "Ada Marsh, Tom Reed",
        ),
        ('<meta name="author" content="By Ada Marsh">', "Ada Marsh"),
        ('<meta property="article:author" content="https://example.org/people/ada">', None),
        ('<meta name="author" content="admin">', None),
        (json_ld('{"@type":"Article","author":"Ada Marsh"'), None),
    ],
)
def test_the_author_is_a_name(head: str, author: str | None):
    assert parse_page(article(head=head)).author == author


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://example.org/lamps", "https://example.org/lamps"),
        ("/lamps#top", "https://www.example.org/lamps"),
        ("https://news.example.org/lamps", "https://news.example.org/lamps"),
        ("https://evil.example/lamps", "https://www.example.org/n/1?id=2"),
        ("https://example.org.evil.example/lamps", "https://www.example.org/n/1?id=2"),
        ("javascript:alert(1)", "https://www.example.org/n/1?id=2"),
        ("https://example.org/", "https://www.example.org/n/1?id=2"),
        ("https://user:word@example.org/lamps", "https://example.org/lamps"),
    ],
)
def test_a_page_names_its_address_on_its_own_site_alone(canonical: str, url: str):
    head = f'<link rel="canonical" href="{canonical}">'
    assert parse_page(article(head=head), "https://www.example.org/n/1?id=2").url == url


def test_a_page_of_unknown_origin_is_taken_at_its_word():
    head = '<link rel="canonical" href="https://example.org/lamps">'
    assert parse_page(article(head=head)).url == "https://example.org/lamps"
    assert parse_page(article()).url is None


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        ('lang="en-GB"', "", "en"),
        ("", '<meta property="og:locale" content="en_US">', "en"),
        ("", json_ld('{"@type":"Article","inLanguage":"en"}'), "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_a_short_code(attributes: str, head: str, language: str):
    assert parse_page(article(head=head, attributes=attributes)).language == language


def test_a_wrong_language_of_the_template_does_not_hide_that_of_the_text():
    german = "<p>" + "Die Lampen im Hafen sind seit Montag dunkel, und die Fähre wartet auf der Reede. " * 8 + "</p>"
    assert parse_page(article(german, attributes='lang="en"')).language == "de"


# --- markers and feeds -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "title", "correction", "withdrawn"),
    [
        (
            json_ld('{"@type":"NewsArticle","correction":"An earlier version gave a wrong sum."}'),
            TITLE,
            "An earlier version gave a wrong sum.",
            False,
        ),
        (
            json_ld('{"@type":"NewsArticle","correction":{"@type":"CorrectionComment","text":"The sum was wrong."}}'),
            TITLE,
            "The sum was wrong.",
            False,
        ),
        (json_ld('{"@type":"NewsArticle","correction":"https://example.org/corrections"}'), TITLE, "", False),
        ("", "CORRECTION: Harbour lamps go out in Saltmere", "", False),
        (json_ld('{"@type":"NewsArticle","creativeWorkStatus":"Retracted"}'), TITLE, None, True),
        ("", "RETRACTED: Harbour lamps go out", None, True),
        (
            '<script type="application/json">{"uri":"urn:1","pubstatus":"canceled","headline":"x"}</script>',
            TITLE,
            None,
            True,
        ),
        ("", "Correction of the river is finished", None, False),
        ("", TITLE, None, False),
    ],
)
def test_markers_of_corrections_and_withdrawals_are_read(
    head: str, title: str, correction: str | None, *, withdrawn: bool
):
    markers = parse_page(article(head=head, title=title)).markers
    assert markers.correction == correction
    assert markers.withdrawn is withdrawn


def test_an_embargo_inside_a_page_is_read():
    data = '{"uri":"urn:1","pubstatus":"withheld","embargoed":"2023-11-21T09:00:00+01:00"}'
    markers = parse_page(article(head=f'<script type="application/ninjs+json">{data}</script>')).markers
    assert markers.withheld
    assert markers.embargoed_until == datetime(2023, 11, 21, 8, tzinfo=UTC)


def test_feeds_come_whole_in_order_and_those_of_comments_last():
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
        '<link rel="alternate" type="application/atom+xml" title="News" href="/news.atom">'
        '<link rel="alternate" type="application/feed+json" href="https://example.org/feed.json">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">'
        '<link rel="alternate" hreflang="de" href="/de">'
    )
    assert parse_page(article(head=head), "https://example.org/n/1").feeds == (
        FeedLink("https://example.org/news.atom", "News"),
        FeedLink("https://example.org/feed.json"),
        FeedLink("https://example.org/comments/feed", "Comments"),
    )


def test_links_to_usual_feed_paths_count_where_no_feed_is_declared():
    links = '<a href="/feed/">RSS</a><a href="https://evil.example/feed/">x</a><a href="/feedback">y</a>'
    assert parse_page(article(BODY + links), "https://example.org/n/1").feeds == (
        FeedLink("https://example.org/feed/", "RSS"),
    )


def test_at_most_twenty_feeds():
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in range(50))
    assert len(parse_page(article(head=head), "https://example.org/").feeds) == 20


# --- charsets and what is no page --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8-sig", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("utf-8", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("cp1252", "iso-8859-1", None),
        ("cp1252", "utf-8", "text/html; charset=utf-8"),
        ("cp1252", "nonsense", "text/html"),
        ("cp1252", "base64", "text/html; charset=zip"),
        ("utf-16", "utf-8", None),
        ("utf-16-le", "utf-16", "text/html"),
        ("utf-16-be", "utf-8", "text/html; charset=utf-16"),
    ],
)
def test_a_page_is_read_in_its_charset_whatever_it_says(encoding: str, declared: str, content_type: str | None):
    inner = "<p>" + "</p><p>".join(f"{p} Zoë’s café in Göteborg – “déjà vu”." for p in PARAGRAPHS) + "</p>"
    data = article(inner).decode().replace("charset='utf-8'", f"charset='{declared}'").encode(encoding)
    assert "Zoë’s café in Göteborg – “déjà vu”." in parse_page(data, content_type=content_type).text


@pytest.mark.parametrize(
    ("encoding", "language"), [("cp1251", "ru"), ("koi8-r", "ru"), ("shift_jis", "ja"), ("gb18030", "zh")]
)
def test_the_servers_word_counts_for_charsets_of_other_scripts(encoding: str, language: str):
    words = {
        "ru": "Фонари в гавани погасли в понедельник вечером, и паромы ждали до рассвета. ",
        "ja": "月曜日の夜、港の灯りが消え、フェリーは夜明けまで沖で待っていた。",
        "zh": "星期一晚上港口的灯熄灭了渡轮在外面等到天亮市议会将于星期五开会。",
    }[language]
    page = parse_page(article(f"<p>{words * 8}</p>").replace(b"charset='utf-8'", b""), content_type="text/html")
    assert page.language == language
    data = (
        article(f"<p>{words * 8}</p>").decode().replace("<meta charset='utf-8'>", "").replace("©", "").encode(encoding)
    )
    page = parse_page(data, content_type=f"text/html; charset={encoding}")
    assert page.text.startswith(words.strip()[:20])


def test_xhtml_with_a_declaration_of_xml_is_a_page():
    data = b'<?xml version="1.0" encoding="utf-8"?>\n' + article(attributes='xmlns="http://www.w3.org/1999/xhtml"')
    assert parse_page(data, content_type="application/xhtml+xml").text == TEXT


@pytest.mark.parametrize(
    ("data", "content_type", "word"),
    [
        (b"", None, "empty"),
        (b"  \n", None, "empty"),
        (b"Just words, no page at all.", None, "no tag"),
        (b'{"json": true}', None, "no tag"),
        (b"%PDF-1.7 <html>", None, "PDF"),
        (b"\x89PNG\r\n<html>", None, "picture"),
        (b"<html><p>x</p>", "image/png", "image/png"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', None, "feed"),
        (b"<html><p>x</p>", "application/pdf\x1b[31m", "application/pdf"),
    ],
)
def test_what_is_no_page_is_refused_in_one_clear_line(data: bytes, content_type: str | None, word: str):
    with pytest.raises(ParseError) as caught:
        parse_page(data, content_type=content_type)
    assert word in str(caught.value)
    assert str(caught.value).isprintable()


def test_structured_data_that_is_broken_still_gives_its_fields():
    head = json_ld('{"@type":"NewsArticle","headline":"Lamps go out","datePublished":"2023-11-20T10:00:00+01:00",,}')
    page = parse_page(article(head=head))
    assert page.title == "Lamps go out"
    assert page.published == datetime(2023, 11, 20, 9, tzinfo=UTC)


def test_a_text_that_the_page_gives_to_programs_counts_where_it_can_be_seen():
    hidden = "".join(f"<div class='teaser-card'><div>{p}</div></div>" for p in PARAGRAPHS)
    body = "\\n".join(PARAGRAPHS).replace('"', '\\"')
    head = json_ld(f'{{"@type":"NewsArticle","headline":"{TITLE}","articleBody":"{body}"}}')
    assert parse_page(bare(hidden, TITLE).replace(b"</head>", head.encode() + b"</head>")).text == TEXT
