"""What the console has posted is found again after a crash, and what it has not posted is not."""

import asyncio
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.adapters.console import ConsoleChat
from bot.adapters.console.transcript import Transcript
from bot.domain.errors import CannotLook, ChatBusy
from bot.services.ports import Part

ROOT = Path(__file__).parent.parent.parent


def console(path: Path) -> tuple[ConsoleChat, io.StringIO]:
    out = io.StringIO()
    return ConsoleChat(Console(file=out), Console(file=io.StringIO()), path), out


async def test_another_console_finds_what_was_posted(tmp_path: Path):
    path = tmp_path / "new" / "posted.jsonl"
    id_ = await console(path)[0].post("one", Part("Good \x01morning\x04"), "k1")
    again, out = console(path)
    assert await again.find("one", "k1") == id_
    assert await again.find("one", "k2") is None
    assert await again.post("one", Part("More"), "k2") != id_
    assert "More" in out.getvalue()
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert rows[0] == {"key": "k1", "channel": "one", "id": id_, "text": "Good morning"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_has_no_key_is_printed_and_not_recorded(tmp_path: Path):
    chat, out = console(tmp_path / "posted.jsonl")
    await chat.post("one", Part("An answer"), "")
    assert "An answer" in out.getvalue()
    assert not (tmp_path / "posted.jsonl").exists()


@given(st.integers(0, 200))
async def test_a_line_that_a_crash_broke_off_is_none_and_spoils_no_other(kept: int):
    import tempfile  # noqa: PLC0415 - a folder for each example

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posted.jsonl"
        chat, _ = console(path)
        first = await chat.post("one", Part("First"), "k1")
        whole = path.read_bytes()
        await chat.post("one", Part("Second"), "k2")
        second = path.read_bytes()[len(whole) :]
        path.write_bytes(whole + second[: min(kept, len(second) - 1)])
        assert await chat.find("one", "k1") == first
        assert await chat.find("one", "k2") is None
        third = await chat.post("one", Part("Third"), "k3")
        assert await chat.find("one", "k3") == third != first
        assert await chat.find("one", "k2") is None


async def test_kill_9_leaves_what_was_posted_to_be_found(tmp_path: Path):
    path = tmp_path / "posted.jsonl"
    code = (
        "import asyncio, os, signal, sys\n"
        "from pathlib import Path\n"
        "from rich.console import Console\n"
        "from bot.adapters.console import ConsoleChat\n"
        "from bot.services.ports import Part\n"
        "chat = ConsoleChat(Console(), Console(stderr=True), Path(sys.argv[1]))\n"
        "asyncio.run(chat.post('one', Part('Good morning'), 'k1'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(  # noqa: S603, ASYNC221 - our own program, and nothing else to do meanwhile
        [sys.executable, "-c", code, str(path)], cwd=ROOT, timeout=60, check=False, capture_output=True
    )
    assert done.returncode < 0
    assert await console(path)[0].find("one", "k1")


async def test_two_consoles_give_no_id_twice(tmp_path: Path):
    path = tmp_path / "posted.jsonl"
    chats = [console(path)[0] for _ in range(4)]
    posts = [chat.post("one", Part("x"), f"{name}/{at}") for name, chat in enumerate(chats) for at in range(5)]
    assert len(set(await asyncio.gather(*posts))) == 20


def test_a_long_transcript_keeps_its_newest_half_and_ids_that_rise(tmp_path: Path):
    transcript = Transcript(tmp_path / "posted.jsonl", most_bytes=2_000)
    ids = [int(transcript.add("one", f"k{at}", "x" * 50)) for at in range(100)]
    assert ids == sorted(set(ids))
    assert transcript.path.stat().st_size <= 2_000
    assert transcript.find("one", "k99")
    assert transcript.find("one", "k95")
    assert transcript.find("one", "k0") is None
    assert [one.name for one in tmp_path.iterdir()] == ["posted.jsonl"]


def test_one_message_longer_than_the_bound_is_still_found(tmp_path: Path):
    transcript = Transcript(tmp_path / "posted.jsonl", most_bytes=100)
    transcript.add("one", "k1", "x" * 500)
    assert transcript.find("one", "k1")
    transcript.add("one", "k2", "y" * 500)
    assert transcript.find("one", "k2")
    assert transcript.find("one", "k1") is None


async def test_what_is_no_transcript_is_neither_written_nor_believed(tmp_path: Path):
    chat, out = console(tmp_path)  # a folder
    with pytest.raises(ChatBusy):
        await chat.post("one", Part("Good morning"), "k1")
    assert not out.getvalue()
    with pytest.raises(CannotLook):
        await chat.find("one", "k1")


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="no such links here")
async def test_a_link_in_the_place_of_the_transcript_is_not_followed(tmp_path: Path):
    target = tmp_path / "other"
    target.write_text("mine", "utf-8")
    path = tmp_path / "posted.jsonl"
    path.symlink_to(target)
    with pytest.raises(ChatBusy):
        await console(path)[0].post("one", Part("x"), "k1")
    assert target.read_text("utf-8") == "mine"


def test_lines_of_others_are_passed_over(tmp_path: Path):
    path = tmp_path / "posted.jsonl"
    path.write_bytes(b'not json\n[1]\n{"key": "k1"}\n{"key": "k1", "channel": "one", "id": "x"}\n\xff\n')
    transcript = Transcript(path)
    assert transcript.find("one", "k1") is None
    assert transcript.add("one", "k1", "x") == "1"
    assert transcript.find("one", "k1") == "1"
