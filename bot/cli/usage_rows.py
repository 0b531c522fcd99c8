"""What a language model has cost as machine rows. Guards that no limit is shown as none, and never as a number."""

from collections.abc import Sequence

from bot.cli.formats import Row
from bot.services.budget import MILLION, UNLIMITED, left
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


def of_limits(standing: Standing, ceilings: Ceilings, *, of_one: bool) -> Sequence[Row]:
    """What is used, or reserved by calls under way, and what is left; `of_one`: of a workspace, too."""
    counted = [("today", standing.everyone, ceilings.everyone), ("ever", standing.ever, ceilings.ever)]
    counted += [("workspace today", standing.workspace, ceilings.workspace)] if of_one else []
    return [_of_limit(name, total, ceiling) for name, total, ceiling in counted]


def _of_limit(name: str, total: Amounts, ceiling: Amounts | None) -> Row:
    limit, rest = ceiling or Amounts(UNLIMITED, UNLIMITED), left(total, ceiling) or Amounts()
    return {
        "limit": name,
        "tokens": total.tokens,
        "money": total.money / MILLION,
        "tokens_left": rest.tokens if limit.tokens < UNLIMITED else None,
        "money_left": rest.money / MILLION if limit.money < UNLIMITED else None,
    }
