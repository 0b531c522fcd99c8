"""Short invented feeds in every condition that feeds are met in, each with what must come out of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One document. `entries` are (id, url, title); None where something else about it is checked."""

    name: str
    data: bytes
    title: str | None = None
    entries: list[tuple[str, str | None, str]] | None = None
    url: str | None = "https://example.org/feed.xml"
    content_type: str | None = None
    problem: str = ""


FERRY = ("https://example.org/ferry", "https://example.org/ferry", "Ferry")
ITEM = "<item><title>Ferry</title><link>https://example.org/ferry</link></item>"
ENTRY = (
    '<entry><title>Ferry</title><link href="https://example.org/ferry"/><id>tag:example.org,2026:1</id>'
    "<updated>2026-01-05T10:00:00Z</updated></entry>"
)
TAGGED = ("tag:example.org,2026:1", "https://example.org/ferry", "Ferry")


def rss(items: str = ITEM, head: str = "", root: str = '<rss version="2.0">') -> str:
    return (
        f"{root}<channel><title>Harbour</title><link>https://example.org/</link>{head}{items}</channel>"
        f"</{root[1:].partition(' ')[0].rstrip('>')}>"
    )


def atom(entries: str = ENTRY, root: str = '<feed xmlns="http://www.w3.org/2005/Atom">', head: str = "") -> str:
    return f'{root}<title>Harbour</title><link href="https://example.org/"/>{head}{entries}</feed>'


def item(title: str = "Ferry", more: str = "", link: str = "https://example.org/ferry") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def case(name: str, text: str, entries: list[tuple[str, str | None, str]] | None = None, **more: str | None) -> Case:
    return Case(name, text.encode(), "Harbour", [FERRY] if entries is None else entries, **more)  # type: ignore[arg-type]


DECLARED = '<?xml version="1.0" encoding="{}"?>'
CAFE = ("https://example.org/ferry", "https://example.org/ferry", "Café")


def charset(name: str, declared: str, codec: str, title: str = "Café", content_type: str | None = None) -> Case:
    text = (DECLARED.format(declared) if declared else "") + rss(item(title))
    entry = (FERRY[0], FERRY[1], title)
    return Case(name, text.encode(codec), "Harbour", [entry], content_type=content_type)


KINDS = [
    case("RSS 0.91 with its bare DOCTYPE", '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "x.dtd">' + rss()),
    case("RSS 0.92", rss(root='<rss version="0.92">')),
    case("RSS 2.0", rss()),
    case("RSS without a version", rss(root="<rss>")),
    case("RSS in capitals", rss().replace("item>", "ITEM>").replace("title>", "TITLE>")),
    case(
        "RSS 1.0",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>Harbour</title><link>https://example.org/</link></channel>" + ITEM + "</rdf:RDF>",
    ),
    case(
        "RSS 0.90",
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>Harbour</title><link>https://example.org/</link></channel>" + ITEM + "</r:RDF>",
    ),
    case("Atom 1.0", atom(), [TAGGED]),
    case(
        "Atom 0.3",
        atom(root='<feed version="0.3" xmlns="http://purl.org/atom/ns#">').replace("<link ", '<link rel="alternate" '),
        [TAGGED],
    ),
    case(
        "Atom with a prefix",
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Harbour</a:title><a:entry><a:title>Ferry</a:title>'
        '<a:link href="https://example.org/ferry"/><a:id>tag:example.org,2026:1</a:id></a:entry></a:feed>',
        [TAGGED],
    ),
    case("Atom without its namespace", atom(root="<feed>"), [TAGGED]),
    Case(
        "JSON Feed 1.1",
        b'{"version":"https://jsonfeed.org/version/1.1","title":"Harbour","items":[{"id":"7","title":"Ferry",'
        b'"url":"https://example.org/ferry","content_text":"It sails."}]}',
        "Harbour",
        [("7", "https://example.org/ferry", "Ferry")],
    ),
    Case(
        "JSON Feed whose ids are numbers and whose items are partly none",
        b'{"version":"https://jsonfeed.org/version/1","title":"Harbour","items":[{"id":7,"title":"Ferry",'
        b'"url":"/ferry"},3,null]}',
        "Harbour",
        [("7", "https://example.org/ferry", "Ferry")],
        problem="2 entries could not be read",
    ),
]

CHARSETS = [
    charset("UTF-8 by default", "", "utf-8"),
    charset("UTF-8 with a mark", "utf-8", "utf-8-sig"),
    charset("Latin-1 that says so", "iso-8859-1", "latin-1"),
    charset("Latin-1 that says UTF-8", "utf-8", "latin-1", "Le café de la place est fermé pour les travaux"),
    charset("Latin-1 that says nothing", "", "latin-1", "Le café de la place est fermé pour les travaux"),
    charset("UTF-8 that says Latin-1", "iso-8859-1", "utf-8"),
    charset("UTF-8 of which the server says Latin-1", "", "utf-8", content_type="text/xml; charset=iso-8859-1"),
    charset(
        "the server's word goes before the document's", "iso-8859-2", "cp1251", "Паром", "text/xml; charset=cp1251"
    ),
    charset("a charset that nobody knows", "x-unknown", "utf-8"),
    charset("Windows-1252 quotes", "iso-8859-1", "cp1252", "The “ferry”"),
    charset("UTF-16 with a mark", "utf-16", "utf-16"),
    charset("UTF-16 little-endian without one", "utf-16", "utf-16-le"),
    charset("UTF-16 big-endian without one", "utf-16", "utf-16-be"),
    charset("UTF-32", "utf-32", "utf-32"),
    charset("UTF-8 that says UTF-16", "utf-16", "utf-8"),
    charset("Shift JIS", "shift_jis", "cp932", "フェリー"),
    charset("GB 2312", "gb2312", "gb18030", "渡轮"),
    charset("EUC-KR", "euc-kr", "cp949", "연락선"),
    charset("KOI8-R", "koi8-r", "koi8-r", "Паром"),
]

JUNK = [
    case("blank lines before the declaration", "\n\n  " + DECLARED.format("utf-8") + rss()),
    case(
        "a warning of PHP before it", "<br />\n<b>Warning</b>: x() in /a.php<br />\n" + DECLARED.format("utf-8") + rss()
    ),
    case("words before it", "Notice: undefined index\n" + DECLARED.format("utf-8") + rss()),
    case("comments before it", "<!-- <rss> made by hand -->\n" + DECLARED.format("utf-8") + rss()),
    case("a script after it", rss() + "<script>track()</script>"),
    case("control characters in it", rss().replace("Ferry", "Fe\x00r\x0bry\x1f")),
    case("a DOCTYPE of HTML before it", '<!DOCTYPE html PUBLIC "x" "y">' + rss()),
    case("an entity of HTML", rss(item("Ferry&nbsp;&eacute;")), [(FERRY[0], FERRY[1], "Ferry é")]),
    case("an entity that nobody knows", rss(item("Ferry &harbour;")), [(FERRY[0], FERRY[1], "Ferry &harbour;")]),
    case("a bare ampersand", rss(item("Fish & chips")), [(FERRY[0], FERRY[1], "Fish & chips")]),
    case("a bare sign", rss(item("We <3 ferries")), [(FERRY[0], FERRY[1], "We <3 ferries")]),
    case(
        "an ampersand in a link",
        rss(item(link="https://example.org/?a=1&b=2")),
        [("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2", "Ferry")],
    ),
    case("an undeclared prefix", rss(item(more="<dc:creator>Ann</dc:creator>"))),
    case("unclosed tags", rss(item(more="<description>One <b>two</description>"))),
    case("cut off in an entry", rss(ITEM + "<item><title>Half")[:-25], problem="cut off: 1 entries could be read"),
    case(
        "cut off after an entry", rss(head="")[: -len("</channel></rss>")], problem="cut off: 1 entries could be read"
    ),
    case(
        "cut off in Atom", atom(ENTRY + "<entry><title>Ha")[:-7], [TAGGED], problem="cut off: 1 entries could be read"
    ),
    case("cut off in CDATA", rss()[:-16] + "<item><title><![CDATA[Half", problem="cut off: 1 entries could be read"),
    case("an entry within an entry", rss(f"<item>{ITEM}</item>")),
    case("a title in CDATA", rss(item("<![CDATA[Fer<i>ry</i>]]>"))),
    case(
        "a title escaped twice",
        rss(item("R&amp;amp;D &amp;lt;b&amp;gt;now&amp;lt;/b&amp;gt;")),
        [(*FERRY[:2], "R&D now")],
    ),
    case("a title with markup in it", rss(item("<b>Fer</b>ry"))),
    case(
        "XHTML in a title", atom(ENTRY.replace("<title>Ferry", '<title type="xhtml"><div>Fer<b>ry</b></div>')), [TAGGED]
    ),
    case("a plain title that looks like markup", atom(ENTRY.replace("Ferry", "a &lt; b")), [(*TAGGED[:2], "a < b")]),
]

IDENTITY = [
    case("a guid", rss(item(more="<guid isPermaLink='false'>f-1</guid>")), [("f-1", FERRY[1], "Ferry")]),
    case("a guid that is the link", rss("<item><title>Ferry</title><guid>https://example.org/ferry</guid></item>")),
    case(
        "a guid that says it is no link",
        rss('<item><title>Ferry</title><guid isPermaLink="false">https://example.org/ferry</guid></item>'),
        [("https://example.org/ferry", None, "Ferry")],
    ),
    case(
        "one guid for different articles",
        rss(item(more="<guid>x</guid>") + item("Bridge", "<guid>x</guid>", "https://example.org/bridge")),
        [FERRY, ("https://example.org/bridge", "https://example.org/bridge", "Bridge")],
    ),
    case(
        "tracking parameters and a fragment",
        rss(item(link="https://example.org/ferry?utm_source=rss&amp;fbclid=1#top")),
    ),
    case("a relative link", rss(item(link="/ferry"))),
    case(
        "a relative link, and where it is from is in the feed",
        rss(
            item(link="/ferry"),
            '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="https://example.org/f"/>',
        ),
        url=None,
    ),
    case(
        "a base",
        atom(
            ENTRY.replace("<entry", '<entry xml:base="https://example.org/x/"').replace(
                "https://example.org/ferry", "../ferry"
            )
        ),
        [TAGGED],
    ),
    case(
        "a link of another scheme", rss(item(link="javascript:alert(1)", more="<guid>g</guid>")), [("g", None, "Ferry")]
    ),
    case(
        "several links in Atom",
        atom(
            ENTRY.replace(
                "<id>",
                '<link rel="replies" href="https://example.org/r"/><link rel="self" href="https://example.org/s"/><id>',
            )
        ),
        [TAGGED],
    ),
    case(
        "no title, but a text",
        rss("<item><link>https://example.org/ferry</link><description>Ferry</description></item>"),
    ),
    case("nothing in it", rss(""), []),
]

CASES = [*KINDS, *CHARSETS, *JUNK, *IDENTITY]

REFUSED = [
    ("nothing", b"", "is empty"),
    ("blanks", b"  \n ", "is empty"),
    (
        "a page",
        b"<!DOCTYPE html><html><head><title>404</title></head><body>x</body></html>",
        "is a web page, not a feed",
    ),
    (
        "a page of XHTML",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
        "is a web page, not a feed",
    ),
    ("words", b"Service unavailable", "is no feed"),
    ("an image", b"\x89PNG\r\n\x1a\n" + bytes(200), "is no feed"),
    ("other XML", b"<catalog><book/></catalog>", "is no feed"),
    ("a sitemap", b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "is a sitemap, not a feed"),
    ("OPML", b"<opml><body/></opml>", "is a list of feeds (OPML), not a feed"),
    ("other JSON", b'{"a": 1}', "is JSON, but no feed"),
    ("broken JSON", b'{"items": [', "is damaged JSON, or none"),
    (
        "entities of its own",
        b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        "declares entities of its own (a DTD), which is refused",
    ),
    (
        "an entity that is a file",
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
        "declares entities of its own (a DTD), which is refused",
    ),
]
