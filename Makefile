# Needs Python 3.11 or newer and make, nothing else: each target makes its own .venv from the locks.

# What was compiled is kept: else every process of every test compiles the bot anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 3000
MINUTES ?= 2
ROUNDS ?= 20
# Looked for once and only when a .venv has to be made.
PYTHON ?= $(eval PYTHON := $(shell for name in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done))$(PYTHON)

BIN := .venv/bin
# Twice as many as there are cores: tests with processes, databases and clocks wait a good part of their time.
CORES ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 2)
LOCKER := .venv/lock
PIP := $(BIN)/python -m pip --disable-pip-version-check
FAST := not browser and not process and not postgres and not story
COMPILE := $(LOCKER)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --custom-compile-command "make lock"

.PHONY: help demo test soak soak-crash soak-browser check coverage format screenshots lock lint types contracts licences

help:
	@echo "make demo         play the whole job in a browser, without a Slack account (PORT=3000)"
	@echo "make test         everything: lint, types, contracts, all tests on SQLite and PostgreSQL, browser"
	@echo "make soak         crashes and faults at random (MINUTES=2), a long fuzzing of the door, then the browser 20 times (ROUNDS=20)"
	@echo "make check        the fast part of it, under a minute"
	@echo "make coverage     all tests, and which lines they reach"
	@echo "make format       put the code into its one form"
	@echo "make screenshots  play the demonstration and take the pictures of the documentation anew"
	@echo "make lock         choose the newest allowed versions anew"
	@echo "make licences     list the licences of the dependencies anew"

demo: .venv/runtime.stamp
	@$(BIN)/python -m bot demo --port $(PORT)

test: lint types contracts
	@echo "== all tests"
	@$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal

soak: soak-crash soak-browser

soak-crash: .venv/dev.stamp
	@echo "== workers, database and platform fail at random, for $(MINUTES) minutes"
	@AGSP_SOAK_MINUTES=$(MINUTES) $(BIN)/python -m pytest -q tests/crash

soak-browser: .venv/dev.stamp
	@echo "== 400 payloads for each judge of Block Kit"
	@AGSP_FUZZ_EXAMPLES=400 $(BIN)/python -m pytest -q tests/sandbox/test_block_kit_judges.py
	@echo "== browser tests, $(ROUNDS) times in a row"
	@round=1; while [ $$round -le $(ROUNDS) ]; do echo "== round $$round"; \
		AGSP_AXE=all $(BIN)/python -m pytest -q -n $(CORES) --dist worksteal -m browser || exit 1; round=$$((round + 1)); done

check: lint types contracts
	@echo "== fast tests"
	@$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal -m "$(FAST)"

coverage: .venv/dev.stamp
	@$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal --cov --cov-report=term:skip-covered

format: .venv/dev.stamp
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

screenshots: .venv/dev.stamp
	@$(BIN)/python -m tests.screenshots
	@$(BIN)/python -m tests.sandbox_page.screenshots --documented docs/bilder/sandkasten

lint: .venv/dev.stamp
	@echo "== lint and format"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/dev.stamp
	@echo "== types"
	@$(BIN)/mypy

contracts: .venv/dev.stamp
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo

licences: .venv/dev.stamp
	@$(BIN)/python -m tests.licences
	@git diff --stat -- docs/licences.md

# The locker lives in a folder of its own: neither the bot nor its tests need it.
lock: .venv/python.stamp
	@test -x $(LOCKER)/bin/uv || { $(BIN)/python -m venv $(LOCKER) && $(LOCKER)/bin/python -m pip install --quiet uv; }
	@$(COMPILE) --upgrade pyproject.toml --output-file requirements.txt
	@$(COMPILE) --upgrade --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt
	@git diff --stat -- requirements.txt requirements-dev.txt

.venv/python.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; install it or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed, but $(PYTHON) is older or cannot be run; name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: its venv module is missing; install it (on Debian and Ubuntu the package python3-venv)" >&2; exit 1; }
	@echo "== making .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime.stamp: requirements.txt .venv/python.stamp
	@echo "== installing what the bot needs"
	@$(PIP) install --quiet --require-hashes --requirement requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/python.stamp
	@echo "== installing what the tests need"
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@
