"""Who is asking, and which sources that lets them see; guards that every read passes through one rule."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BindParameter, Boolean, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.adapters.storage.schema import articles, sources, workspace_sources
from bot.domain.errors import InputError
from bot.domain.models import LINKED, Source, Visibility
from bot.domain.text import cut, one_line


@dataclass(frozen=True, slots=True)
class Asker:
    """A workspace and one of its channels; an empty channel neither sees nor adds what is kept to a channel.

    `public_only`: people of other workspaces read the channel, so that it sees, and adds, nothing but what is public.
    """

    workspace_id: int
    channel: str
    public_only: bool = False


def visible_sources(asker: Asker, *, named: bool = False) -> Select[int]:
    """Ids of the sources that the asker may see.

    Public ones that the workspace follows, its own, and those of its own that are kept to this very channel. In a
    channel that people of other workspaces read: public ones alone. Pages that somebody's question linked to are there
    for who names the article: anybody can put a page into a question, and nobody chose it as a source.
    """
    found = (
        select(workspace_sources.c.source_id)
        .join(sources, sources.c.id == workspace_sources.c.source_id)
        .where(workspace_sources.c.workspace_id == asker.workspace_id, _may_see(asker))
        .correlate(None)
    )
    return found if named else found.where(sources.c.kind != LINKED)


class _OneOf(FunctionElement[bool]):
    """A column's value is among a query's."""

    inherit_cache = True
    type = Boolean()


@compiles(_OneOf)
def _in_sqlite(element: _OneOf, compiler: SQLCompiler, **options: object) -> str:
    """The plus keeps SQLite from beginning with all articles of the sources, by their index."""
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"+{column} IN {ids}"


@compiles(_OneOf, "postgresql")
def _in_postgres(element: _OneOf, compiler: SQLCompiler, **options: object) -> str:
    """PostgreSQL would make a join of a bare IN, and begin with it: it cannot know that a few sources hold it all."""
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"({column} IN {ids}) IS TRUE"


def is_visible(asker: Asker, only: Collection[int] | None = None, *, named: bool = False) -> ColumnElement[bool]:
    """Articles that the asker may see: none that is hidden from everybody. `only` are ids of sources, None for all.

    `named`: the articles are asked for by ids or addresses.
    """
    return and_(~articles.c.hidden, is_of_visible_source(asker, only, named=named))


def is_of_visible_source(
    asker: Asker, only: Collection[int] | None = None, *, named: bool = False
) -> ColumnElement[bool]:
    """Articles of sources that the asker may see, hidden ones too: for telling that one was withdrawn."""
    seen = visible_sources(asker, named=named)
    if only is not None:  # written into the statement: of parameters, a database takes only so many
        ids: BindParameter[int] = bindparam("only", sorted(only), unique=True, expanding=True, literal_execute=True)
        seen = seen.where(workspace_sources.c.source_id.in_(ids))
    return _OneOf(articles.c.source_id, seen.scalar_subquery())


def _may_see(asker: Asker) -> ColumnElement[bool]:
    if asker.public_only:
        return sources.c.visibility == Visibility.PUBLIC
    here = and_(sources.c.channel == asker.channel, sources.c.channel != "")
    kept_here = and_(sources.c.visibility == Visibility.CHANNEL, here)
    own = and_(sources.c.owner_id == asker.workspace_id, or_(sources.c.visibility == Visibility.WORKSPACE, kept_here))
    return or_(sources.c.visibility == Visibility.PUBLIC, own)


def owner_of(source: Source, asker: Asker) -> tuple[int | None, str]:
    """Workspace and channel that a source added by the asker belongs to; a public one belongs to nobody.

    Raises InputError for a source that is kept to a channel where the asker is in none, and for one that is not public
    where people of other workspaces read along: neither could be seen where it was added.
    """
    if asker.public_only and source.visibility is not Visibility.PUBLIC:
        name = cut(one_line(source.name), 80)
        raise InputError(f"{name} is not public, and people outside this workspace can read this channel")
    if source.visibility is Visibility.CHANNEL and not asker.channel:
        raise InputError(f"{cut(one_line(source.name), 80)} can only be kept to a channel by someone who is in one")
    return (
        None if source.visibility is Visibility.PUBLIC else asker.workspace_id,
        asker.channel if source.visibility is Visibility.CHANNEL else "",
    )
