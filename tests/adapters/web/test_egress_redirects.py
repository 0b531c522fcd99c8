"""Redirects: each hop is a fetch like the first, and what was meant for one site is not carried to the next."""

from collections.abc import Sequence

import pytest

from bot.domain.errors import AddressRefused, HttpStatus, Unreachable
from bot.domain.intake import Purpose, Validators
from tests.adapters.web.doors import Names, door
from tests.fakes import origin as web

BASIC = "Basic YW5uOm5vdC1zZWNyZXQ="  # ann:not-secret


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("purpose", Purpose)
async def test_a_redirect_is_followed(code: int, purpose: Purpose):
    async with (
        web.origin({"/old": web.redirect("new?x=1", code), "/new": web.body(b"news")}) as server,
        door("127.0.0.1") as egress,
    ):
        fetched = await egress.fetch(server.url("/old"), purpose)
    assert (fetched.body, fetched.url) == (b"news", server.url("/new?x=1"))
    assert fetched.moved_to == (server.url("/new?x=1") if code in {301, 308} else None)


@pytest.mark.parametrize(
    ("codes", "moved"), [([301, 308], True), ([301, 302], False), ([307, 301], False), ([301] * 5, True)]
)
async def test_only_permanent_redirects_all_the_way_are_a_move(*, codes: Sequence[int], moved: bool):
    hops = {f"/{at}": web.redirect(f"/{at + 1}", code) for at, code in enumerate(codes)}
    async with web.origin({**hops, f"/{len(codes)}": web.body()}) as server, door("127.0.0.1") as egress:
        fetched = await egress.fetch(server.url("/0"), Purpose.FEED)
    assert fetched.url == server.url(f"/{len(codes)}")
    assert (fetched.moved_to == fetched.url) is moved


async def test_the_sixth_redirect_is_one_too_many():
    hops = {f"/{at}": web.redirect(f"/{at + 1}") for at in range(9)}
    async with web.origin(hops) as server, door("127.0.0.1") as egress:
        with pytest.raises(Unreachable, match="redirects more than 5 times"):
            await egress.fetch(server.url("/0"), Purpose.FEED)
    assert len(server.requests) == 6


@pytest.mark.parametrize("back", ["/0", "/1", "/1#part"])
async def test_a_circle_is_left(back: str):
    async with web.origin({"/0": web.redirect("/1"), "/1": web.redirect(back)}) as server, door("127.0.0.1") as egress:
        with pytest.raises(Unreachable, match="circle"):
            await egress.fetch(server.url("/0"), Purpose.FEED)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/x",
        "javascript:alert(1)",
        "data:text/plain,x",
        "http://[::1",
        "https://127.0.0.1:99999/",
        "http://127.0.0.1\\@example.org/",
        "http://2130706433/",
    ],
)
async def test_a_redirect_to_no_web_address_is_refused(location: str):
    async with web.origin({"/": web.redirect(location)}) as server, door(f"127.0.0.1:{server.port}") as egress:
        with pytest.raises(AddressRefused):
            await egress.fetch(server.url(), Purpose.FEED)
    assert server.connections == 1


@pytest.mark.parametrize("code", [300, 302, 304, 305])
async def test_a_redirect_to_nowhere_is_an_error(code: int):
    async with web.origin({"/": web.status(code)}) as server, door("127.0.0.1") as egress:
        with pytest.raises(HttpStatus) as told:
            await egress.fetch(server.url(), Purpose.FEED)
    assert told.value.status == code


async def test_user_info_is_sent_to_its_own_origin():
    async with (
        web.origin({"/old": web.redirect("/feed", 301), "/feed": web.with_password(BASIC, web.body())}) as server,
        door("127.0.0.1") as egress,
    ):
        fetched = await egress.fetch(server.url("/old", "ann:not-secret@127.0.0.1"), Purpose.FEED)
    assert [one.headers.get("authorization") for one in server.requests] == [BASIC] * 2
    assert fetched.url == server.url("/feed")
    assert fetched.moved_to == server.url("/feed", "ann:not-secret@127.0.0.1")


async def test_user_info_is_not_sent_to_another_origin_by_name_port_or_redirect():
    names = Names(everything_else=["127.0.0.1"])
    async with web.origin({"/": web.body()}) as other, web.origin({"/x": web.body()}) as first:
        for there in (other.url(), first.url("/x", "other.example"), f"http://eve:pw@127.0.0.1:{other.port}/"):
            first.routes["/"] = web.redirect(there, 301)
            async with door("127.0.0.1", names=names) as egress:
                fetched = await egress.fetch(first.url("/", "ann:not-secret@127.0.0.1"), Purpose.FEED)
            assert "@" not in f"{fetched.url} {fetched.moved_to}"
    assert [one.headers.get("authorization") for one in first.asked("/x") + other.requests] == [None] * 3


async def test_no_cookie_is_kept():
    cookie = {"Set-Cookie": "id=1; Path=/"}
    routes = {"/": web.body(headers={**cookie, "Location": "/x"}, code=302), "/x": web.body(headers=cookie)}
    async with web.origin(routes) as server, door("127.0.0.1") as egress:
        for _ in range(2):
            await egress.fetch(server.url(), Purpose.FEED)
    assert not any("cookie" in one.headers for one in server.requests)


async def test_an_answer_that_has_not_changed_is_not_sent_again():
    date = "Wed, 25 Nov 2026 11:00:00 GMT"
    async with web.origin({"/": web.unchanged_after('W/"7"', b"news", date)}) as server, door("127.0.0.1") as egress:
        first = await egress.fetch(server.url(), Purpose.FEED)
        assert first.validators == Validators('W/"7"', date)
        again = await egress.fetch(server.url(), Purpose.FEED, first.validators)
        assert (again.unchanged, again.body, again.validators) == (True, b"", first.validators)
        by_date = await egress.fetch(server.url(), Purpose.FEED, Validators(None, date))
        assert by_date.unchanged


async def test_a_validator_that_no_header_can_hold_is_left_out():
    async with web.origin({"/": web.body()}) as server, door("127.0.0.1") as egress:
        fetched = await egress.fetch(server.url(), Purpose.FEED, Validators("a\r\nX-Evil: 1", "b" * 9000))
    assert fetched.status == 200
    assert not {"x-evil", "if-none-match", "if-modified-since"} & server.requests[0].headers.keys()


async def test_a_validator_that_cannot_be_stored_is_not_taken():
    data = web.raw(b'HTTP/1.1 200 OK\r\nETag: "\xff\x80"\r\nContent-Type: text/\xfe\r\nContent-Length: 0\r\n\r\n')
    async with web.origin({"/": data}) as server, door("127.0.0.1") as egress:
        fetched = await egress.fetch(server.url(), Purpose.FEED)
    assert (fetched.validators, fetched.content_type) == (Validators(), None)


async def test_what_it_says_of_itself_is_true():
    async with (
        web.origin({"/": web.body(headers={"Cache-Control": "max-age=60"})}) as server,
        door("127.0.0.1") as egress,
    ):
        fetched = await egress.fetch(server.url(), Purpose.FEED)
    assert fetched.fresh_for is not None
    assert fetched.fresh_for.total_seconds() == 60
    headers = server.requests[0].headers
    assert headers["user-agent"] == "newsbot/0.1 (+https://example.org/newsbot)"
    assert headers["accept-encoding"] == "gzip, deflate"
