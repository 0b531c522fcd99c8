"""What a model's server is like."""

from enum import StrEnum


class Mode(StrEnum):
    """Three that answer, and twelve that fail."""

    FAITHFUL = "faithful"  # says what the passages say
    OBEYING = "obeying"  # does whatever any text that it reads tells it
    INVENTING = "inventing"  # makes up ids, quotes, figures, names, links, in valid JSON

    DOWN = "down"  # the port is closed
    SLOW = "slow"  # takes the request, and never answers
    DRIP = "drip"  # answers a byte a second
    BUSY = "busy"  # 429, and later
    QUOTA = "quota"  # 429, and no money
    ERROR = "error"  # 500
    CUT_OFF = "cut_off"  # half a reply
    EMPTY = "empty"  # no text
    GARBAGE = "garbage"  # text that is no JSON
    HUGE = "huge"  # a body without end
    REFUSAL = "refusal"  # declines
    WRONG_LANGUAGE = "wrong_language"  # valid JSON, in Greek


FAILURES = tuple(mode for mode in Mode if mode not in {Mode.FAITHFUL, Mode.OBEYING, Mode.INVENTING})
