"""Why a story stands in an edition, for whoever asks; guards that it tells only what the asker may see."""

from collections.abc import Iterator, Sequence

from bot.domain.documents import Notice
from bot.domain.drafts import DraftStory
from bot.domain.explaining import Companion, explain
from bot.domain.models import ArticleRef
from bot.services.notices import notice
from bot.services.ports import Reader


async def why(story: DraftStory, reader: Reader, before: Sequence[ArticleRef] = ()) -> Notice:
    """Why a drafted story is there, from storage as it is now; `before` are its articles that were told earlier."""
    articles = await reader.store.articles({story.headline, *story.articles, *before})
    found = explain(story, articles, before)
    if found is None:
        return notice("why_gone")
    together = [*map(_told, found.together), *([f"{found.more} more"] if found.more else [])]
    name = "why_update" if found.update else "why"
    return notice(
        name if together else f"{name}_alone",
        title=found.head.title,
        reason=found.reason,
        sources=", ".join(found.sources),
        together="; ".join(together),
        before="; ".join(f"“{one.title}” ({one.source})" for one in found.before[:5]) or "earlier articles",
    )


def _told(one: Companion) -> str:
    told = "a copy" if one.copy else ", ".join(_shared(one)) or "alike in all their words together"
    return f"“{one.article.title}” ({one.article.source}): {told}"


def _shared(one: Companion) -> Iterator[str]:
    for what, found in (("both name", one.names), ("both give", one.figures), ("both speak of", one.words)):
        if found:
            yield f"{what} {', '.join(found)}"
