"""What a language model has cost as machine rows. Guards that no limit is shown as none, and never as a number."""

from collections.abc import Sequence

from bot.cli.formats import Row
from bot.services.budget import MILLION, UNLIMITED, for_asked, left
from bot.services.ports.model import Amounts, Ceilings, Standing, Used


def of_used(one: Used) -> Row:
    """One day, workspace and model."""
    return {
        "day": one.day.isoformat(),
        "workspace": one.workspace,
        "model": one.model,
        "calls": one.calls,
        "failed": one.failed,
        "prompt_tokens": one.prompt_tokens,
        "reply_tokens": one.reply_tokens,
        "money": one.money / MILLION,
        "hits": one.hits,
    }


def of_limits(standing: Standing, ceilings: Ceilings) -> Sequence[Row]:
    """Of all workspaces together: what is used, or reserved by calls under way, and what is left of today and ever."""
    asked = for_asked(ceilings)
    return [
        _of_limit("today", None, standing.everyone, (ceilings.everyone, asked.everyone)),
        _of_limit("ever", None, standing.ever, (ceilings.ever, asked.ever)),
    ]


def of_workspace(workspace: str, standing: Standing, ceilings: Ceilings) -> Row:
    """The same of one workspace, today."""
    limits = (ceilings.workspace, for_asked(ceilings).workspace)
    return _of_limit("workspace today", workspace, standing.workspace, limits)


def _of_limit(name: str, workspace: str | None, total: Amounts, limits: tuple[Amounts | None, Amounts | None]) -> Row:
    """`limits`: the whole, and the part for what people ask for."""
    whole = limits[0] or Amounts(UNLIMITED, UNLIMITED)
    rest, asked = (left(total, one) or Amounts() for one in limits)
    has_tokens, has_money = whole.tokens < UNLIMITED, whole.money < UNLIMITED
    return {
        "limit": name,
        "workspace": workspace,
        "tokens": total.tokens,
        "money": total.money / MILLION,
        "tokens_limit": whole.tokens if has_tokens else None,
        "tokens_left": rest.tokens if has_tokens else None,
        "tokens_for_questions": asked.tokens if has_tokens else None,
        "money_limit": whole.money / MILLION if has_money else None,
        "money_left": rest.money / MILLION if has_money else None,
        "money_for_questions": asked.money / MILLION if has_money else None,
    }
