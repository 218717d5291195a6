# `make run` serves the demo; `make test` checks everything. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PORT ?= 8000
# The system's own Python is built with optimization, one built by hand often is not: a quarter slower.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; assert sys.version_info >= (3, 11)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
export PORT

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/installed: requirements.txt pyproject.toml
	@sh tools/need python $(PYTHON)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/installed: package-lock.json
	@sh tools/need node
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-fund --no-audit --loglevel=error
	@touch $@

setup: .venv/installed node_modules/installed ## install what running needs; leaves .venv/bin/zhicheng

run: setup ## serve the demo at http://127.0.0.1:$PORT
	exec $(BIN)/zhicheng run

.venv/installed-reading: requirements-reading.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-reading.txt
	@touch $@

setup-reading: .venv/installed-reading ## install the reader for the text of scans (some 300 MB)

setup-test: setup .venv/installed-dev ## install what testing needs besides
	@sh tools/need chromium

check: setup-test ## format, lint, types, import contracts, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	DATA_DIR=var/check $(BIN)/zhicheng keys create
	DATA_DIR=var/check $(BIN)/mypy
	$(BIN)/lint-imports
	DATA_DIR=var/check $(BIN)/zhicheng makemigrations --check --dry-run

test: check ## everything that CI runs first: checks, tests, browser journeys; at most 15 minutes on 2 cores
	$(MAKE) cover
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m "not long" --ignore tests/policy
	if [ -n "$${TEST_DATABASE_URL:-}" ]; then ZHICHENG_TEST_ON=postgresql $(BIN)/pytest -n 2 --dist loadfile -q -m "database and not long"; fi

cover: setup-test ## the law's own tests; every branch of it is reached, or this fails
	@mkdir -p var
	@rm -f var/coverage var/coverage.*
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile -q tests/policy
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

test-long: setup-test setup-reading ## what needs longer; at most 40 minutes
	@sh tools/need peers
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m long
	if [ -n "$${TEST_DATABASE_URL:-}" ]; then ZHICHENG_TEST_ON=postgresql $(BIN)/pytest -n 2 --dist loadfile -q -m "database and long"; \
	ZHICHENG_TEST_ON=postgresql $(BIN)/pytest -n 2 -q tests/test_addresses.py tests/test_hostile_input.py; fi

bench: setup-test ## measure beside the yardstick: one JSON object a line
	$(BIN)/zhicheng bench all

mutate: setup-test ## change each rule and value of the law a little and see a case notice
	$(BIN)/python -m tests.mutate_rules
	$(BIN)/python -m tests.mutate_values

mutate-coverage: setup-test ## disable each function that a clause names and see its test fail
	$(BIN)/python tests/mutate_coverage.py

format: setup-test ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/installed ## write the lock files anew
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras -o requirements-dev.txt requirements-dev.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras -o requirements-reading.txt requirements-reading.in
	npm install --package-lock-only --omit-lockfile-registry-resolved

.PHONY: help setup run setup-reading setup-test check test cover test-long bench mutate mutate-coverage format lock
