"""Answers as messages: per person a heading, then quotes, each with its source. Guards that "not found" says why."""

from bot.adapters.discord.briefings import in_own_time
from bot.adapters.discord.elements import Row, bold, row, small
from bot.adapters.discord.escaping import markdown
from bot.adapters.discord.fitting import Group
from bot.adapters.discord.lines import listed, name, reference, rows_of
from bot.adapters.discord.messages import Message, messages
from bot.domain.documents import Answer, AnswerGroup, NotShown, Searched
from bot.domain.opening import References
from bot.services.wording import DISAGREE, NOTES, count_of, looked_at, made_by, not_shown


def answer_messages(answer: Answer, command: str) -> list[Message]:
    """The messages of an answer, or of an honest "not found"."""
    if not answer.found and answer.not_shown:
        return messages([_too_long(answer.searched, answer.not_shown)])
    if not answer.found:
        return messages([_not_found(answer, command)])
    cited = {passage.source for group in answer.groups for line in group.lines for passage in line.passages}
    references = References(single=len(cited) <= 1)
    groups = [Group((row(markdown(NOTES[answer.note])),))] if answer.note else []
    groups += [_group(group, references) for group in answer.groups]
    sources = [row(bold("Source" if len(cited) == 1 else "Sources")), *listed(references)]
    behind = [small(not_shown(answer.not_shown))] if answer.not_shown else []
    behind += [small(markdown(by))] if (by := made_by(answer, name)) else []
    return messages(_with_sources(groups, [*sources, *behind], apart=len(answer.groups) > 1))


def _with_sources(groups: list[Group], rows: list[Row], *, apart: bool) -> list[Group]:
    """The sources under what one person said; those of several in a place of their own."""
    if apart:
        return [*groups, Group(tuple(rows))]
    last = groups[-1]
    return [*groups[:-1], Group((*last.rows, *rows), again=last.again)]


def _group(group: AnswerGroup, references: References) -> Group:
    rows = rows_of(group.lines, references, known=group.person)
    if not group.person:
        disagree = [row(bold(DISAGREE))] if group.disagree else []
        return Group((*disagree, *rows))
    role = group.about or next((line.role for line in group.lines if line.role), None)
    person = markdown(name(group.person))
    head = row(bold(person) + (f", {markdown(name(role))}" if role else ""))
    return Group((head, *rows), again=f"{person} (continued)")


def _too_long(given: Searched, left_out: NotShown) -> Group:
    """Something answers the question, and is longer than may be shown."""
    told = f" it is longer than {left_out.words} words of one article. Read it here:"
    return Group((row(f"{bold('Found, but not shown:')}{told}"), *_near(given)))


def _not_found(answer: Answer, command: str) -> Group:
    given = answer.searched
    rows = [row(bold("Not found in your sources."))]
    if given.did_you_mean:
        first, *others = (markdown(name(one)) for one in given.did_you_mean)
        rows.append(row(f"Did you mean {first}", *(f" or {one}" for one in others), "?"))
    count = count_of(given.articles, "article", "articles")
    rows.append(row(f"Searched {count}. {markdown(looked_at(given.sources, name))}"))
    if not given.nearest and not given.did_you_mean:
        rows.append(row(f"For what can be asked, type {bold(markdown(f'{command} help'))}."))
    if given.nearest:
        rows += [row("Nearest headlines:"), *_near(given)]
    behind = [small(f"Newest loaded: {in_own_time(given.newest)}")]
    behind += [small(markdown(by))] if (by := made_by(answer, name)) else []
    return Group((*rows, *behind))


def _near(given: Searched) -> list[Row]:
    return [row(f"• {reference(link)}") for link in given.nearest]
