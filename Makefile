# Two commands matter: `make demo` and `make test`. Each sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test check bench faults soak docs format frames clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    open the app on a local Lakebase (installs what is needed)"
	@echo "make test    run the tests (installs what is needed)"
	@echo "make check   format, lint, types, layers, spelling"
	@echo "make bench   measure beside psql, pgcli, harlequin and sqlit (BENCH=--help: what else)"
	@echo "make faults  every fault at every moment of a session, as a table (3 minutes)"
	@echo "make soak    ten minutes of short tokens, drops and suspensions"
	@echo "make docs    regenerate the key table, the pictures and the generated docs"

# One stamp an extra; uv where it is there, venv and pip where not.
$(VENV)/.demo $(VENV)/.dev: $(VENV)/.%: pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
		test -x $(BIN)/python || uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); \
		UV_COMPILE_BYTECODE=1 uv pip install --quiet --python $(BIN)/python -e '.[$*]'; \
	else \
		test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV); \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$*]'; \
	fi
	@touch $@

demo: $(VENV)/.demo
	@$(BIN)/lakebase-tui --demo

test: $(VENV)/.dev
	# Files of tests are dealt out to the processors; each has servers of its own.
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell lakebase_tui tests docs themes README.md CHANGELOG.md CONTRIBUTING.md

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev .venv-peers/.installed
	$(BIN)/python -m tests.bench $(BENCH)

faults: $(VENV)/.dev
	$(BIN)/python -m tests.faults

soak: $(VENV)/.dev
	$(BIN)/python -m tests.faults.soak

# The peers to compare with, apart from our own packages and from each other's.
PEERS := .venv-peers
$(PEERS)/.installed:
	$(call peer,pgcli,pgcli)
	$(call peer,harlequin,harlequin harlequin-postgres)
	$(call peer,sqlit,sqlit-tui psycopg2-binary)
	@touch $@

define peer
@$(PYTHON) -m venv $(PEERS)/$(1)
@$(PEERS)/$(1)/bin/python -m pip install --quiet --disable-pip-version-check $(2)
endef

docs: $(VENV)/.dev
	$(BIN)/python docs/build.py

frames: $(VENV)/.dev
	UPDATE_FRAMES=1 $(BIN)/python -m pytest tests/ui

clean:
	rm -rf $(VENV) .venv-peers dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
