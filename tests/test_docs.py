"""Documents are held to the code: settings, commands, words, modules, links and the sample of output."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from bot.cli import COMMANDS
from bot.domain import models

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "seeds/README.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_settings_file_is_what_the_settings_class_says(generate: ModuleType):
    assert read(".env.example") == generate.env_example()


def test_readme_holds_the_settings_table_and_real_output(generate: ModuleType):
    assert read("README.md") == generate.readme(read("README.md"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str):
    assert f"## newsbot {command}\n" in read("docs/cli.md")


def test_every_documented_command_exists():
    assert set(re.findall(r"^## newsbot (\w+)$", read("docs/cli.md"), re.MULTILINE)) == set(COMMANDS)


def test_every_model_is_in_the_glossary():
    named = set(re.findall(r"\b[A-Z][A-Za-z]+\b", read("docs/glossary.md")))
    own = {
        name for name, thing in vars(models).items() if isinstance(thing, type) and thing.__module__ == models.__name__
    }
    kinds = {"QuoteKind", "LineKind"}  # what they name is explained with Quote and Line
    assert own - kinds <= named


def test_every_module_is_on_the_architecture_page():
    page = read("ARCHITECTURE.md")
    for path in (ROOT / "bot").rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        folders = [f"{parent.as_posix()}/" for parent in path.relative_to(ROOT).parents if len(parent.parts) > 2]
        known = name in page or any(folder in page for folder in folders) or "bot/cli/" in name
        assert known or path.name in {"__init__.py", "__main__.py"}, f"{name} is not in ARCHITECTURE.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target
