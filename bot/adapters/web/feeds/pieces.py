"""A feed's source cut at its entries; guards that an entry which is left out changes nothing in how others are read.

Only a source that can be cut cleanly is: each entry ends where the next one begins, none holds another, there are no
more than are kept. How an entry is read hangs on what stands around all of them, but for the date of the feed: that is
part of its digest.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.adapters.web.feeds.markup import LAST, Markup
from bot.domain.seen import raw_digest

# Raise it whenever entries are read in another way than before: all are read again then.
_READING = "3"
_FEED_DATES = re.compile(
    r"<((?:[\w.-]{1,40}:)?(?:pubDate|lastBuildDate|updated|modified|date))>[^<>]{0,60}</\1\s{0,9}>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands before and after a feed's entries, and each of these as it is written, with its digest."""

    head: str
    entries: tuple[str, ...]
    tail: str
    digests: tuple[str, ...]

    def without(self, known: Container[str], problems: tuple[str, ...]) -> tuple[Markup, tuple[str, ...]]:
        """The feed without the entries whose digests are known, and the digests of those that are left."""
        left = [at for at, digest in enumerate(self.digests) if digest not in known]
        starts, at = [], len(self.head)
        for number in left:
            starts.append(at)
            at += len(self.entries[number])
        text = self.head + "".join([self.entries[number] for number in left]) + self.tail
        return Markup(text, tuple(starts), problems), tuple(self.digests[number] for number in left)


def pieces_of(source: Markup, url: str | None, most: int) -> Pieces | None:
    """The pieces of a feed that was fetched from `url`; None where it cannot be cut, or holds more than `most`."""
    text, starts = source.text, source.entries
    if not 0 < len(starts) <= most:
        return None
    ends = [one.end() for one in LAST.finditer(text, starts[0])]
    if len(ends) != len(starts) or not _is_in_turn(text, starts, ends):
        return None
    head, tail = text[: starts[0]], text[ends[-1] :]
    entries = tuple(text[start:end] for start, end in zip(starts, ends, strict=True))
    around = "\0".join((_READING, url or "", _FEED_DATES.sub("", head), tail))
    context = blake2b(around.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return Pieces(head, entries, tail, tuple(raw_digest(one, context) for one in entries))


def _is_in_turn(text: str, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether each entry ends before the next one begins, and nothing stands between them."""
    gaps = zip(ends, starts[1:], strict=False)
    return starts[-1] < ends[-1] and all(end <= start and not text[end:start].strip() for end, start in gaps)
