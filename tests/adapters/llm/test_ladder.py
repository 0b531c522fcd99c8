"""Each kind of server is asked in the highest form that it knows; that is found out once, and paid for once a call."""

import asyncio
import json

import pytest

from bot.adapters.llm.client import OpenAiModel, opened
from bot.adapters.llm.rungs import Rung, schema_of
from bot.domain.errors import ModelError, ModelFault
from bot.services import replies
from tests.adapters.llm.asking import LONG, PROMPT, fault_of, select
from tests.adapters.llm.conftest import NAME, at
from tests.fakes.llm import KEY, ModelServer, Scripted

ALL = frozenset({"json_schema", "json_object", "text"})
SERVERS = [
    (ALL, Rung.SCHEMA),
    (frozenset({"guided", "json_object", "text"}), Rung.GUIDED),
    (frozenset({"json_object", "text"}), Rung.OBJECT),
    (frozenset({"text"}), Rung.TEXT),
    (frozenset({"json_schema", "text"}), Rung.SCHEMA),
]


def forms(server: ModelServer) -> list[str]:
    return [one.body.get("response_format", {}).get("type", "text") for one in server.completions]


@pytest.mark.parametrize("status", [400, 404, 422, 500, 501])
@pytest.mark.parametrize(("known", "rung"), SERVERS)
async def test_a_form_that_is_refused_is_free_and_not_tried_again(known: frozenset[str], rung: Rung, status: int):
    async with ModelServer(forms=known, refuses_with=status) as server, opened(at(server)) as model:
        for _call in range(3):
            assert (await select(model)).lines == ["s1", "s2"]
        assert model.rung is rung
        assert server.billed == 3
        assert len(server.completions) == 3 + rung


@pytest.mark.parametrize(
    ("known", "rung", "misread"),
    [(SERVERS[0][0], Rung.SCHEMA, 0), (SERVERS[2][0], Rung.GUIDED, 1), (SERVERS[3][0], Rung.TEXT, 2)],
)
async def test_a_server_that_takes_any_form_and_minds_none_is_found_out_by_its_replies(
    known: frozenset[str], rung: Rung, misread: int
):
    async with ModelServer(forms=known, is_silent=True) as server, opened(at(server)) as model:
        for call in range(misread):
            assert (await fault_of(model)).kind is ModelFault.NOT_JSON
            assert server.billed == call + 1
        assert (await select(model)).lines == ["s1", "s2"]
        assert model.rung is rung
        assert server.billed == misread + 1 == len(server.completions)


async def test_json_of_another_shape_shows_that_the_schema_was_not_minded(server: ModelServer, model: OpenAiModel):
    server.script += [Scripted(text='{"title": "another shape"}'), Scripted(text='{"headline": 1, "lines": []}')]
    assert (await fault_of(model)).kind is ModelFault.WRONG_SHAPE
    assert model.rung is Rung.GUIDED
    assert (await fault_of(model)).kind is ModelFault.WRONG_SHAPE
    assert model.rung is Rung.GUIDED
    assert (await select(model)).lines == ["s1", "s2"]


async def test_a_text_beyond_its_bound_says_nothing_of_the_server(server: ModelServer, model: OpenAiModel):
    server.script.append(Scripted(text=json.dumps({"headline": "long " * 1000, "lines": []})))
    assert (await fault_of(model)).kind is ModelFault.WRONG_SHAPE
    assert model.rung is Rung.SCHEMA


async def test_many_at_once_find_out_together_and_each_pays_once():
    async with ModelServer(forms=frozenset({"text"})) as server, opened(at(server)) as model:
        found = await asyncio.gather(*[select(model) for _ in range(20)])
        assert {tuple(one.lines) for one in found} == {("s1", "s2")}
        assert server.billed == 20
        assert model.rung is Rung.TEXT


async def test_the_lower_forms_tell_the_schema_in_words():
    async with ModelServer(forms=frozenset({"text"})) as server, opened(at(server)) as model:
        await select(model)
        highest, guided, object_, text = (one.body for one in server.completions)
        schema = schema_of(replies.StorySelect)
        assert highest["response_format"]["json_schema"]["schema"] == schema
        assert highest["messages"][0]["content"] == PROMPT.system
        assert guided["response_format"] == {"type": "json_object", "schema": schema}
        for lower in (guided, object_, text):
            assert json.loads(lower["messages"][0]["content"].splitlines()[-1]) == schema
            assert lower["messages"][1]["content"] == PROMPT.user
        assert "response_format" not in text


@pytest.mark.parametrize(
    "shape", ["StorySelect", "StoryWrite", "AnswerSelect", "AnswerWrite", "QuestionRead", "Translated"]
)
async def test_every_shape_is_one_that_strict_mode_takes(server: ModelServer, model: OpenAiModel, shape: str):
    done = await model.complete(PROMPT, getattr(replies, shape), LONG)
    assert type(done.reply).__name__ == shape
    assert forms(server) == ["json_schema"]


@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens"])
async def test_the_length_goes_in_the_field_that_the_settings_name(field: str):
    async with ModelServer(token_fields=frozenset({field})) as server:
        async with opened(at(server, limit_field=field, temperature=0.2, effort="low")) as model:
            await select(model)
        sent = server.completions[0].body
        assert sent[field] == PROMPT.most
        assert sent["temperature"] == 0.2
        assert sent["reasoning_effort"] == "low"
        other = ({"max_tokens", "max_completion_tokens"} - {field}).pop()
        async with opened(at(server, limit_field=other)) as model:
            assert "NEWSBOT_MODEL_TOKEN_FIELD" in str(await fault_of(model))


async def test_a_request_holds_what_is_needed_and_no_more(server: ModelServer, model: OpenAiModel):
    await select(model)
    assert set(server.completions[0].body) == {"model", "messages", "max_completion_tokens", "response_format"}
    assert server.completions[0].body["model"] == NAME


async def test_tokens_are_the_servers_or_a_guess_that_says_so(server: ModelServer, model: OpenAiModel):
    told = (await model.complete(PROMPT, replies.StorySelect, LONG)).tokens
    assert not told.estimated
    server.counts = False
    guessed = (await model.complete(PROMPT, replies.StorySelect, LONG)).tokens
    assert guessed.estimated
    assert guessed.prompt >= told.prompt
    assert guessed.reply >= told.reply


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": -5, "completion_tokens": 3},
        {"prompt_tokens": 1e30},
        [1],
        "7",
        {"prompt_tokens": True, "completion_tokens": True},
        {"prompt_tokens": 10**30, "completion_tokens": 1},
    ],
)
async def test_a_count_that_cannot_be_is_not_believed(server: ModelServer, model: OpenAiModel, usage: object):
    said = {"choices": [{"message": {"content": '{"headline": "h", "lines": []}'}}], "usage": usage}
    server.script.append(Scripted(json.dumps(said).encode()))
    tokens = (await model.complete(PROMPT, replies.StorySelect, LONG)).tokens
    assert tokens.estimated
    assert 0 < tokens.prompt < 1000


@pytest.mark.parametrize("finish", ["stop", "length"])
async def test_a_reply_is_not_shorter_than_it_is_whatever_the_server_says(
    server: ModelServer, model: OpenAiModel, finish: str
):
    content = json.dumps({"headline": "word " * 40, "lines": []})
    usage = {"prompt_tokens": 1, "completion_tokens": 0}
    said = {"choices": [{"message": {"content": content}, "finish_reason": finish}], "usage": usage}
    server.script.append(Scripted(json.dumps(said).encode()))
    try:
        used = (await model.complete(PROMPT, replies.StorySelect, LONG)).tokens.reply
    except ModelError as error:
        _, used = error.tokens or (0, 0)
    assert 20 <= used <= len(content) / 4


async def test_a_server_without_a_key_gets_one_that_is_none():
    async with ModelServer(key=None) as server, opened(at(server, key=None)) as model:
        await select(model)
        assert KEY not in str(server.completions[0].headers)


async def test_a_form_that_has_worked_outlasts_a_stumble(server: ModelServer, model: OpenAiModel):
    await select(model)
    for _ in range(3):
        server.script += [Scripted(text="no"), Scripted(text='{"title": 1}')]
        assert (await fault_of(model)).kind is ModelFault.NOT_JSON
        assert (await fault_of(model)).kind is ModelFault.WRONG_SHAPE
        assert (await select(model)).lines == ["s1", "s2"]
        assert model.rung is Rung.SCHEMA
    server.script += [Scripted(text="no")] * 3
    for rung in (Rung.SCHEMA, Rung.SCHEMA, Rung.GUIDED):
        await fault_of(model)
        assert model.rung is rung
