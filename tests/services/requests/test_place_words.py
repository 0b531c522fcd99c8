"""Where people are in a server, nothing says workspace; where they are in a workspace, the words are as ever."""

import pytest

from bot.domain.command_words import read_command
from bot.domain.documents import Notice
from bot.domain.rights import Person, Policy, Rule
from bot.services.ports import ChannelFacts
from bot.services.requests import OF_SERVERS, OF_WORKSPACES, Home, home, serve, story_of, vote
from tests.requesting import NOW, Team, asks, story_id, told

STRANGER = Person("X")
SAID = {
    Rule.EVERYONE: ("everyone of this workspace, guests excepted", "everyone of this server"),
    Rule.MEMBERS: ("members of this channel, guests excepted", "whoever can read this channel"),
    Rule.ADMINS: ("admins of this workspace", "whoever may manage this server"),
}


@pytest.mark.parametrize("rule", Rule)
async def test_the_rule_is_said_in_the_words_of_the_place(team: Team, rule: Rule):
    workspaces = await team.desk(policy=Policy(rule))
    servers = await team.desk(policy=Policy(rule), place_words=OF_SERVERS)
    for line in ("schedule daily 8", "status"):
        for desk, words in zip((workspaces, servers), SAID[rule], strict=True):
            assert words in told(await serve(read_command(line), asks(STRANGER), desk))
    shown = await home(asks(STRANGER), servers)
    assert isinstance(shown, Home)
    assert "workspace" not in shown.policy_words


async def test_what_is_refused_in_a_server_speaks_of_no_workspace(team: Team):
    (bridge, *_) = await team.load()
    desk = await team.desk(place_words=OF_SERVERS)
    handle = await story_of(f"{await team.edition(bridge)}:{story_id(bridge)}", asks(), desk)
    assert handle
    refused = await vote(handle, 1, asks(Person("B", bot=True)), desk)
    assert told(refused) == "That was not done: only people of this server can ask for more or less of a story"


async def test_a_channel_that_outsiders_read_is_told_of_people_outside_the_server(team: Team):
    facts = ChannelFacts("C1", "news", private=False, shared=True, checked_at=NOW)
    await (await team.desk()).reader.channels.keep(facts)
    for words, said in ((OF_WORKSPACES, "people of other companies"), (OF_SERVERS, "people outside this server")):
        desk = await team.desk(place_words=words)
        for line in ("sources", "ask what did Mara Lind say?", "status"):
            document = await serve(read_command(line), asks(), desk)
            assert isinstance(document, Notice)
            assert said in told(document)
