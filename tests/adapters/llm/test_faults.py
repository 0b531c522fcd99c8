"""Every way in which a model's server fails is one kind, told in one line, within the deadline."""

import asyncio
import gzip
import json
import time

import pytest

from bot.adapters.llm.client import OpenAiModel, opened
from bot.domain.errors import ModelFault
from tests.adapters.llm.asking import fault_of, select
from tests.adapters.llm.conftest import at
from tests.fakes.llm import FAILURES, KEY, Mode, ModelServer, Scripted

KINDS = {
    Mode.DOWN: ModelFault.DOWN,
    Mode.SLOW: ModelFault.SLOW,
    Mode.DRIP: ModelFault.SLOW,
    Mode.BUSY: ModelFault.BUSY,
    Mode.QUOTA: ModelFault.QUOTA,
    Mode.ERROR: ModelFault.DOWN,
    Mode.CUT_OFF: ModelFault.CUT_OFF,
    Mode.EMPTY: ModelFault.EMPTY,
    Mode.GARBAGE: ModelFault.NOT_JSON,
    Mode.HUGE: ModelFault.TOO_LARGE,
    Mode.REFUSAL: ModelFault.REFUSED,
}
NEVER_ENDING = {Mode.SLOW, Mode.DRIP}


@pytest.mark.parametrize("mode", KINDS)
async def test_each_failure_is_one_error_of_its_kind_within_the_deadline(
    server: ModelServer, model: OpenAiModel, mode: Mode
):
    await server.become(mode)
    began = time.monotonic()
    error = await fault_of(model, 0.4 if mode in NEVER_ENDING else 30.0)
    assert error.kind is KINDS[mode]
    assert time.monotonic() - began < 15
    assert "\n" not in str(error)
    assert KEY not in str(error)
    assert server.billed <= 1


async def test_another_language_is_no_fault_of_the_server(server: ModelServer, model: OpenAiModel):
    """Who asked for a language looks at the words; here the reply is of its shape."""
    assert {*KINDS, Mode.WRONG_LANGUAGE} == set(FAILURES)
    await server.become(Mode.WRONG_LANGUAGE)
    assert (await select(model)).lines == ["s1", "s2"]


@pytest.mark.parametrize("mode", [Mode.CUT_OFF, Mode.EMPTY, Mode.REFUSAL, Mode.GARBAGE])
async def test_what_was_paid_for_is_told_though_there_is_no_reply(server: ModelServer, model: OpenAiModel, mode: Mode):
    await server.become(mode)
    tokens = (await fault_of(model)).tokens
    assert tokens is not None
    assert tokens[0] > 0


async def test_a_server_that_comes_back_is_asked_again(server: ModelServer, model: OpenAiModel):
    await server.become(Mode.DOWN)
    fault = await fault_of(model)
    assert (fault.kind, fault.tokens) == (ModelFault.DOWN, (0, 0))  # never reached, so nothing is charged for
    await server.become(Mode.FAITHFUL)
    assert (await select(model)).lines == ["s1", "s2"]


ERROR = '{"error": {"message": "%s", "code": "%s"}}'


@pytest.mark.parametrize(
    ("status", "body", "kind", "says"),
    [
        (401, ERROR % ("Incorrect API key", "invalid_api_key"), ModelFault.REJECTED, "OPENAI_API_KEY"),
        (403, ERROR % ("no", "forbidden"), ModelFault.REJECTED, "OPENAI_API_KEY"),
        (404, ERROR % ("no such model", "model_not_found"), ModelFault.REJECTED, "NEWSBOT_MODEL"),
        (404, "<html>not found</html>", ModelFault.REJECTED, "/v1"),
        (
            400,
            ERROR % ("maximum context length is 4096", "context_length_exceeded"),
            ModelFault.REJECTED,
            "INPUT_TOKENS",
        ),
        (400, ERROR % ("'max_tokens' is not supported", "x"), ModelFault.REJECTED, "NEWSBOT_MODEL_TOKEN_FIELD"),
        (400, ERROR % ("unknown field: reasoning_effort", "x"), ModelFault.REJECTED, "NEWSBOT_MODEL_EFFORT"),
        (400, ERROR % ("temperature: only 1", "x"), ModelFault.REJECTED, "NEWSBOT_MODEL_TEMPERATURE"),
        (400, ERROR % ("filtered", "content_filter"), ModelFault.REFUSED, "declines"),
        (400, "", ModelFault.REJECTED, "OPENAI_BASE_URL"),
        (402, "{}", ModelFault.QUOTA, "money"),
        (408, "", ModelFault.SLOW, "408"),
        (413, "", ModelFault.REJECTED, "INPUT_TOKENS"),
        (418, "", ModelFault.REJECTED, "418"),
        (422, "[]", ModelFault.REJECTED, "422"),
        (429, "slow down", ModelFault.BUSY, "429"),
        (302, "", ModelFault.NOT_A_MODEL, "OPENAI_BASE_URL"),
        (500, "\x00\x1b[31m", ModelFault.DOWN, "500"),
        (501, "", ModelFault.DOWN, "501"),
        (529, "[" * 100_000, ModelFault.DOWN, "529"),
        (200, "<!DOCTYPE html><html></html>", ModelFault.NOT_A_MODEL, "/v1"),
        (200, "", ModelFault.NOT_A_MODEL, "/v1"),
        (200, "[" * 100_000, ModelFault.NOT_A_MODEL, "/v1"),
        (200, "1" * 10_000, ModelFault.NOT_A_MODEL, "/v1"),
        (200, '"text"', ModelFault.NOT_A_MODEL, "/v1"),
        (200, '{"error": {"code": 429, "message": "x"}}', ModelFault.BUSY, "429"),
        (200, '{"error": {"code": "insufficient_quota"}}', ModelFault.QUOTA, "money"),
        (200, '{"error": {}}', ModelFault.DOWN, "500"),
        (200, '{"choices": []}', ModelFault.EMPTY, "no text"),
        (200, '{"choices": [null]}', ModelFault.EMPTY, "no text"),
        (200, '{"choices": [{"message": null}]}', ModelFault.EMPTY, "no text"),
        (200, '{"choices": [{"message": {"content": 7}}]}', ModelFault.EMPTY, "no text"),
        (200, '{"choices": [{"message": {"content": " \\n "}}]}', ModelFault.EMPTY, "no text"),
        (200, '{"choices": [{"finish_reason": "content_filter"}]}', ModelFault.REFUSED, "declines"),
        (200, '{"choices": [{"message": {"content": "{}"}}]}', ModelFault.WRONG_SHAPE, "shape"),
    ],
)
async def test_what_a_server_says_has_a_kind_and_a_cure(
    server: ModelServer, model: OpenAiModel, status: int, body: str, kind: ModelFault, says: str
):
    server.script.append(Scripted(body.encode(), status=status, headers={"Location": "http://127.0.0.1:1/"}))
    error = await fault_of(model)
    assert error.kind is kind
    assert says in str(error)
    assert str(error).isprintable()
    assert len(server.requests) == 1


async def test_a_connection_that_breaks_is_asked_no_second_time(model: OpenAiModel, server: ModelServer):
    server.script.append(Scripted(b"{", headers={"Content-Length": "500"}))
    assert (await fault_of(model, 5.0)).kind in {ModelFault.DOWN, ModelFault.SLOW}
    assert len(server.requests) == 1


async def test_what_is_no_http_is_down():
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-Fake\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening, opened(at(ModelServer(), base=f"http://127.0.0.1:{port}/v1")) as model:
        assert (await fault_of(model)).kind is ModelFault.DOWN


async def test_a_bomb_is_not_unpacked(server: ModelServer, model: OpenAiModel):
    """50 MB when unpacked, and 50 KB as it is sent; or packed so that megabytes make nothing."""
    for bomb in (gzip.compress(b" " * 50_000_000, 9), gzip.compress(b"") * 100_000):
        server.script.append(Scripted(bomb, headers={"Content-Encoding": "gzip"}))
        assert (await fault_of(model)).kind is ModelFault.TOO_LARGE


async def test_a_packed_answer_of_the_usual_size_is_read(server: ModelServer, model: OpenAiModel):
    said = {"choices": [{"message": {"content": '{"headline": "h", "lines": []}'}}]}
    server.script.append(Scripted(gzip.compress(json.dumps(said).encode()), headers={"Content-Encoding": "gzip"}))
    assert (await select(model)).headline == "h"
    for packed, body in (("br", b"x"), ("gzip", b"not packed")):
        server.script.append(Scripted(body, headers={"Content-Encoding": packed}))
        assert (await fault_of(model)).kind is ModelFault.NOT_A_MODEL
