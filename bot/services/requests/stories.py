"""Stories under which a button was pressed: found again, and why they are there.

Guards that a value that came back from a chat is believed only as far as storage bears it out: the edition is of this
workspace and this channel and tells that story, and what cannot be seen here is not found.
"""

import re
from dataclasses import dataclass

from bot.domain.documents import Notice
from bot.domain.drafts import BriefingDraft, DraftStory
from bot.domain.models import ArticleRef
from bot.services.notices import notice
from bot.services.reasons import why as reason_of
from bot.services.requests.desk import Asking, RequestDesk, attempt

_VALUE = re.compile(r"(?:(?P<edition>[0-9a-f]{24})[0-9]{1,4})?:(?P<story>s(?P<oldest>[0-9a-f]{1,16})(?:-[0-9]{1,4})?)")
_IDS = 1 << 62  # an article's id is below


@dataclass(frozen=True, slots=True)
class StoryHandle:
    """A story that was found again. `headline` is the article version whose title is shown, `articles` the ids of all
    of its articles, the heading one first.
    """

    title: str
    headline: ArticleRef
    articles: tuple[int, ...]


async def story_of(value: str, asking: Asking, desk: RequestDesk) -> StoryHandle | None:
    """The story of a button's value, `<part key>:<story id>`; None where it is forged, old or not to be seen here.

    The part key is the edition's 24 figures and the part's position; it is empty for an answer that is no edition. Then
    the story is its oldest article, whose id it bears.
    """
    found = _VALUE.fullmatch(value)
    if found is None:
        return None
    if found["edition"] is None:
        return await _of_article(int(found["oldest"], 16), desk)
    story = await _of_edition(found["edition"], found["story"], asking, desk)
    if story is None:
        return None
    head = (await desk.reader.store.articles([story.headline])).get(story.headline)
    if head is None:
        return None
    ids = dict.fromkeys([story.headline.article_id, *(ref.article_id for ref in story.articles)])
    return StoryHandle(head.title, story.headline, tuple(ids))


async def why(value: str, asking: Asking, desk: RequestDesk) -> Notice:
    """Why a story stands where it stands; of what was asked for, only that it was."""

    async def work() -> Notice:
        found = _VALUE.fullmatch(value)
        if found and found["edition"]:
            story = await _of_edition(found["edition"], found["story"], asking, desk)
            return await reason_of(story, desk.reader) if story else gone()
        handle = await story_of(value, asking, desk)
        if handle is None:
            return gone()
        (head,) = await desk.reader.store.current(handle.articles[:1])
        return notice("why_asked", title=head.title, source=head.source, seen=f"{head.first_seen:%Y-%m-%d %H:%M} UTC")

    return await attempt(work, asking, desk)


def gone() -> Notice:
    """What to say where there is no such story."""
    return notice("chat_story_gone")


async def _of_edition(key: str, story_id: str, asking: Asking, desk: RequestDesk) -> DraftStory | None:
    edition = await desk.reader.history.edition(key)
    if edition is None or (edition.key.workspace, edition.key.channel) != (asking.workspace, asking.channel):
        return None
    if not isinstance(edition.draft, BriefingDraft):
        return None
    return next((story for story in edition.draft.stories if story.story_id == story_id), None)


async def _of_article(article_id: int, desk: RequestDesk) -> StoryHandle | None:
    found = await desk.reader.store.current([article_id]) if article_id < _IDS else ()
    return next((StoryHandle(one.title, one.ref, (one.id,)) for one in found), None)
