"""Invented pages for the tests of pages: one article, and what sites put around it."""

PARAGRAPHS = (
    "The harbour lamps of Saltmere went out on Monday evening, and ferries waited outside the mole until dawn came.",
    "“We ran out of spare lamps in October,” said Ines Calloway, who has kept the harbour for eleven years now.",
    "The town council meets on Friday to vote on 40,000 crowns for new lamps, which could be lit before the winter.",
    "Two fishing boats touched the sand bar that night; nobody was hurt, and both came off with the morning tide.",
)
TEXT = "\n\n".join(PARAGRAPHS)
TITLE = "Harbour lamps go out in Saltmere"
NAVIGATION = (
    "<nav><ul><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li><li><a href='/weather'>Weather"
    "</a></li></ul></nav>"
)


def article(body: str | None = None, head: str = "", *, title: str = TITLE, attributes: str = 'lang="en"') -> bytes:
    """A page with one article; `body` replaces its paragraphs, `head` is added to its head."""
    inner = body if body is not None else "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html {attributes}><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<header>{NAVIGATION}</header><main><article><h1>{title}</h1>{inner}</article></main>"
        "<footer><p>© The Saltmere Post</p></footer></body></html>"
    ).encode()


def bare(body: str, title: str = "") -> bytes:
    """A page that is no article: a title and whatever is given."""
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def json_ld(data: str) -> str:
    """A script of structured data."""
    return f'<script type="application/ld+json">{data}</script>'
