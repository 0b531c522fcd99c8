"""What a form remembers between opening and sending, sealed; guards that nobody sends one for another place or person.

Slack hands a form's memory back as it got it. A seal costs nothing and makes that a thing we check, not one we trust.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(hours=24)  # a form may stand open over lunch, or over night
_LONGEST = 3000  # characters of a form's private_metadata


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals with a key that is derived from a secret; another secret makes another key."""

    key: bytes

    @classmethod
    def of(cls, secret: str) -> "Seal":
        """The seal of whoever holds this secret."""
        return cls(hmac.new(secret.encode(), b"newsbot: what a form remembers", hashlib.sha256).digest())

    def __repr__(self) -> str:
        return "Seal()"

    def close(self, person: str, given: Mapping[str, str], now: datetime) -> str:
        """What a form of this person is to remember, as text. Raises ValueError where it is too long."""
        told = {**given, "": person, " ": int(now.timestamp())}
        said = json.dumps(told, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        text = urlsafe_b64encode(said.encode("utf-8", "surrogatepass")).decode()
        sealed = f"{self._mark(text)}.{text}"
        if len(sealed) > _LONGEST:
            raise ValueError("a form cannot remember so much")
        return sealed

    def open(self, sealed: object, person: str, now: datetime) -> dict[str, str] | None:
        """What it remembered; None where it was not sealed here for this person lately."""
        mark, _, text = sealed.partition(".") if isinstance(sealed, str) else ("", "", "")
        if not hmac.compare_digest(_bytes(mark), self._mark(text).encode()):
            return None
        said = json.loads(urlsafe_b64decode(text))
        age = now - datetime.fromtimestamp(said.pop(" "), now.tzinfo)
        is_theirs = said.pop("") == person and -LASTS < age < LASTS
        return said if is_theirs else None

    def _mark(self, text: str) -> str:
        return hmac.new(self.key, _bytes(text), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
