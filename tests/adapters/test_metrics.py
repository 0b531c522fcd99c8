"""Figures as Prometheus reads them: right numbers, a few fixed labels, no word of anybody."""

import re
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.metrics import PrometheusMetrics
from bot.domain.errors import ModelFault
from bot.services.ports import PollOutcome, Pulse, QuestionOutcome
from bot.services.ports.model import Tokens

PULSE = Pulse({("sent", ""): 40, ("skipped", "missed"): 2, ("skipped", "C-secret"): 1}, 3, 5, timedelta(minutes=2))


def figures(text: bytes) -> dict[tuple[str, ...], float]:
    """By name and the values of its labels."""
    families = text_string_to_metric_families(text.decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_what_was_counted_and_what_storage_says_are_shown():
    metrics = PrometheusMetrics()
    for _ in range(3):
        metrics.polled(PollOutcome.NEWS)
    metrics.asked(QuestionOutcome.NOT_FOUND)
    found = figures(metrics.exposition(PULSE, {"rescued_leases": 4}))
    assert found["newsbot_polls_total", "news"] == 3
    assert found["newsbot_polls_total", "failed"] == 0
    assert found["newsbot_questions_total", "not_found"] == 1
    assert found["newsbot_editions_day", "", "sent"] == 40
    assert found["newsbot_editions_day", "missed", "skipped"] == 2
    assert found["newsbot_editions_day", "", "held"] == 0
    assert found["newsbot_editions_day_late",] == 3
    assert found["newsbot_editions_due",] == 5
    assert found["newsbot_editions_overdue_seconds",] == 120
    assert found["newsbot_rescued_leases",] == 4
    assert found["newsbot_database_up",] == 1
    assert ("newsbot_delivery_lag_seconds",) not in found


def test_calls_of_a_model_are_counted_with_what_they_cost():
    metrics = PrometheusMetrics()
    metrics.model_called(None, Tokens(100, 20), 1_500)
    metrics.model_called(ModelFault.SLOW, Tokens(50, 50), 2_500_000)
    metrics.model_hit()
    found = figures(metrics.exposition(PULSE, {}))
    assert found["newsbot_model_calls_total", "answered"] == found["newsbot_model_calls_total", "slow"] == 1
    assert found["newsbot_model_calls_total", "budget"] == 0
    assert (found["newsbot_model_tokens_total", "prompt"], found["newsbot_model_tokens_total", "reply"]) == (150, 70)
    assert found["newsbot_model_money_total",] == 2.5015
    assert found["newsbot_model_hits_total",] == 1


def test_what_is_no_reason_of_a_fixed_number_becomes_no_label():
    assert b"secret" not in PrometheusMetrics().exposition(PULSE, {})


def test_while_the_database_is_away_no_old_figures_are_shown_as_new():
    metrics = PrometheusMetrics()
    metrics.exposition(PULSE, {})
    found = figures(metrics.exposition(None, {}))
    assert found["newsbot_database_up",] == 0
    assert not [name for name in found if name[0].startswith("newsbot_editions")]


def test_two_of_them_count_apart_and_a_process_shows_its_memory():
    one, other = PrometheusMetrics(), PrometheusMetrics()
    one.polled(PollOutcome.FAILED)
    assert figures(other.exposition(PULSE, {}))["newsbot_polls_total", "failed"] == 0
    assert figures(one.exposition(PULSE, {}))["process_resident_memory_bytes",] > 0


def test_labels_stay_few():
    labels = set(re.findall(rb"newsbot_\w+\{[^}]*\}", PrometheusMetrics().exposition(PULSE, {})))
    assert len(labels) < 60
