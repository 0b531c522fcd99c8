"""Which id a story has; guards that it stays while the story grows, loses its oldest article or is joined to another.

A story is called after the oldest article that it held when it was first told: "s" and that article's id in
hexadecimal.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.models import ArticleRef


def name_stories(stories: Sequence[Sequence[ArticleRef]], known: Mapping[int, str]) -> list[str]:
    """An id for each story, no two the same. `known` gives the story of an article before, by the article's id.

    A story goes on under the oldest id that its articles bore. Where a story has come apart, the part with the
    oldest of its articles keeps the id, unless that part goes on under an older one.
    """
    bearers: dict[str, list[tuple[int, int]]] = {}
    for at, refs in enumerate(stories):
        for ref in refs:
            if ref.article_id in known:
                bearers.setdefault(known[ref.article_id], []).append((ref.article_id, at))
    names: dict[int, str] = {}
    for name in sorted(bearers, key=_age):
        heir = next((at for _, at in sorted(bearers[name]) if at not in names), None)
        if heir is not None:
            names[heir] = name
    taken = set(names.values())
    for at in sorted(range(len(stories)), key=lambda at: min(stories[at])):
        if at not in names:
            names[at] = next(name for name in _own(stories[at]) if name not in taken)
            taken.add(names[at])
    return [names[at] for at in range(len(stories))]


def _age(name: str) -> tuple[int, str]:
    """What orders ids by age: a name holds the article id that it was made from."""
    number = name.removeprefix("s").partition("-")[0]
    return int(number, 16) if number and set(number) <= _DIGITS else 1 << 63, name


_DIGITS = frozenset("0123456789abcdef")


def _own(refs: Sequence[ArticleRef]) -> Iterator[str]:
    """Names that a new story may have: after its oldest article or, should another bear that, the next, and so on."""
    ids = sorted(ref.article_id for ref in refs)
    yield from (f"s{id_:x}" for id_ in ids)
    part = 2
    while True:
        yield f"s{ids[0]:x}-{part}"
        part += 1
