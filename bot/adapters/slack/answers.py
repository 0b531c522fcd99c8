"""Answers as messages: per person a heading, then quotes, each with its source. Guards that "not found" says why."""

from bot.adapters.slack.briefings import searched
from bot.adapters.slack.elements import Row, Run, context, rich_text, row
from bot.adapters.slack.fitting import Group, packed
from bot.adapters.slack.lines import listed, name, reference, rows_of
from bot.adapters.slack.messages import Message, summary
from bot.domain.documents import Answer, AnswerGroup, NotShown, Searched, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.opening import References, line_text
from bot.services.wording import DISAGREE, NOTES, count_of, looked_at, made_by, not_shown


def answer_messages(answer: Answer, command: str) -> list[Message]:
    """The messages of an answer, or of an honest "not found"."""
    if not answer.found and answer.not_shown:
        return _messages([_too_long(answer.searched, answer.not_shown)], "Found, but not shown: it is too long.")
    if not answer.found:
        return _messages([_not_found(answer, command)], "Not found in your sources.")
    cited = {passage.source for group in answer.groups for line in group.lines for passage in line.passages}
    references = References(single=len(cited) <= 1)
    groups = [Group(tuple(rich_text([row(NOTES[answer.note])])))] if answer.note else []
    groups += [_group(group, references) for group in answer.groups]
    sources = rich_text([row(Run("Source" if len(cited) == 1 else "Sources", bold=True)), *listed(references)])
    small = [not_shown(answer.not_shown)] if answer.not_shown else []
    small += [by] if (by := made_by(answer, name)) else []
    groups.append(Group((*sources, *map(context, small))))
    return _messages(groups, _first_line(answer.groups[0]))


def _messages(groups: list[Group], text: str) -> list[Message]:
    made = [[block for one in held for block in one.blocks] for held in packed(groups)]
    return [Message(blocks, summary(text if not at else f"{text} (continued)")) for at, blocks in enumerate(made)]


def _first_line(group: AnswerGroup) -> str:
    if not group.lines:
        return name(group.person)
    text = line_text(group.lines[0])
    said = f"“{text}”" if group.lines[0].kind is LineKind.QUOTE else text
    return f"{name(group.person)}: {said}" if group.person else said


def _group(group: AnswerGroup, references: References) -> Group:
    rows = rows_of(group.lines, references, known=group.person)
    if not group.person:
        disagree = [row(Run(DISAGREE, bold=True))] if group.disagree else []
        return Group(tuple(rich_text([*disagree, *rows])))
    role = group.about or next((line.role for line in group.lines if line.role), None)
    person = Run(name(group.person), bold=True)
    head = row(person, f", {name(role)}" if role else "")
    return Group(tuple(rich_text([head, *rows])), again=tuple(rich_text([row(person, " (continued)")])))


def _too_long(given: Searched, left_out: NotShown) -> Group:
    """Something answers the question, and is longer than may be shown."""
    told = f" it is longer than {left_out.words} words of one article. Read it here:"
    head = row(Run("Found, but not shown:", bold=True), told)
    return Group(tuple(rich_text([head, *map(_near, given.nearest)])))


def _not_found(answer: Answer, command: str) -> Group:
    given = answer.searched
    rows = [row(Run("Not found in your sources.", bold=True))]
    if given.did_you_mean:
        rows.append(row(f"Did you mean {' or '.join(name(one) for one in given.did_you_mean)}?"))
    count = count_of(given.articles, "article", "articles")
    rows.append(row(f"Searched {count}. {looked_at(given.sources, name)}"))
    if not given.nearest and not given.did_you_mean:
        rows.append(row(f"For what can be asked, type {command} help."))
    if given.nearest:
        rows += [row("Nearest headlines:"), *map(_near, given.nearest)]
    by = made_by(answer, name)
    return Group((*rich_text(rows), searched(given.newest), *([context(by)] if by else [])))


def _near(link: SourceLink) -> Row:
    return row("• ", *reference(link))
