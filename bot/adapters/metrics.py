"""Figures in the format of Prometheus; guards that labels have a few fixed values and hold nothing private.

Counters count since this process began; what storage says of editions is read anew for each look at it.
"""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest

from bot.domain.editions import SETTLED, Skipped, State
from bot.domain.errors import ModelFault
from bot.services.ports import PollOutcome, Pulse, QuestionOutcome
from bot.services.ports.model import Tokens

_REASONS = frozenset(Skipped)
_ANSWERED = "answered"
COUNTED = {
    "rescued_leases": "Editions taken over from a process that had stopped.",
    "chat_connections_replaced": "Connections to a chat that were lost or had gone deaf.",
    "chat_plain_messages": "Messages of which a chat refused the layout, posted as plain text.",
}


class PrometheusMetrics:
    """Implements `ports.Metrics`, with registries of its own."""

    def __init__(self) -> None:
        self._counters = CollectorRegistry()
        ProcessCollector(registry=self._counters)
        self._polls = Counter("newsbot_polls", "Polls of feeds.", ["outcome"], registry=self._counters)
        self._questions = Counter(
            "newsbot_questions", "Lines that people have typed.", ["outcome"], registry=self._counters
        )
        self._models = _ModelCounters(self._counters)
        for poll in PollOutcome:
            self._polls.labels(poll)
        for question in QuestionOutcome:
            self._questions.labels(question)

    def polled(self, outcome: PollOutcome) -> None:
        """One poll."""
        self._polls.labels(PollOutcome(outcome)).inc()

    def asked(self, outcome: QuestionOutcome) -> None:
        """One line that somebody typed."""
        self._questions.labels(QuestionOutcome(outcome)).inc()

    def model_called(self, fault: ModelFault | None, tokens: Tokens, money: int) -> None:
        """One call of a language model, with what it cost."""
        self._models.calls.labels(ModelFault(fault) if fault else _ANSWERED).inc()
        self._models.tokens.labels("prompt").inc(tokens.prompt)
        self._models.tokens.labels("reply").inc(tokens.reply)
        self._models.money.inc(money / 1_000_000)

    def model_hit(self) -> None:
        """A reply was kept, or another's."""
        self._models.hits.inc()

    def exposition(self, pulse: Pulse | None, counted: Mapping[str, float]) -> bytes:
        """All figures as text; without a `pulse`, where the database is away, those of editions are left out.

        `counted` are those of `COUNTED` that the program keeps itself.
        """
        now = CollectorRegistry()
        _show(now, "newsbot_database_up", "Whether the database answered.", float(pulse is not None))
        for name, about in COUNTED.items():
            _show(now, f"newsbot_{name}", about, counted.get(name, 0))
        if pulse is not None:
            _show_pulse(now, pulse)
        return generate_latest(self._counters) + generate_latest(now)


class _ModelCounters:
    """What a language model was asked, and what for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        about = "Calls of the language model by outcome; budget: not made for want of it."
        self.calls = Counter("newsbot_model_calls", about, ["outcome"], registry=registry)
        self.tokens = Counter("newsbot_model_tokens", "Tokens that calls have used.", ["kind"], registry=registry)
        self.money = Counter("newsbot_model_money", "What calls have cost, in the prices' currency.", registry=registry)
        self.hits = Counter("newsbot_model_hits", "Replies that were kept, or another's.", registry=registry)
        for outcome in (_ANSWERED, *ModelFault):
            self.calls.labels(outcome)
        for kind in ("prompt", "reply"):
            self.tokens.labels(kind)


def _show(registry: CollectorRegistry, name: str, about: str, value: float) -> None:
    Gauge(name, about, registry=registry).set(value)


def _show_pulse(registry: CollectorRegistry, pulse: Pulse) -> None:
    settled = Gauge("newsbot_editions_day", "Editions settled within a day.", ["state", "reason"], registry=registry)
    for state in SETTLED:
        settled.labels(state, "")
    for (state_, reason), number in pulse.settled.items():
        settled.labels(State(state_), reason if reason in _REASONS else "").inc(number)
    for name, about, value in (
        ("newsbot_editions_day_late", "Editions posted late within a day.", pulse.late),
        ("newsbot_editions_due", "Editions whose time has come and that are not settled.", pulse.due),
        ("newsbot_editions_overdue_seconds", "How long the oldest of these is due.", pulse.overdue.total_seconds()),
        ("newsbot_editions_held", "Editions that wait for a person's word.", pulse.held),
    ):
        _show(registry, name, about, value)
    if pulse.lag is not None:
        about = "How long after its time the newest delivery was done."
        _show(registry, "newsbot_delivery_lag_seconds", about, pulse.lag.total_seconds())
