import asyncio
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.files.paths import MAX_FILE
from bot.domain.models import NewArticle, Visibility
from bot.services.ports import LoadFailure
from tests.adapters.files.reading import HARBOUR, Item, article, error, jsonl, read, written

# --- text files --------------------------------------------------------------------------------------


async def test_a_text_files_first_line_is_its_title_and_the_rest_its_text(tmp_path: Path):
    found = await article(written(tmp_path, "port.txt", HARBOUR))
    assert found.title == "Harbour tolls rise"
    assert found.text == "The port raised its tolls on Monday.\n\n“We had no choice,” said Mara Lind."
    assert found.original == HARBOUR


async def test_a_text_file_never_gives_a_date_or_a_link_to_this_machine(tmp_path: Path):
    found = await article(written(tmp_path, "port.txt", HARBOUR))
    assert found.published is None
    assert found.url is None
    assert str(tmp_path) not in (found.source.name, found.source.key, found.title)


async def test_what_one_workspace_loads_is_no_other_workspaces(tmp_path: Path):
    named = jsonl({"id": "1", "text": "Dry.", "source": "The Quay"})
    for found in (await article(written(tmp_path, "port.txt", HARBOUR)), await article("-", stdin=named)):
        assert found.source.visibility is Visibility.WORKSPACE


async def test_a_file_keeps_its_key_however_its_path_is_written(tmp_path: Path):
    path = written(tmp_path, "a/port.txt", HARBOUR)
    assert (await article(path)).key == (await article(tmp_path / "a" / ".." / "a" / "port.txt")).key


async def test_site_furniture_is_dropped_from_the_text_and_kept_in_the_original(tmp_path: Path):
    furniture = "\n\nRELATED ARTICLE: Ten quiet harbours\n\nFollow us on social media\n\nLeave a Reply\n"
    found = await article(written(tmp_path, "port.txt", HARBOUR + furniture))
    assert found.text.endswith("said Mara Lind.")
    assert found.original == HARBOUR + furniture


async def test_a_file_of_one_line_has_it_as_title_and_text(tmp_path: Path):
    found = await article(written(tmp_path, "one.txt", "\n\n  Bridge closed until Friday  \n"))
    assert found.title == found.text == "Bridge closed until Friday"


async def test_a_first_line_too_long_for_a_headline_stays_in_the_text(tmp_path: Path):
    line = "The ferry " + "waited and " * 60 + "left."
    found = await article(written(tmp_path, "long.txt", line + "\nNobody was on it."))
    assert found.text == line + "\nNobody was on it."
    assert line.startswith(found.title.removesuffix("…"))
    assert len(found.title) < 100


# --- what is no article ------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
ELF = b"\x7fELF\x02\x01\x01\x00" + bytes(56)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PNG, "binary"),
        (ELF, "binary"),
        (b"%PDF-1.7\nplain letters follow", "binary"),
        (b"PK\x03\x04words", "binary"),
        (b"The port\x00raised its tolls", "binary"),
        (b"\x01\xff\x02\xfe\x03\xfd" * 50, "binary"),
        (b"", "empty"),
        (b" \n\t\r\n ", "empty"),
        (b"\xef\xbb\xbf", "no text"),
        ("\u200b\u200b".encode(), "no text"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
async def test_what_holds_no_text_is_named_in_one_line(tmp_path: Path, name: str, content: bytes, said: str):
    assert said in await error(written(tmp_path, name, content))


@pytest.mark.parametrize("content", [PNG, ELF])
async def test_a_binary_jsonl_file_is_one_failure(tmp_path: Path, content: bytes):
    assert "binary" in await error(written(tmp_path, "a.jsonl", content + b"\n" * 20))


async def test_the_limit_of_ten_mebibytes_is_exact(tmp_path: Path):
    assert "10 MiB" in await error(written(tmp_path, "a.txt", b"x" * (MAX_FILE + 1)))
    assert len((await article(written(tmp_path, "b.txt", b"x" * MAX_FILE))).text) == MAX_FILE


async def test_a_file_that_is_named_must_be_of_a_known_kind(tmp_path: Path):
    assert "unknown kind" in await error(written(tmp_path, "a.pdf", "x"))
    assert "unknown kind" in await error(written(tmp_path, "noending", "x"))
    assert (await article(written(tmp_path, "A.TXT", HARBOUR))).title == "Harbour tolls rise"


async def test_a_missing_path_is_named(tmp_path: Path):
    assert await error(tmp_path / "nowhere.txt") == "no such file or folder"
    assert await error("a\0b.txt") == "not a path"
    assert "cannot be read" in await error("x" * 5000 + ".txt")


async def test_a_pipe_is_refused_unopened(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert await asyncio.wait_for(error(tmp_path / "pipe.txt"), 20) == "not a regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_what_may_not_be_read_is_named(tmp_path: Path):
    path = written(tmp_path, "a.txt", HARBOUR)
    path.chmod(0)
    assert await error(path) == "no permission to read it"
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    assert await error(folder) == "no permission to read it"


# --- folders -----------------------------------------------------------------------------------------


def keys(items: Iterable[Item]) -> list[str]:
    return [Path(item.key).name if isinstance(item, NewArticle) else item.source for item in items]


async def test_a_folder_is_read_in_order_without_what_is_hidden_or_of_another_kind(tmp_path: Path):
    names = [
        "b.txt",
        "a/z.txt",
        "a/B.md",
        ".hidden.txt",
        ".git/c.txt",
        "README.md",
        "a/readme.txt",
        "x.pdf",
        "c.txt/d.txt",
    ]
    for name in names:
        written(tmp_path, name, HARBOUR)
    assert keys(await read(tmp_path)) == ["B.md", "z.txt", "b.txt", "d.txt"]


async def test_a_readme_is_read_where_it_is_named(tmp_path: Path):
    assert (await article(written(tmp_path, "README.md", "# Low\n\nDry."))).title == "Low"


async def test_a_folder_without_articles_says_so(tmp_path: Path):
    assert "no articles" in await error(tmp_path)


async def test_one_bad_file_never_stops_the_others(tmp_path: Path):
    written(tmp_path, "a.txt", PNG)
    written(tmp_path, "b.txt", HARBOUR)
    written(tmp_path, "c.md", "---\nnever closed")
    written(tmp_path, "d.jsonl", jsonl({"id": "1", "text": "Dry."}))
    assert [isinstance(item, NewArticle) for item in await read(tmp_path, tmp_path / "no.txt")] == [
        False, True, False, True, False,
    ]  # fmt: skip


async def test_links_that_leave_a_folder_are_not_followed_and_loops_end(tmp_path: Path):
    written(tmp_path, "outside/secret.txt", HARBOUR)
    inside = written(tmp_path, "in/a.txt", HARBOUR).parent
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "leaves.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (inside / "away").symlink_to(tmp_path / "outside")
    (inside / "round").symlink_to(inside)
    (inside / "self.txt").symlink_to(inside / "self.txt")
    (inside / "gone.txt").symlink_to(inside / "nothing.txt")
    items = await read(inside)
    assert keys(items)[:2] == ["a.txt", "a.txt"]
    assert [i.error for i in items[2:] if isinstance(i, LoadFailure)] == ["no such file or folder", LOOP]
    assert len(items) == 4


LOOP = f"cannot be read: {os.strerror(40).lower()}"


async def test_a_folder_that_is_itself_a_link_is_read(tmp_path: Path):
    written(tmp_path, "real/a.txt", HARBOUR)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert keys(await read(tmp_path / "link")) == ["a.txt"]


async def test_a_file_name_that_is_no_text_can_be_stored_and_printed(tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.txt"))
    written(tmp_path, path.name, "x" * 400)
    found = await article(path)
    (found.key + found.title).encode()
    written(tmp_path, path.name, "")
    (failure,) = await read(path)
    assert isinstance(failure, LoadFailure)
    assert "\n" not in failure.source
    failure.source.encode()


# --- whatever it is ----------------------------------------------------------------------------------

NAMES = st.sampled_from("id url title text published source author language".split())
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.dictionaries(NAMES, inner) | st.lists(inner),
)
ANY_BYTES = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.text(alphabet="-:{}[]&*!|>'\"#% \nab\t", max_size=200).map(lambda text: f"---\n{text}\n---\nab".encode()),
    st.text(alphabet="#*_`[]()<>!\\ \n-+~=a1.", max_size=300).map(str.encode),
    JSON.map(json.dumps).map(str.encode),
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=ANY_BYTES)
async def test_any_bytes_give_articles_or_failures(tmp_path: Path, content: bytes):
    paths = [written(tmp_path, name, content) for name in ("a.txt", "a.md", "a.jsonl")]
    items = await read(*paths, "-", stdin=content)
    assert len(items) >= 4
    for item in items:
        repr(item).encode()
        if isinstance(item, NewArticle):
            assert item.title.strip()
            assert "\n" not in item.title
            assert item.text.strip()
            assert "\0" not in item.text
