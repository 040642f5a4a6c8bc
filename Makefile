# `make run` and `make test` are all a newcomer needs; each sets up .venv first.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready-$(shell cksum pyproject.toml | cut -d' ' -f1)

.PHONY: run setup test check lint format bench screenshots clean
.DEFAULT_GOAL := run

run: setup
	@$(BIN)/mlcards

setup: $(STAMP)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "mlcards needs Python 3.11 or newer; set PYTHON=python3.12, say." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@rm -f .venv/.ready-* && touch $@

test: lint
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell src tests decks docs benchmarks README.md CHANGELOG.md CONTRIBUTING.md

check: test

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m benchmarks

screenshots: setup
	$(BIN)/python docs/make_screenshots.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
