# make demo            a running demonstration on 127.0.0.1:8000
# make demo-takamatsu  the same with the open data of Takamatsu, where ../shared is
# make test            every check and test, on SQLite, with a browser
# make test-postgres   the tests but the browser's, on a private PostgreSQL

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
DEMO_ENV := DEBUG=1 DEMO=1
SHARED := ../shared

.PHONY: demo demo-data demo-takamatsu test test-postgres lint pins install browser postgres clean

install: $(VENV)/.installed node_modules/.installed

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=... names another)."; exit 1; }
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed."; exit 1; }
	npm ci --no-audit --no-fund --silent
	touch $@

demo: demo-data
	$(DEMO_ENV) $(PY) manage.py runserver 127.0.0.1:$(PORT)

demo-data: install
	$(DEMO_ENV) $(PY) manage.py migrate --verbosity 0
	$(DEMO_ENV) $(PY) manage.py demo

demo-takamatsu: demo-data
	@test -d $(SHARED) || { echo "The open data of Takamatsu is read from $(SHARED), which is not here."; exit 1; }
	$(DEMO_ENV) $(PY) manage.py demo --takamatsu $(SHARED)/data
	$(DEMO_ENV) $(PY) manage.py runserver 127.0.0.1:$(PORT)

lint: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	git ls-files --cached --others --exclude-standard 'cms/templates/*.html' | xargs $(VENV)/bin/djade --check --target-version 5.2
	DEBUG=1 $(VENV)/bin/lint-imports
	DEBUG=1 $(PY) manage.py makemigrations --check --dry-run

browser:
	@tests/install.sh browser

# Not --dist loadfile: tests that flush the database come last only where the order of collection is kept.
test: install lint browser
	$(PY) -m pytest -q -n 2

postgres:
	@tests/install.sh postgres

test-postgres: install postgres
	$(PY) -m tests.postgres_cluster $(PY) -m pytest -q -n 2 --ignore=tests/browser

pins:
	$(PY) -m pip install --quiet pip-tools
	$(PY) -m piptools compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe --output-file=requirements.txt requirements.in

clean:
	rm -rf $(VENV) node_modules var
