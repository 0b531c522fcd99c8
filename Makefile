# Two commands are enough on a new machine: `make run` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: help run test quick with-model cover check lint lock docs bench model-check clean
help:
	@echo "make run    the bot: a console chat on seeds/ while no chat token is set"
	@echo "make test   the tests"
	@echo "make quick  the tests but for those that take longest"
	@echo "make with-model  what chats do, with a language model switched on"
	@echo "make cover  branch coverage of domain/ and services/ by their own tests"
	@echo "make check  formatting, lint, types, architecture, then all of these"
	@echo "make bench  the figures that README quotes (NEWSBOT_BENCH names the data)"
	@echo "make model-check  the bot against a small genuine model, which it installs apart (minutes; a C++ compiler)"
	@echo "make docs   write the generated parts of README and .env.example"
	@echo "make lock   compile requirements/*.in again (needs uv)"
	@echo "make clean  remove what the above made"

# --- set-up: pinned and hashed, with uv where it is there; the files list every dependency, so none is resolved -----

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …" >&2; exit 1; }
ifdef UV
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

define install
$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r $(1),$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(1))
$(if $(UV),$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .,$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .)
@touch $@
endef

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/run.txt)

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/dev.txt)
	@touch $(VENV)/run.stamp

# --- what people call --------------------------------------------------------------------------------

run: $(VENV)/run.stamp
	@$(BIN)/newsbot run

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2 tests

quick: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2 -m "not slow" tests

# What chats do, once more with a language model: one that helps, and one that obeys every text it reads, and writes.
IN_CHATS := tests/test_both_chats.py tests/slack/test_bot.py tests/discord/test_bot.py tests/discord/test_delivery.py
with-model: $(VENV)/dev.stamp
	NEWSBOT_TEST_MODEL=faithful $(BIN)/python -m pytest -q -n 2 $(IN_CHATS)
	NEWSBOT_TEST_MODEL=obeying/write $(BIN)/python -m pytest -q -n 2 $(IN_CHATS)

# Apart from the tests, which it makes twice as slow; without those that take longest.
cover: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q -n 2 -m "not slow" --cov --cov-report= tests/domain tests/services
	$(BIN)/python -m coverage report --fail-under=95

check: lint test with-model cover

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench

model-check: $(VENV)/dev.stamp
	$(BIN)/python -m bench.model_check

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock:
	$(COMPILE) requirements/run.in -o requirements/run.txt
	$(COMPILE) requirements/dev.in -o requirements/dev.txt

docs: $(VENV)/dev.stamp
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) .model-check .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* build dist
	find bot tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
