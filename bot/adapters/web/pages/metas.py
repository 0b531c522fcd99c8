"""The `meta` elements of a page by name; guards that the first of each name counts, whatever its spelling."""

from collections.abc import Mapping

from lxml.html import HtmlElement

_MOST = 500


def read_metas(tree: HtmlElement) -> Mapping[str, str]:
    """Contents by lower-case `property`, `name`, `itemprop` or `http-equiv`; trimmed, never empty."""
    found: dict[str, str] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number >= _MOST:
            break
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content[:2000])
    return found
