# Everything here works on a machine that has only Python 3.11 or newer with pip, and make.
# The tools live in .venv; nothing is installed anywhere else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint format lock clean help

help:
	@echo "make demo    crawl the practice site over HTTP and publish a practice release under output/practice/"
	@echo "make test    lint, types, import arrows and all tests"
	@echo "make lint    the first three alone        make format  reformat the code"
	@echo "make lock    resolve the dependencies anew (after editing pyproject.toml)"

demo: .venv/ready
	$(BIN)/iom-projects run practice

test: lint
	$(BIN)/pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# venv comes without pip (some systems ship Python without ensurepip); the system's pip puts uv inside.
.venv/ready: requirements/uv.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "iom-projects needs Python 3.11 or newer; '$(PYTHON)' is older. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv --clear --without-pip .venv
	$(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python install --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade \
	  --no-header --group dev pyproject.toml --output-file requirements/dev.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
