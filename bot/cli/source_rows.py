"""Sources, verdicts and polls as rows of the machine formats, and as text. Guards that no secret is shown."""

from datetime import datetime
from typing import Any

from bot.domain.addresses import shown as shown_address
from bot.domain.addresses import shown_input
from bot.domain.polling import FeedStatus
from bot.domain.text import clean, one_line
from bot.services.polling import PollReport
from bot.services.ports import Followed
from bot.services.sources import Added, ImportReport, Verdict

Row = dict[str, Any]


def shown(text: str) -> str:
    """Text of strangers as the terminal may show it."""
    return one_line(clean(text))


def moment(at: datetime | None) -> str | None:
    """A time as JSON has it."""
    return at.isoformat() if at else None


def verdict(given: Verdict) -> Row:
    """What a person should know of a source before following it."""
    return {
        "address": given.address,
        "feed": given.feed,
        "title": given.title,
        "entries": given.entries,
        "newest": moment(given.newest),
        "text": given.text,
        "blocked": given.blocked,
        "known": given.known,
        "paused": given.paused,
        "same_as": given.same_as,
        "problems": list(given.problems),
        "error": None,
    }


def added(given: Added) -> Row:
    """A verdict, and how many articles the first poll loaded."""
    result = given.result
    error = result.error if result else None
    return {**verdict(given.verdict), "loaded": result.loaded if result else 0, "error": error}


def failure(address: str, error: str) -> Row:
    """What could not be added or checked."""
    return {"address": shown(shown_input(address)), "error": shown(error)}


def imported(given: ImportReport) -> Row:
    """What became of a list of feeds."""
    failed = [{"source": one.source, "error": one.error} for one in given.failed]
    return {
        "added": list(given.added),
        "known": list(given.known),
        "failed": failed,
        "problems": list(given.problems),
        "error": None,
    }


def followed(one: Followed) -> Row:
    """A source with its health."""
    state = one.state
    return {
        "name": one.name,
        "feed": shown_address(state.url),
        "site": one.site and shown_address(one.site),
        "visibility": one.source.visibility.value,
        "topics": list(one.topics),
        "status": _status(one),
        "articles": one.articles,
        "newest": moment(state.newest),
        "last_success": moment(state.succeeded),
        "last_error": state.error,
        "note": state.note,
        "failing_since": moment(state.failing_since),
        "a_week": None if state.weekly is None else round(state.weekly, 1),
        "interval_minutes": round(state.interval.total_seconds() / 60),
        "next_poll": moment(state.next_poll) if _status(one) not in {"paused", "stopped"} else None,
    }


def _status(one: Followed) -> str:
    if one.state.status is FeedStatus.DISABLED:
        return "stopped"
    if one.paused:
        return "paused"
    if one.state.error:
        return "failing"
    return "new" if one.state.first else "ok"


def poll(report: PollReport) -> Row:
    """What a poll brought."""
    return {
        "polled": len(report.results),
        "loaded": report.loaded,
        "known": report.known,
        "failed": [{"source": one.source, "error": one.error} for one in report.failed],
        "stopped": [{"source": one.source, "error": one.error} for one in report.stopped],
    }


# --- for people --------------------------------------------------------------------------------------


def told(row: Row) -> str:
    """A verdict, a failure or an import, as a few plain lines."""
    if row["error"] and "title" not in row:
        return f"{shown(row['address'])}: {shown(row['error'])}"
    if "added" in row:
        return _import_told(row)
    lines = [f"{shown(row['title'])}  {row['feed']}"]
    newest = f", the newest from {row['newest'][:16].replace('T', ' ')}" if row["newest"] else ", undated"
    lines.append(f"  {row['entries']} entries{newest if row['entries'] else ''}")
    lines.append(f"  {row['text']}" + (f" ({shown(row['blocked'])})" if row["blocked"] else ""))
    lines += [f"  note: {shown(problem)}" for problem in row["problems"]]
    if row["same_as"]:
        lines.append(f"  brings the same articles as {shown(row['same_as'])}")
    if row["known"]:
        paused = ", paused: newsbot sources resume polls it again" if row["paused"] else ""
        lines.append(f"  followed already{paused}")
    elif "loaded" in row:
        lines.append(outcome_told(row))
    return "\n".join(lines)


def outcome_told(row: Row) -> str:
    """What the first poll of a source that was added has brought."""
    error = f"\n  {shown(row['error'])}" if row["error"] else ""
    return f"  loaded {row['loaded']} articles{error}"


def _import_told(row: Row) -> str:
    lines = [f"Following {len(row['added'])} more sources, {len(row['known'])} were followed already."]
    lines += [f"  note: {shown(problem)}" for problem in row["problems"]]
    lines += [f"  {shown(one['source'])}: {shown(one['error'])}" for one in row["failed"]]
    return "\n".join(lines)
