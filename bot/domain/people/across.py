"""One person over several articles; guards that two people of one surname are never taken for one.

Works on names alone (with the role that the articles give), not on texts: folded words are compared.
"""

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice

from bot.domain.people.firstnames import gender_of
from bot.domain.people.wordlists import FEMALE_TITLES, INSTITUTIONS, MALE_TITLES, PARTICLES, SUFFIXES, TITLES
from bot.domain.words import words

_SPOKESPEOPLE = frozenset("spokesman spokeswoman spokesperson representative officials official".split())
_SMALL = frozenset({"the", "a", "an", "of", "for", "and", "on", "in"})


def name_tokens(name: str) -> tuple[str, ...]:
    """Folded words of a name without titles, suffixes and small words; all of them where nothing else is left."""
    found = words(name)
    kept = tuple(word.strip(".") for word in found if word.strip(".") not in TITLES | SUFFIXES | _SMALL)
    return kept or tuple(found)


def title_gender(name: str) -> str | None:
    """What a title or a first name tells of gender: "m", "f" or None."""
    found = [word.strip(".") for word in words(name)]
    for word in found:
        if word in MALE_TITLES:
            return "m"
        if word in FEMALE_TITLES:
            return "f"
    kept = name_tokens(name)
    return gender_of(kept[0]) if len(kept) > 1 else None


def matches(asked: str, name: str) -> bool:
    """Whether the person or body asked about may be this speaker.

    "Smith", "Mr Smith" and "Brad Smith" match "Brad Smith"; "the committee" matches "Science & Technology
    Committee"; "Brad Smith" does not match "Ada Smith", and "Mrs Smith" does not match "Brad Smith". "ODonnell",
    "O Donnell" and "Donnell" match "John O'Donnell".
    """
    one, other = name_tokens(asked), name_tokens(_spoken_for(name))
    if not one or not other:
        return False
    genders = title_gender(asked), title_gender(name)
    if None not in genders and genders[0] != genders[1]:
        return False
    return any(_meet(asked_as, named_as) for asked_as in _spellings(one) for named_as in _spellings(other))


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    return one[-1] == other[-1] and _first_names_agree(one[0], other[0])


def _spellings(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A name as it is written, and where it holds an apostrophe also without it, in one word and in two."""
    written = " ".join(tokens)
    if "'" not in written:
        return [tokens]
    return [tokens, tuple(written.replace("'", "").split()), tuple(written.replace("'", " ").split())]


def _spoken_for(name: str) -> str:
    """Whose words a described speaker's are: a body speaks by "a spokesman for" it, a person by nobody else."""
    head, link, body = name.partition(" for ") if " for " in name else name.partition(" of ")
    described = head[:1].islower() or head.lower().startswith(("a ", "an ", "the ", "one "))
    if not link or not described:
        return name
    return body if any(token in INSTITUTIONS for token in words(body)) and _SPOKESPEOPLE & set(words(head)) else head


def _first_names_agree(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


_LONGEST_NAME = 60
_MOST_NAMES = 200
_CLOSE = 0.75


def close_names(asked: str, candidates: Sequence[str], limit: int = 3) -> list[str]:
    """Candidates that are spelt nearly like the name asked about, nearest first; at most `limit`, none twice.

    The first 200 candidates are looked at, and sixty letters of each name: comparing takes the square of the length.
    """
    matcher = SequenceMatcher(None, b=_compared(asked), autojunk=False)
    scored = [(_likeness(matcher, name), name) for name in islice(dict.fromkeys(candidates), _MOST_NAMES)]
    near = sorted((-score, candidate) for score, candidate in scored if score >= _CLOSE)
    return [candidate for _, candidate in near[:limit]]


def _compared(name: str) -> str:
    return " ".join(name_tokens(name[:_LONGEST_NAME]))[:_LONGEST_NAME]


def _likeness(matcher: SequenceMatcher[str], candidate: str) -> float:
    """How alike the name and the candidate, or one word of it, are: 0 to 1, and 0 where they are far from close."""
    name = _compared(candidate)
    best = 0.0
    for form in {name, *name.split()}:
        matcher.set_seq1(form)
        # Upper bounds that cost little, before the comparison that costs much.
        if matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE:
            best = max(best, matcher.ratio())
    return best


def group_people(names: Sequence[tuple[str, str | None]]) -> list[list[int]]:
    """Indices of (name, role) pairs by person, groups in order of first appearance.

    Full names meet where surname and first name agree. A bare surname joins the only person who bears it, or
    the one whose role it shares; where two remain possible it stays by itself.
    """
    groups: list[list[int]] = []
    heads: list[tuple[str, ...]] = []
    by_surname: dict[str, list[int]] = defaultdict(list)
    shorts: list[int] = []
    for index, (name, _) in enumerate(names):
        tokens = name_tokens(name)
        if len(tokens) < 2:
            shorts.append(index)
            continue
        known = next((g for g in by_surname[tokens[-1]] if _one_person(heads[g], tokens)), None)
        if known is None:
            known = len(groups)
            groups.append([])
            heads.append(tokens)
            for token in tokens:
                by_surname[token].append(known)
        groups[known].append(index)
    _place_shorts(shorts, names, groups, by_surname)
    return sorted((sorted(group) for group in groups), key=lambda group: group[0])


def _one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    return one[-1] == other[-1] and one[-1] not in PARTICLES and _first_names_agree(one[0], other[0])


def _place_shorts(
    shorts: Sequence[int],
    names: Sequence[tuple[str, str | None]],
    groups: list[list[int]],
    by_token: dict[str, list[int]],
) -> None:
    alone: dict[tuple[str, ...], int] = {}
    for index in shorts:
        name, role = names[index]
        tokens = name_tokens(name)
        options = [g for g in by_token[tokens[0]] if matches(name, names[groups[g][0]][0])] if tokens else []
        if len(options) > 1 and role:
            shared = [g for g in options if any(_same_role(role, names[i][1]) for i in groups[g])]
            options = shared if len(shared) == 1 else options
        if len(options) == 1:
            groups[options[0]].append(index)
        elif tokens in alone:
            groups[alone[tokens]].append(index)
        else:
            alone[tokens] = len(groups)
            groups.append([index])


def _same_role(one: str, other: str | None) -> bool:
    return other is not None and bool((set(words(one)) & set(words(other))) - _SMALL)
