"""Documents as marked text: pure, and the same each time. Guards that every count of what is not shown is told."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.adapters.console.lines import References, attribution, line_text, reference
from bot.adapters.console.marks import BOLD, DIM, PLAIN, shown
from bot.domain.documents import Answer, AnswerGroup, Briefing, BriefingStory, NotShown, Searched
from bot.domain.drafts import NO_MODEL
from bot.services.wording import (
    DISAGREE,
    NOTES,
    OWN_LANGUAGES,
    briefed_by,
    count_of,
    day_of,
    made_by,
    moment,
    not_shown,
)

SHOWN_SOURCES = 8


def render_briefing(briefing: Briefing) -> str:
    """The briefing as marked lines."""
    head = " · ".join([f"{BOLD}News briefing{PLAIN}", day_of(briefing.day)] if briefing.day else [])
    head += " · late" if head and briefing.late else ""
    if not briefing.stories:
        quiet = f"{BOLD}No news.{PLAIN} " + _looked_at(briefing.sources, briefing.newest)
        return f"{head}\n\n{quiet}" if head else quiet
    count = count_of(len(briefing.stories), "story", "stories")
    since = f" · since {moment(briefing.since)}" if briefing.since else ""
    head = f"{head or f'{BOLD}News briefing{PLAIN}'} · {count}{since} · newest loaded {moment(briefing.newest)}"
    blocks = [head, *(_story(number, story) for number, story in enumerate(briefing.stories, 1))]
    if briefing.not_shown:
        blocks.append(f"{DIM}{not_shown(briefing.not_shown)}{PLAIN}")
    if briefing.by != NO_MODEL:
        blocks.append(f"{DIM}{briefed_by(briefing, shown)}{PLAIN}")
    if briefing.left_out:
        blocks.append(f"{DIM}{briefing.left_out} more: brief all{PLAIN}")
    return "\n\n".join(blocks)


def _story(number: int, story: BriefingStory) -> str:
    references = References()
    mark = "Update: " if story.update else ""
    rows = [f"{BOLD}{number}. {mark}{shown(story.heading.title)}{PLAIN}"]
    rows += [f"   {row}" for row in _told(story, references)]
    for source in story.sources:
        references.links.setdefault(source, len(references.links) + 1)
    if story.headline.language not in OWN_LANGUAGES:
        rows.append(f"   {DIM}In another language ({shown(story.headline.language)}): speakers are not named.{PLAIN}")
    rows += references.listed("   ")
    return "\n".join([*rows, f"   {DIM}Why here: {shown(story.reason)}{PLAIN}"])


def _told(story: BriefingStory, references: References) -> list[str]:
    """Sentences that follow each other make one row, what was said a row each.

    Of an update the lines keep their order, for what is new comes first; else sentences come before quotes.
    """
    in_order = sorted(story.lines, key=lambda one: not story.update and one.kind.is_speech)
    rows: list[str] = []
    for spoken, lines in groupby(in_order, key=lambda one: one.kind.is_speech):
        made = [f"{line_text(one)}{attribution(one) if spoken else ''} {references.marks(one)}" for one in lines]
        rows += made if spoken else [" ".join(made)]
    return rows


def render_answer(answer: Answer) -> str:
    """The answer, or an honest "not found", as marked lines."""
    if not answer.found and answer.not_shown:
        return _too_long(answer.searched, answer.not_shown)
    if not answer.found:
        return _not_found(answer)
    references = References()
    blocks = [NOTES[answer.note]] if answer.note else []
    blocks += [_group(group, references) for group in answer.groups]
    blocks += [f"{DIM}{not_shown(answer.not_shown)}{PLAIN}"] if answer.not_shown else []
    by = made_by(answer, shown)
    behind = [f"{DIM}{by}{PLAIN}"] if by else []
    return "\n\n".join([*blocks, "\n".join([*references.listed(""), *behind])])


def _group(group: AnswerGroup, references: References) -> str:
    rows = []
    if group.person:
        role = group.about or next((line.role for line in group.lines if line.role), None)
        rows.append(f"{BOLD}{shown(group.person)}{PLAIN}" + (f", {shown(role)}" if role else ""))
    elif group.disagree:
        rows.append(f"{BOLD}{DISAGREE}{PLAIN}")
    indent = "  " if group.person else ""
    rows += [
        f"{indent}{line_text(line)}{attribution(line, known=group.person)} {references.marks(line)}"
        for line in group.lines
    ]
    return "\n".join(rows)


def _too_long(searched: Searched, left_out: NotShown) -> str:
    """Something answers the question, and is longer than may be shown."""
    head = f"{BOLD}Found, but not shown:{PLAIN} it is longer than {left_out.words} words of one article. Read it here:"
    return "\n".join([head, *(f"  · {reference(link)}" for link in searched.nearest)])


def _not_found(answer: Answer) -> str:
    searched = answer.searched
    rows = [f"{BOLD}Not found in your sources.{PLAIN}"]
    if searched.did_you_mean:
        rows.append(f"Did you mean {' or '.join(shown(name) for name in searched.did_you_mean)}?")
    count = count_of(searched.articles, "article", "articles")
    rows.append(f"Searched {count}. " + _looked_at(searched.sources, searched.newest))
    if not searched.nearest and not searched.did_you_mean:
        rows.append("For what can be asked, type help.")
    if searched.nearest:
        rows += ["Nearest headlines:", *(f"  · {reference(link)}" for link in searched.nearest)]
    if by := made_by(answer, shown):
        rows.append(f"{DIM}{by}{PLAIN}")
    return "\n".join(rows)


def _looked_at(sources: Sequence[str], newest: datetime | None) -> str:
    names = ", ".join(shown(name) for name in sources[:SHOWN_SOURCES])
    more = f" and {len(sources) - SHOWN_SOURCES} more" if len(sources) > SHOWN_SOURCES else ""
    return f"Sources: {names or 'none'}{more}. Newest loaded: {moment(newest)}."
