"""Whether Discord takes the buttons and menus of a message, and the fields of a modal. Guards that all work."""

from collections.abc import Iterator

from tests.fakes.discord import forms
from tests.fakes.discord.refusals import Json, Problem

ROW, BUTTON, MENU, INPUT, LABEL, TEXT_DISPLAY = 1, 2, 3, 4, 18, 10
MENUS = frozenset({3, 5, 6, 7, 8})
MOST_ROWS, MOST_BUTTONS, MOST_OPTIONS = 5, 5, 25
LINK_BUTTON = 5
_MENU_KEYS = {"type", "id", "custom_id", "placeholder", "min_values", "max_values", "disabled", "options", "required"}
_MENU_KEYS |= {"channel_types", "default_values"}
_INPUT_KEYS = {"type", "id", "custom_id", "style", "min_length", "max_length", "required", "value", "placeholder"}


def problems(rows: object, path: str = "components") -> Iterator[Problem]:
    """Of a message."""
    yield from forms.lists(rows, path, MOST_ROWS)
    for nr, row in enumerate(rows if isinstance(rows, list) else ()):
        yield from _row(row, f"{path}.{nr}")
    yield from _doubled(rows, path)


def leaves(given: object) -> Iterator[Json]:
    """Every object in components that has a type, from the outside in."""
    if isinstance(given, dict):
        if "type" in given:
            yield given
        for key in ("components", "component"):
            yield from leaves(given.get(key))
    elif isinstance(given, list):
        for one in given:
            yield from leaves(one)


def _doubled(given: object, path: str) -> Iterator[Problem]:
    ids = [one["custom_id"] for one in leaves(given) if isinstance(one.get("custom_id"), str)]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(path, "COMPONENT_CUSTOM_ID_DUPLICATED", f"Component custom id {one!r} cannot be duplicated")


def _row(row: object, path: str) -> Iterator[Problem]:
    yield from forms.objects(row, path, {"type", "components", "id"}, {"type", "components"})
    if not isinstance(row, dict):
        return
    yield from forms.choices(row.get("type"), f"{path}.type", {ROW})
    inner = row.get("components")
    yield from forms.lists(inner, f"{path}.components", MOST_BUTTONS, 1)
    found = forms.dicts(inner)
    if any(forms.kind(one) in MENUS for _, one in found) and len(found) > 1:
        yield Problem(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A menu is alone in its row.")
    for nr, one in found:
        where = f"{path}.components.{nr}"
        if forms.kind(one) == BUTTON:
            yield from _button(one, where)
        elif forms.kind(one) in MENUS:
            yield from _menu(one, where)
        else:
            yield Problem(f"{where}.type", "UNION_TYPE_CHOICES", "Neither a button nor a menu.")


def _button(one: Json, path: str) -> Iterator[Problem]:
    keys = {"type", "id", "style", "label", "emoji", "custom_id", "url", "disabled"}
    yield from forms.objects(one, path, keys, {"style"})
    yield from forms.choices(one.get("style"), f"{path}.style", {1, 2, 3, 4, 5})
    if "label" not in one and "emoji" not in one:
        yield Problem(f"{path}.label", "BUTTON_COMPONENT_LABEL_REQUIRED", "A button needs a label or an emoji.")
    if "label" in one:
        yield from forms.texts(one["label"], f"{path}.label", 80)
    if "disabled" in one:
        yield from forms.flags(one["disabled"], f"{path}.disabled")
    if one.get("style") == LINK_BUTTON:
        yield from forms.urls(one.get("url"), f"{path}.url", 512)
        if "custom_id" in one:
            yield Problem(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_INVALID", "A link has none.")
    else:
        yield from _custom_id(one, path)
        if "url" in one:
            yield Problem(f"{path}.url", "BUTTON_COMPONENT_URL_INVALID", "A button with a custom id has none.")


def _custom_id(one: Json, path: str) -> Iterator[Problem]:
    yield from forms.texts(one.get("custom_id"), f"{path}.custom_id", 100)


def _menu(one: Json, path: str) -> Iterator[Problem]:
    yield from forms.objects(one, path, _MENU_KEYS, {"custom_id"})
    yield from _custom_id(one, path)
    if "placeholder" in one:
        yield from forms.texts(one["placeholder"], f"{path}.placeholder", 150)
    for key in {"min_values", "max_values"} & set(one):
        yield from forms.numbers(one[key], f"{path}.{key}", 0 if key == "min_values" else 1, 25)
    if forms.kind(one) == MENU:
        yield from _options(one.get("options"), f"{path}.options")


def _options(given: object, path: str) -> Iterator[Problem]:
    yield from forms.lists(given, path, MOST_OPTIONS, 1)
    for nr, one in enumerate(given if isinstance(given, list) else ()):
        keys = {"label", "value", "description", "emoji", "default"}
        yield from forms.objects(one, f"{path}.{nr}", keys, {"label", "value"})
    found = forms.dicts(given)
    for nr, one in found:
        for key in {"label", "value", "description"} & set(one):
            yield from forms.texts(one[key], f"{path}.{nr}.{key}", 100)
    values = [str(one.get("value")) for _, one in found]
    for one_value in sorted({one for one in values if values.count(one) > 1}):
        yield Problem(path, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", f"The value {one_value!r} comes twice.")


def modal_problems(data: object) -> Iterator[Problem]:
    """Of a form that is opened: its title, and one to five fields."""
    keys = {"custom_id", "title", "components"}
    yield from forms.objects(data, "", keys, keys)
    if not isinstance(data, dict):
        return
    yield from forms.texts(data.get("title"), "title", 45)
    yield from forms.texts(data.get("custom_id"), "custom_id", 100)
    yield from forms.lists(data.get("components"), "components", 5, 1)
    for nr, one in forms.dicts(data.get("components")):
        yield from _field(one, f"components.{nr}")
    yield from _doubled(data.get("components"), "components")


def _field(one: Json, path: str) -> Iterator[Problem]:
    if forms.kind(one) == TEXT_DISPLAY:
        yield from forms.objects(one, path, {"type", "id", "content"}, {"content"})
        yield from forms.texts(one.get("content"), f"{path}.content", 4000)
    elif forms.kind(one) == ROW:
        inner = one.get("components")
        yield from forms.lists(inner, f"{path}.components", 1, 1)
        for nr, each in forms.dicts(inner):
            yield from _input(each, f"{path}.components.{nr}", is_labelled=False)
    elif forms.kind(one) == LABEL:
        yield from _label(one, path)
    else:
        yield Problem(f"{path}.type", "UNION_TYPE_CHOICES", "Neither a row, a label nor a text.")


def _label(one: Json, path: str) -> Iterator[Problem]:
    keys = {"type", "id", "label", "description", "component"}
    yield from forms.objects(one, path, keys, {"label", "component"})
    yield from forms.texts(one.get("label"), f"{path}.label", 45)
    if one.get("description") is not None:
        yield from forms.texts(one["description"], f"{path}.description", 100)
    inner = one.get("component")
    if isinstance(inner, dict) and forms.kind(inner) in MENUS:
        yield from _menu(inner, f"{path}.component")
    elif isinstance(inner, dict):
        yield from _input(inner, f"{path}.component", is_labelled=True)


def _input(one: Json, path: str, *, is_labelled: bool) -> Iterator[Problem]:
    yield from forms.objects(one, path, _INPUT_KEYS | {"label"}, {"custom_id", "style"})
    yield from forms.choices(one.get("type"), f"{path}.type", {INPUT})
    yield from forms.choices(one.get("style"), f"{path}.style", {1, 2})
    yield from _custom_id(one, path)
    if is_labelled and one.get("label") is not None:
        yield Problem(f"{path}.label", "INPUT_LABEL_TWICE", "Its label is the label's around it.")
    if not is_labelled:
        yield from forms.texts(one.get("label"), f"{path}.label", 45)
    for key, least in (("min_length", 0), ("max_length", 1)):
        if key in one:
            yield from forms.numbers(one[key], f"{path}.{key}", least, 4000)
    for key, most in (("value", 4000), ("placeholder", 100)):
        if one.get(key) is not None:
            yield from forms.texts(one[key], f"{path}.{key}", most, least=0)
    text, longest = one.get("value"), one.get("max_length")
    if isinstance(text, str) and isinstance(longest, int) and forms.length(text) > longest:
        yield Problem(f"{path}.value", "BASE_TYPE_MAX_LENGTH", "Longer than its max_length.")
