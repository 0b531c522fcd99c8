"""What a page is called, who wrote it, where it belongs; guards that a page speaks for its own site alone.

Values for machines (JSON-LD, `meta`) come before what is seen. Everything that leaves here is one plain line.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.adapters.web.pages.structured import Structured, text_of, texts_of
from bot.adapters.web.plain import decoded_line
from bot.domain.addresses import linked
from bot.domain.words import language_of, words

_LONGEST_TITLE = 400
_LONGEST_NAME = 120
_MOST_AUTHORS = 6
_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»]\s*")
_LATIN = frozenset("en de fr es it pt nl sv da pl tr".split())
_OTHER_SCRIPTS = frozenset("ja zh ko ru ar he el hi th".split())
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
_BY = re.compile(r"(?:written |posted |reported |story )?(?:by|von|par|por|di|door|av|af)[:\s]+", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?://|www\.|@|\d{3}|^(?:admin|administrator|editor|staff|guest|unknown|none|null|user)$", re.IGNORECASE
)
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name'] | //*[@itemprop='author'][not(*[@itemprop])] | //a[@rel='author']"
    " | //*[contains(concat(' ', @class, ' '), ' byline ') or contains(@class, 'author-name')"
    " or contains(@class, 'byline__name')]"
)


# --- title and site ----------------------------------------------------------------------------------


def site_of(structured: Structured, metas: Mapping[str, str]) -> str | None:
    """The name of the site that publishes the page."""
    publisher = structured.article.get("publisher")
    for name in (
        metas.get("og:site_name", ""),
        text_of(publisher, "name"),
        metas.get("application-name", ""),
        metas.get("publisher", ""),
        metas.get("dc.publisher", ""),
    ):
        line = decoded_line(name, _LONGEST_NAME)
        if line and not line.lower().startswith(("http:", "https:")):
            return line
    return None


def title_of(tree: HtmlElement, structured: Structured, metas: Mapping[str, str], site: str | None) -> str:
    """The headline without the site's name: that of og:title, the one `h1`, JSON-LD or the title element."""
    for text in titles_of(tree, structured, metas):
        line = without_site(decoded_line(text, _LONGEST_TITLE), site)
        if line:
            return line
    return ""


def titles_of(tree: HtmlElement, structured: Structured, metas: Mapping[str, str]) -> Iterator[str]:
    """What the page may call itself, best first."""
    yield text_of(structured.article.get("headline"), "@value")
    yield metas.get("og:title", "")
    yield metas.get("twitter:title", "")
    headings = tree.findall(".//h1")
    if len(headings) == 1:
        yield headings[0].text_content()
    yield tree.findtext(".//title") or ""
    yield from (heading.text_content() for heading in headings[:3])


def without_site(title: str, site: str | None) -> str:
    """A title without the last or first part that is the site's name ("Lamps go out | The Example")."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts or not site:
        return title
    own = _bare(site)
    first, last = parts[0], parts[-1]
    if _is_name(title[last.end() :], own):
        return title[: last.start()].strip()
    if _is_name(title[: first.start()], own):
        return title[first.end() :].strip()
    return title


def _is_name(part: str, own: str) -> bool:
    bare = _bare(part)
    return (
        bool(bare)
        and bool(own)
        and (bare == own or (len(bare) > 3 and (bare in own or own in bare) and len(part) < 40))
    )


def _bare(name: str) -> str:
    return re.sub(r"^the|(?:com|net|org|co|uk|de|fr)$", "", "".join(words(name)))


# --- author ------------------------------------------------------------------------------------------


def author_of(tree: HtmlElement, structured: Structured, metas: Mapping[str, str], site: str | None) -> str | None:
    """The names of the authors, comma-separated; None where only an address, an account or the site is given."""
    own = words(site or "")
    for given in _authors(tree, structured, metas):
        names = list(dict.fromkeys(name for text in given if (name := _name(text)) and words(name) != own))
        if names:
            return ", ".join(names[:_MOST_AUTHORS])
    return None


def _authors(tree: HtmlElement, structured: Structured, metas: Mapping[str, str]) -> Iterator[list[str]]:
    """What each place of the page gives as its authors, best first; the page itself is searched last."""
    yield texts_of(structured.article.get("author"), "name")
    yield texts_of(structured.article.get("creator"), "name")
    yield [metas.get("author", "")]
    yield [metas.get("article:author", "")]
    yield [
        metas.get(name, "") for name in ("parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author")
    ]
    yield [" ".join(islice(element.itertext(), 20)) for element in tree.xpath(_BYLINES)[:3]]


def _name(text: str) -> str:
    line = _BY.sub("", decoded_line(text, _LONGEST_NAME), count=1).strip(" ,;|·")
    return "" if _NO_NAME.search(line) or len(words(line)) > 12 else line


# --- address and language ----------------------------------------------------------------------------


def base_of(tree: HtmlElement, url: str | None) -> str | None:
    """The address that links of the page are relative to."""
    base = tree.find(".//base[@href]")
    if base is None:
        return url
    return linked(base.get("href"), url)


def canonical_of(tree: HtmlElement, structured: Structured, metas: Mapping[str, str], url: str | None) -> str | None:
    """The address that the page gives itself, where it is on the host that it came from (or one above or below).

    Without a known `url` the page is taken at its word. A front page is the address of no article.
    """
    links = tree.xpath("//link[contains(concat(' ', translate(@rel, 'CANOIL', 'canoil'), ' '), ' canonical ')]/@href")
    own = structured.article.get("mainEntityOfPage")
    given = (*links[:2], metas.get("og:url", ""), text_of(own, "@id", "url"), text_of(structured.article.get("url")))
    for link in given:
        found = linked(str(link), url)
        if found and (url is None or _may_speak(found, url)):
            return found
    return linked(url)


def _may_speak(found: str, url: str) -> bool:
    theirs, own = host_of(found), host_of(url)
    related = theirs == own or theirs.endswith("." + own) or (own.endswith("." + theirs) and "." in theirs)
    is_front = urlsplit(found).path in {"", "/"} and urlsplit(url).path not in {"", "/"}
    return related and not is_front


def host_of(url: str) -> str:
    """The host of an address, without "www."."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def language_of_page(tree: HtmlElement, structured: Structured, metas: Mapping[str, str], text: str) -> str | None:
    """Its two- or three-letter code, as the page says, or as the text shows where a template says another.

    What the text shows counts against English, which templates say of any page, and against a language of another
    script: text that looks Spanish or Russian on a page that says "pt" or "uk" is what the page says.
    """
    html = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    given = (html, metas.get("og:locale", ""), text_of(structured.article.get("inLanguage"), "alternateName", "name"))
    matches = (_LANGUAGE.fullmatch(name.strip()[:40]) for name in (*given, metas.get("content-language", "")))
    said = next((match.group(1).lower() for match in matches if match), None)
    seen = language_of(text) if len(text) >= 100 or said is None else "und"
    if said is None:
        return None if seen == "und" else seen
    strange = said == "en" or (said in _LATIN and seen in _OTHER_SCRIPTS) or (said in _OTHER_SCRIPTS and seen in _LATIN)
    return seen if strange and seen not in {"und", "en"} else said
