import io
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.adapters.files import FileSource
from bot.adapters.files.lines import lines
from bot.adapters.files.paths import MAX_FILE
from bot.domain.errors import InputError
from bot.domain.models import NewArticle
from bot.services.ports import LoadFailure
from tests.adapters.files.reading import article, error, jsonl, read, written

# --- JSONL -------------------------------------------------------------------------------------------


async def test_a_given_id_and_text_are_kept_exactly():
    text = "  One\r\n\r\nFollow us on social media\x07\u202e  e\u0301 \n"
    found = await article("-", stdin=jsonl({"id": " 7 ", "title": " A\n title ", "text": text, "source": "Quay"}))
    assert (found.key, found.title, found.text, found.source.name) == (" 7 ", "A title", text, "Quay")


async def test_a_line_without_title_takes_its_first_words():
    found = await article("-", stdin=jsonl({"id": 7, "title": "", "text": "The ferry waited " * 20}))
    assert found.key == "7"
    assert found.title.startswith("The ferry waited")
    assert len(found.title) <= 80


async def test_a_line_without_id_is_known_by_its_address_or_its_words():
    rows = [{"url": "https://example.org/a", "text": "One."}, {"text": "Two."}, {"text": "Two."}, {"text": "Three."}]
    first, second, again, third = [i.key for i in await read("-", stdin=jsonl(*rows)) if isinstance(i, NewArticle)]
    assert first == "https://example.org/a"
    assert second == again != third


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSON"),
        ("not json", "JSON"),
        ("[1]", "object"),
        ('"text"', "object"),
        ("null", "object"),
        ("{}", "text"),
        ('{"id": "1", "text": null}', "text"),
        ('{"id": "1", "text": 5}', "text"),
        ('{"id": "1", "text": ""}', "text"),
        ('{"id": "1", "text": " \\n\\u200b"}', "text"),
        ('{"id": ["1"], "text": "Dry."}', "id"),
        ('{"id": true, "text": "Dry."}', "id"),
        (json.dumps({"id": "1" * 501, "text": "Dry."}), "id"),
        ('{"id": "1", "text": "Dry.", "title": {}}', "title"),
        ('{"id": "1", "text": "Dry.", "author": ["A"]}', "author"),
        ('{"text": "Dry.", "x": ' + "[" * 200_000 + "]" * 200_000 + "}", "nested"),
        ('{"text": "Dry.", "x": ' + "9" * 5000 + "}", "JSON"),
    ],
)
async def test_a_bad_line_is_one_failure_with_its_number_and_the_rest_is_loaded(line: str, said: str):
    good = jsonl({"id": "a", "text": "Dry."})
    before, failure, after = await read("-", stdin=good + b"\n" + line.encode() + b"\r\n" + good)
    assert isinstance(before, NewArticle)
    assert isinstance(after, NewArticle)
    assert isinstance(failure, LoadFailure)
    assert failure.error.startswith("line 3: ")
    assert said in failure.error


async def test_half_surrogate_pairs_and_nul_become_replacement_characters_of_the_same_length():
    line = b'{"id": "\\ud800x", "title": "\\udfff", "text": "a\\ud800b\\u0000c\\ud83d\\ude00"}'
    found = await article("-", stdin=line)
    assert (found.key, found.title, found.text) == ("\ufffdx", "\ufffd", "a\ufffdb\ufffdc😀")
    repr(found).encode()


async def test_a_line_over_ten_mebibytes_is_a_failure_and_the_next_is_read():
    good = jsonl({"id": "a", "text": "Dry."})
    huge = b'{"text": "' + b"x" * MAX_FILE + b'"}\n'
    failure, found = await read("-", stdin=huge + good)
    assert isinstance(failure, LoadFailure)
    assert failure.error == "line 1: longer than 10 MiB"
    assert isinstance(found, NewArticle)


async def test_a_jsonl_file_may_be_larger_than_ten_mebibytes(tmp_path: Path):
    rows = jsonl(*({"id": str(i), "text": "The ferry left. " * 2000} for i in range(400)))
    assert len(rows) > MAX_FILE
    items = await read(written(tmp_path, "many.jsonl", rows))
    assert [i.key for i in items if isinstance(i, NewArticle)] == [str(i) for i in range(400)]


async def test_blank_lines_are_no_failure_but_a_stream_of_them_is_empty(tmp_path: Path):
    assert await error("-", stdin=b"\n \r\n") == "empty"
    assert await error("-") == "empty"
    assert await error(written(tmp_path, "a.jsonl", b"")) == "empty"


async def test_a_last_line_needs_no_line_end():
    assert (await article("-", stdin=jsonl({"id": "1", "text": "Dry."}).strip())).text == "Dry."


async def test_standard_input_stays_open_for_its_owner():
    stdin = io.BytesIO(jsonl({"id": "1", "text": "Dry."}))
    items = [item async for item in FileSource(("-", "-"), stdin).read()]
    assert isinstance(items[0], NewArticle)
    assert items[1] == LoadFailure("standard input", "empty")
    assert not stdin.closed


class Torn(io.BytesIO):
    """An input that breaks off with an error after its first line."""

    def __init__(self, first: bytes, error: Exception) -> None:
        super().__init__(first)
        self.error = error

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line:
            raise self.error
        return line


async def test_an_input_that_breaks_off_is_a_failure_after_what_was_read():
    torn = Torn(jsonl({"id": "1", "text": "Dry."}), OSError(5, "Input/output error"))
    found, failure = [item async for item in FileSource(("-",), torn).read()]
    assert isinstance(found, NewArticle)
    assert failure == LoadFailure("standard input", "cannot be read: input/output error")


async def test_what_nobody_foresaw_is_raised():
    torn = Torn(jsonl({"id": "1", "text": "Dry."}), ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        _ = [item async for item in FileSource(("-",), torn).read()]


WAITING = """
import asyncio, sys
from bot.adapters.files import FileSource

async def main():
    print("reading", flush=True)
    async for item in FileSource(("-",), sys.stdin.buffer).read():
        print(item.text, flush=True)

asyncio.run(main())
"""


def started() -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[3]
    return subprocess.Popen(  # noqa: S603 - runs a constant
        [sys.executable, "-c", WAITING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root
    )


def test_an_interrupt_ends_the_program_while_it_waits_for_input():
    with started() as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline() == b"reading\n"
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == -signal.SIGINT
        assert b"KeyboardInterrupt" in program.stderr.read()


def test_standard_input_of_a_process_is_read_to_its_end():
    with started() as program:
        out, err = program.communicate(jsonl({"id": "1", "text": "Dry."}, {"id": "2", "text": "Wet."}), timeout=60)
    assert (out.split(), err) == ([b"reading", b"Dry.", b"Wet."], b"")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
async def test_jsonl_may_be_in_any_known_encoding(encoding: str):
    row = '{"id": "1", "text": "The café was shut, and it was the mayor who had the key."}\r\n'
    first, second = await read(
        "-", stdin=(row + row.replace("1", "ਊ2" if encoding != "cp1252" else "2")).encode(encoding)
    )
    assert isinstance(first, NewArticle)
    assert isinstance(second, NewArticle)
    assert first.text == second.text
    assert "café" in first.text


class Counted(io.BytesIO):
    """Counts how often it is asked for more."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)

    def readline(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().readline(size)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_letters_that_hold_the_byte_of_a_line_feed_do_not_slow_reading_down(encoding: str):
    line = '{"text": "' + "ਅ" * 300_000 + '"}'  # U+0A05: each letter looks like a line's end to who reads bytes
    stream = Counted(f"{line}\n{line}\r\n{line}".encode(encoding))
    assert [str(one).rstrip("\r") for one in lines(stream)] == [line] * 3
    assert stream.reads < 100


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_line_in_wide_characters_has_the_same_limit(encoding: str):
    stream = io.BytesIO(f"{'ਅ' * 10}\n{'ਅ' * 200_000}\n{'ਅ' * 100_000}".encode(encoding))
    first, second, third = lines(stream, limit=100_000)
    assert (first, third) == ("ਅ" * 10, "ਅ" * 100_000)
    assert isinstance(second, InputError)


# --- dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2031-04-02", datetime(2031, 4, 2, tzinfo=UTC)),
        ("2031-04-02T08:30:00", datetime(2031, 4, 2, 8, 30, tzinfo=UTC)),
        ("2031-04-02 08:30:00Z", datetime(2031, 4, 2, 8, 30, tzinfo=UTC)),
        ("2031-04-02T08:30:00+05:30", datetime(2031, 4, 2, 3, tzinfo=timezone(timedelta(0)))),
        (None, None),
        ("", None),
        ("yesterday", None),
        ("2031-02-30", None),
        ("2031-04", None),
        ("0001-01-01T00:00:00+14:00", None),
        (1_900_000_000, None),
        ([["2031"]], None),
    ],
)
async def test_a_date_is_utc_where_it_names_no_zone_and_unknown_where_it_is_none(
    published: object, expected: datetime | None
):
    found = await article("-", stdin=jsonl({"id": "1", "text": "Dry.", "published": published}))
    assert found.published == expected
