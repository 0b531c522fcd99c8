"""Slack's Web API, one request a call. Guards that no request is ever sent a second time by itself.

The SDK's own client sends a request again after a broken connection, and so posts twice: its retries are off. Nor is
one sent again to where a redirect points.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.replies import NoConnection, meaning_of, raise_for
from bot.domain.errors import ChatRefused, ChatUnclear, Reach

BASE = "https://slack.com/api/"
PATIENCE = 14.0  # seconds of one request: less than who posts waits for it
_LONGEST = 10_000  # bytes of an answer that are read
_NONE = "ok"
_UNREACHABLE = 30.0  # seconds until Slack is tried again
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The SDK stumbles over an answer that is no JSON object, such as a network's own page, with an AttributeError.
_NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class SlackClient:
    """`web` is the SDK's client, whose token is never shown; `app_token` is for Socket Mode."""

    web: AsyncWebClient
    app_token: str
    session: aiohttp.ClientSession

    def __repr__(self) -> str:
        return "SlackClient()"

    async def call(self, method: str, reach: Reach = Reach.WORKSPACE, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """The reply to a method of the Web API; arguments that are None are left out.

        Raises ChatRefused, ChatBusy (of whom `reach` says) or ChatUnclear, and nothing else.
        """
        return (await self.reply(method, reach, **given))[0]

    async def reply(
        self,
        method: str,
        reach: Reach = Reach.WORKSPACE,
        *,
        token: str | None = None,
        **given: Any,  # noqa: ANN401 - as above
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """As `call`, with the reply's headers, their names in lower case; `token` in place of the bot's."""
        said = {name: value for name, value in given.items() if value is not None}
        said |= {"token": token} if token else {}
        try:
            body: dict[str, Any] = {"params": _flat(said)} if _is_form(method) else {"json": said}
            got = await self.web.api_call(method, **body)
        except SlackApiError as error:
            return _read(error.response, reach)
        except aiohttp.ClientConnectorError as error:
            raise NoConnection(_UNREACHABLE, Reach.BOT) from error
        except _NO_ANSWER as error:
            raise ChatUnclear(f"no answer from Slack: {type(error).__name__}") from error
        return _read(got, reach)

    async def respond(self, url: str, payload: dict[str, Any]) -> None:
        """Answer by a response_url, which takes five answers in half an hour.

        Raises ChatRefused where it takes none any more, and ChatBusy or ChatUnclear as `call`.
        """
        if not self._is_ours(url):
            raise ChatRefused("that is no address of Slack's")
        try:
            async with self.session.post(url, json=payload, proxy=self.web.proxy, allow_redirects=False) as answer:
                status, said = answer.status, (await answer.content.read(_LONGEST)).decode("utf-8", "replace")
                headers = dict(answer.headers)
        except aiohttp.ClientConnectorError as error:
            raise NoConnection(_UNREACHABLE, Reach.BOT) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ChatUnclear(f"no answer from Slack: {type(error).__name__}") from error
        if status == 429 or status >= 500:
            raise_for(status, headers, None)
        if status != 200 or _is_refusal(said):
            raise meaning_of(_code_in(said), headers, {}, Reach.CHANNEL)

    async def fetch(self, url: str, limit: int) -> bytes:
        """A file that somebody gave the app in Slack, of at most `limit` bytes. Raises ChatError."""
        if not self._is_ours(url):
            raise ChatRefused("that is no address of Slack's")
        headers = {"Authorization": f"Bearer {self.web.token}"}
        try:
            async with self.session.get(url, headers=headers, proxy=self.web.proxy, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise ChatRefused(f"Slack does not hand out the file: {answer.status}")
                data = await answer.content.read(limit + 1)
                while len(data) <= limit and (more := await answer.content.read(limit + 1)):
                    data += more
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ChatUnclear(f"no answer from Slack: {type(error).__name__}") from error
        if len(data) > limit:
            raise ChatRefused(f"the file is longer than {limit // 1_000_000} MB")
        return data

    def _is_ours(self, url: str) -> bool:
        """Whether a token or an answer may go there: to Slack alone, or to what stands in for it on this machine."""
        base, given = urlsplit(self.web.base_url), urlsplit(url)
        if base.hostname in {"127.0.0.1", "localhost"}:
            return given[:2] == base[:2]
        domain = ".".join((base.hostname or "").rsplit(".", 2)[-2:])
        is_there = given.hostname == domain or (given.hostname or "").endswith(f".{domain}")
        return given.scheme == "https" and is_there and given.port is None and given.username is None


def _is_refusal(said: str) -> bool:
    """Whether it says no, though with a status that says yes."""
    return said.lstrip().startswith("{") and _code_in(said) != _NONE


def _code_in(said: str) -> str:
    """The error that a response_url names, as JSON or as a bare word."""
    try:
        found = json.loads(said)
    except ValueError:
        return said.strip()[:100] or "used_url"
    if not isinstance(found, dict):
        return "used_url"
    return _NONE if found.get("ok") is True else str(found.get("error") or "used_url")[:100]


def _read(got: Any, reach: Reach) -> tuple[dict[str, Any], dict[str, str]]:  # noqa: ANN401 - of two classes of the SDK
    status = int(getattr(got, "status_code", 0) or getattr(got, "status", 0) or 0)
    headers = dict(got.headers)
    data = raise_for(status, headers, getattr(got, "data", None), reach)
    return data, {name.lower(): value for name, value in headers.items()}


def _is_form(method: str) -> bool:
    """Methods that read take no JSON body."""
    return method.startswith(("conversations.", "users.", "auth.", "apps.", "files."))


def _flat(given: dict[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


async def _here_alone(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """What is posted is not posted once more elsewhere. Raises ClientError where an answer asks for that."""
    answer = await handler(request)
    if request.method == "POST" and answer.status in _REDIRECTS:
        answer.close()
        raise aiohttp.ClientError("a redirect")
    return answer


@asynccontextmanager
async def client(
    bot_token: str, app_token: str, proxy: str | None = None, base: str = BASE, patience: float = PATIENCE
) -> AsyncIterator[SlackClient]:
    """A client with one session for all its requests. `base` is Slack's address, or that of what stands in for it.

    `patience`: seconds until a request is given up.
    """
    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=False, middlewares=(_here_alone,)) as session:
        web = AsyncWebClient(token=bot_token, base_url=base, session=session, retry_handlers=[])
        web.proxy = proxy  # the SDK takes one from the environment where none is given
        yield SlackClient(web, app_token, session)
