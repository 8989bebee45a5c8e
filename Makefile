# Everything that a newcomer needs: `make build`, then `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# What is measured beside ours: the dependency group `bench`.
BENCH = $(BIN)/python -m pip install --quiet --disable-pip-version-check uv && $(BIN)/uv pip install --quiet --group bench

.PHONY: build check serve test lock fuzz bench bench-search bless clean

build: $(READY)
	$(BIN)/gongshi build

check: $(READY)
	$(BIN)/gongshi check $(if $(AGAINST),--against $(AGAINST))

serve: $(READY)
	$(BIN)/gongshi serve

test: $(READY)
	$(BIN)/ruff check generator tests
	$(BIN)/ruff format --check generator tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(BIN)/pytest -n 2

# The parsers against made-up texts, for SECONDS (600 unless told).
SECONDS ?= 600
fuzz: $(READY)
	$(BIN)/python tests/fuzz/fuzz.py $(SECONDS)

# Builds beside Hugo's on the same records.
bench: $(READY)
	$(BENCH)
	$(BIN)/python tests/benchmarks/build.py

# The search beside pagefind and Material's own; the last line is one JSON object.
bench-search: $(READY)
	$(BENCH)
	$(BIN)/python tests/benchmarks/search.py

bless: $(READY)
	$(BIN)/python tests/bless.py

# New versions of the dependencies, with hashes and without index addresses.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group dev pyproject.toml --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	$(BIN)/python -m compileall -q generator/gongshi
	touch $(READY)

clean:
	rm -rf $(VENV) site
