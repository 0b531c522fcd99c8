"""What a page says of the state of its own article: corrected, withdrawn, withheld; guards that it is never missed."""

from datetime import datetime
from functools import reduce

from bot.adapters.web.pages.dates import moment
from bot.adapters.web.pages.structured import Structured, is_article, texts_of
from bot.adapters.web.plain import decoded_line
from bot.domain.intake import Markers
from bot.domain.markers import both, of_status, with_headline

_LONGEST = 1000
_WITHDRAWN = frozenset({"withdrawn", "retracted", "canceled", "cancelled", "removed"})


def markers_of(structured: Structured, title: str) -> Markers:
    """The markers in schema.org (`correction`, `creativeWorkStatus`), ninjs (`pubstatus`, `embargoed`), the title."""
    nodes = [node for node in structured.nodes if is_article(node) or "pubstatus" in node]
    corrections = [text for node in nodes if (text := _correction(node.get("correction"))) is not None]
    states = {
        state.rsplit("/", 1)[-1].lower() for node in nodes for state in texts_of(node.get("creativeWorkStatus"), "name")
    }
    statuses = {str(node.get("pubstatus")) for node in nodes}
    embargoes = [until for node in nodes if (until := _embargo(node.get("embargoed") or node.get("embargo")))]
    given = Markers(
        correction=next((text for text in corrections if text), corrections[0] if corrections else None),
        withdrawn=bool(states & _WITHDRAWN),
        embargoed_until=max(embargoes, default=None),
    )
    return with_headline(reduce(both, (of_status(status, None) for status in statuses), given), title)


def _correction(given: object) -> str | None:
    """The text of schema.org's `correction`, empty where it is an address or says nothing, None where none is given."""
    if not given:
        return None
    texts = [decoded_line(text, _LONGEST) for text in texts_of(given, "text", "description", "name")]
    return next((text for text in texts if text and not text.startswith(("http:", "https:"))), "")


def _embargo(given: object) -> datetime | None:
    return moment(given) if isinstance(given, str) else None
