# Two commands are enough on a fresh machine: `make demo` and `make test`. The rest is for development.
# Needs python3.11 or newer, pip, make and git.

# The first that runs and is new enough: a shim of a version manager may be there and still not work.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# Seven pages open a tag under a condition and close it under the same one further down, which the formatter does not follow.
PAGES := --line-length 160 --indent-width 2 \
	--extend-exclude 'templates/consultations/setup/technolog*.html' --extend-exclude templates/consultations/setup/documents.html --extend-exclude 'templates/consultations/topic_guide/area.html' \
	--extend-exclude 'templates/consultations/topic_guide/page.html' --extend-exclude 'templates/people/privacy/data_head.html' \
	--extend-exclude 'templates/people/privacy/page.html' --extend-exclude 'templates/consultations/joining/promises/*.html' templates
export DJANGO_SETTINGS_MODULE := config.settings
# What a deployment must say of itself (people/deployment.py), for the check of the settings as they are shipped.
COMPLETE := ALLOWED_HOSTS=answerable.example EMAIL_URL=smtp://127.0.0.1:25 DEFAULT_FROM_EMAIL=answerable@answerable.example \
	OPERATOR_NAME=Somebody OPERATOR_CONTACT=contact@answerable.example ERASURE_LEDGER=/nowhere/erasures.jsonl
# Some forty processes start in one run of the tests: what Python compiled for the first serves the others.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: format demo test setup check bench scale oracle unit services e2e types checks clean

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Answerable needs Python 3.11 or newer (with pip); none was found."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Stamps, so that installing happens once a lock file, not once a command.
$(VENV)/.run: requirements/run.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

# Half of an installation is compiling modules, of which a run imports a few; they are compiled when it does.
$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/.format: requirements/format.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/format.txt
	@touch $@

demo: $(VENV)/.run  ## Install, migrate SQLite, tell the demonstration, serve on 127.0.0.1:8000
	@DEMO=1 $(BIN)/python manage.py migrate --verbosity 0
	@DEMO=1 $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@DEMO=1 $(BIN)/python manage.py seed_demo --address http://127.0.0.1:$(PORT)
	@DEMO=1 WORKER_IN_PROCESS=1 SITE_URL=http://127.0.0.1:$(PORT) $(BIN)/uvicorn config.asgi:application --host 127.0.0.1 --port $(PORT) \
		--ws deliberation.live.wire:Protocol --ws-per-message-deflate false --ws-max-size 4096 --no-proxy-headers --log-level warning

setup: $(VENV)/.dev  ## Everything for development, in .venv

test: $(VENV)/.dev  ## All tests: rules and pages first, then a real browser
	@echo "Rules and pages, beside races on PostgreSQL and Redis; then a real browser. Some eighteen minutes on two cores."
	@$(MAKE) --no-print-directory -j2 --output-sync=target unit services
	@$(MAKE) --no-print-directory e2e

# What installs, copies and restores starts processes of its own: beside the services, which are done sooner.
OPERATING := tests/people/operating tests/deploy

unit: $(VENV)/.dev  ## Rules and pages
	DEMO=1 $(BIN)/pytest -n auto --dist worksteal $(addprefix --ignore=,$(OPERATING))

services: $(VENV)/.dev  ## The concurrency and live suites again, on PostgreSQL and Redis
	DEMO=1 $(BIN)/python -m tests.services
	DEMO=1 $(BIN)/pytest -n auto --dist loadfile $(OPERATING)

e2e: $(VENV)/.dev  ## The browser tests alone
	DEMO=1 DJANGO_ALLOW_ASYNC_UNSAFE=true $(BIN)/pytest tests/e2e --override-ini addopts=-q -n 3 --dist loadfile --no-loadscope-reorder

format: $(VENV)/.dev $(VENV)/.format  ## Write Python, pages, styles and scripts as the formatters want them
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true
	$(BIN)/djangofmt $(PAGES)
	$(BIN)/oxfmt static

check: $(VENV)/.dev $(VENV)/.format  ## Lint, format, types, templates, migrations, deployment settings
	@$(MAKE) --no-print-directory -j2 --output-sync=target types checks

types: $(VENV)/.dev  ## mypy, the longest of the checks
	DEMO=1 $(BIN)/mypy audit people consultations deliberation outcomes config

checks: $(VENV)/.dev $(VENV)/.format  ## All of the checks but the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/djangofmt --check $(PAGES)
	$(BIN)/oxfmt --check static
	DEMO=1 $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w 0) $(COMPLETE) $(BIN)/python manage.py check --deploy --fail-level WARNING

scale: $(VENV)/.dev  ## The production layout here: PostgreSQL, Redis, 2 gunicorn and 2 uvicorn processes and a worker behind nginx
	@PORT=$(PORT) $(BIN)/python -m bench.live.scale

oracle:  ## red-dwarf in .oracle: only bench/opinion.py runs it, to compare
	$(PYTHON) -m venv .oracle
	.oracle/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/oracle.txt

bench: $(VENV)/.dev  ## Every measurement; each prints a table and one JSON line
	@for bench in $$(ls bench/[a-z]*.py | grep -v -e harness -e tests_cost); do \
		echo "== $$bench"; DEMO=1 $(BIN)/python $$bench || failed=1; done; exit $${failed:-0}

clean:  ## Remove the demo's database and collected files
	rm -rf var
