# Everything a newcomer needs: Python 3.11 or newer with venv, and make.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
CATALOGUES := $(wildcard src/lienvung/locale/*/LC_MESSAGES/django.po)
ASSETS := src/lienvung/web/static/vendor/htmx.min.js

.PHONY: demo test faults mutants lint bench messages clean
.DELETE_ON_ERROR:

demo: .venv/ready $(ASSETS) .venv/messages
	@$(BIN)/lienvung demo $(ARGS)

test: .venv/ready-dev $(ASSETS) .venv/messages
	@sh tools/install_browser.sh
	@sh tools/install_fault_tools.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

# Every row of the fault table that concerns exchange and storage, with its verdict; at most 35 minutes.
faults: .venv/ready-dev
	@sh tools/install_fault_tools.sh
	$(BIN)/python -m tests.faults $(ARGS)

# What share of changed programmes the tests notice, for what may leave and for the log (docs/mutation.md).
mutants: .venv/ready-dev
	$(BIN)/python -m tools.mutants $(ARGS)

lint: .venv/ready-dev
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

# Exchange beside PostgreSQL's own. The rest: python -m benchmarks.reading, .importing, .units (docs/performance.md).
bench: .venv/ready $(ASSETS)
	$(BIN)/python -m benchmarks $(ARGS)

# Rewrites the English catalogue from the sources; fails while a message has no English.
messages: .venv/ready
	$(BIN)/python -m tools.messages

clean:
	rm -rf .venv node_modules demo-data test-results src/lienvung/web/static/vendor src/lienvung/spatial/fonts

# The locks name every file by its hash. The package itself is built by the locked hatchling.
.venv/ready: requirements.lock pyproject.toml
	@echo "lienvung: making the environment in .venv (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(ASSETS): package-lock.json tools/build_assets.py | .venv/ready
	$(BIN)/python tools/build_assets.py
	@touch $@

.venv/messages: $(CATALOGUES) | .venv/ready
	$(BIN)/pybabel --quiet compile --domain django --directory src/lienvung/locale
	@touch $@
