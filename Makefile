# make chat     talk with the bot in this terminal            ARGS='--now 2026-11-20T20:00' goes to menlian chat
# make test     everything that must pass before a commit     ARGS='-k money' goes to pytest
# make check    look through dialogs/ for mistakes            ARGS=--release goes to menlian check
#
# Each is enough alone: it makes .venv first, from the pins in requirements/. On Windows, or without make, see README.md.

.SUFFIXES:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
ARGS ?=

.PHONY: help chat serve check test bench bench-peers po lock format clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

# stdout belongs to the chat: printf '你好\n' | make chat
chat:
	@sh scripts/install.sh run
	@$(BIN)/menlian chat $(ARGS)

serve:
	@sh scripts/install.sh run
	@exec $(BIN)/menlian serve $(ARGS)

check:
	@sh scripts/install.sh run
	@$(BIN)/menlian check $(ARGS)

# The steps, cheapest first; make prints each one and stops at the first that fails.
test:
	@sh scripts/install.sh dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/menlian check --release
	$(BIN)/menlian test
	$(BIN)/pytest $(ARGS)

bench:
	@sh scripts/install.sh dev
	$(BIN)/python -m bench $(ARGS)

# The same workload on other people's frameworks, in an environment of their own.
bench-peers:
	@sh scripts/install.sh dev
	$(BIN)/python -m bench.peers $(ARGS)

# Takes the sentences of the dialogs into locales/*.po, where translators find what is new and what changed.
po:
	@sh scripts/install.sh dev
	@$(BIN)/python -m scripts.po $(ARGS)

lock:
	@sh scripts/lock.sh $(ARGS)

format:
	@sh scripts/install.sh dev
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

# What was made from the rest; nobody's conversations.
clean:
	rm -rf .venv .venv-* .venv.lock .venv.lock.d .bench-peers dist build .coverage .hypothesis \
	    .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
