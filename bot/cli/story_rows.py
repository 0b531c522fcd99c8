"""Stories as rows of `newsbot stories --json`, with what each article adds. Guards that they stay as documented."""

from datetime import datetime

from bot.cli.formats import Row, span
from bot.domain.models import Article
from bot.domain.updates import Update
from bot.services.ports import Store
from bot.services.summariser import Listed, list_stories


async def listed(store: Store, now: datetime, *, everything: bool) -> list[Row]:
    """The stories of the last seven days, or of everything."""
    return [story(one) for one in await list_stories(store, now, everything=everything)]


def story(given: Listed) -> Row:
    """A story as `newsbot stories --json` prints it."""
    by_ref = {article.ref: article for article in given.articles}
    return {
        "story_id": given.id,
        "title": given.articles[0].title,
        "article_ids": [article.key for article in given.articles],
        "updates": [_update(by_ref[one.ref], one) for one in given.updates],
    }


def _update(article: Article, given: Update) -> Row:
    return {"article_id": article.key, "new": [span(article.text, one) for one in given.new], "kind": given.kind.value}
