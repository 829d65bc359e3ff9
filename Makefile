# make demo               a running demonstration on 127.0.0.1:8000
# make demo-takamatsu     the same with the open data of Takamatsu, where ../shared is
# make test               every check and test, on SQLite, with a browser
# make test-postgres      the tests but the browser's, on a private PostgreSQL
# make test-pythons       make test under each Python of .ci/pythons that this machine has
# make lint               the checks alone; `pre-commit install` runs them before each commit
# make coverage           the share of lines that the tests run; TESTS=tests/directory/hours for a part
# make drill              the servers of docs/guides/operating.md on loopback addresses: set up, broken, restored
# make sbom               what the product is made of (CycloneDX), into var/sbom/
# make audit              asks whether any of it is known to be vulnerable
# make install-production what a city's server needs, and no more
#
# PYTHON=python3.12 names another Python, which gets a folder of its own (.venv-3.12).

PYTHON ?= python3
PORT ?= 8000
TESTS ?= tests --ignore=tests/browser
# A shim of pyenv stands in PATH even where its version is not installed: the name is found, and nothing runs.
ifneq ($(PYTHON),python3)
PYTHON_VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
ifeq ($(PYTHON_VERSION),)
$(error PYTHON=$(PYTHON) does not run here. Install that version of Python, or name another one)
endif
endif
VENV := .venv$(if $(PYTHON_VERSION),-$(PYTHON_VERSION))
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check
NPM_CI := npm ci --no-audit --no-fund --silent
DEMO_ENV = DEBUG=1 DEMO=1 SITE_URL=http://127.0.0.1:$(PORT)
SHARED := ../shared
LISTED := git ls-files --cached --others --exclude-standard
LINTS := lint-python lint-types lint-templates lint-imports lint-migrations lint-shell lint-scripts lint-styles

# Else each worker of the tests and each manage.py compiles a thousand modules again, where the environment forbids to keep them.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo demo-data demo-takamatsu test migrated test-postgres test-pythons coverage mutants lint $(LINTS) pins install install-production browser postgres drill sbom audit clean

install: $(VENV)/.installed node_modules/.installed

# The user of the site may not write here: without this each process would compile every module again.
install-production: $(VENV)/.installed-production node_modules/.installed-production
	$(PY) -m compileall -q cms directory matching

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=... names another)."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements/development.txt | $(PY)
	$(PIP) install --require-hashes -r $<
	touch $@

$(VENV)/.installed-production: requirements/production.txt | $(PY)
	$(PIP) install --require-hashes -r $<
	touch $@

node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || { echo "Node 20.19 or newer with npm is needed."; exit 1; }
	$(NPM_CI)
	touch $@

node_modules/.installed-production: package-lock.json
	@command -v npm >/dev/null || { echo "Node 20.19 or newer with npm is needed."; exit 1; }
	$(NPM_CI) --omit=dev
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

# Each of these is a hook of .pre-commit-config.yaml too; a test compares the two lists.
lint: $(LINTS)

lint-python: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

lint-types: install
	$(VENV)/bin/mypy

lint-templates: install
	$(LISTED) 'cms/templates/*.html' | xargs $(VENV)/bin/djade --check --target-version 5.2

lint-imports: install
	DEBUG=1 $(VENV)/bin/lint-imports

lint-migrations: install
	DEBUG=1 $(PY) manage.py makemigrations --check --dry-run

lint-shell: install
	$(LISTED) '*.sh' .ci/run .ci/test_pythons | xargs $(VENV)/bin/shellcheck

lint-scripts: install
	node_modules/.bin/eslint --max-warnings 0 cms/static/cms

lint-styles: install
	node_modules/.bin/stylelint --max-warnings 0 'cms/static/cms/**/*.css'

browser:
	@tests/install.sh browser

# The database that the tests copy (tests/migrated_once.py); made here, no worker waits for another one that makes it.
migrated: install
	$(PY) -m tests.migrated_once

# Not --dist loadfile: tests that flush the database come last only where the order of collection is kept.
test: install browser
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 lint migrated
	$(PY) -m pytest -q -n 2

postgres:
	@tests/install.sh postgres

# All tests that use the database (tests/conftest.py leaves out the others, which say the same on each), without the browser.
test-postgres: install postgres
	$(PY) -m tests.postgres_cluster $(PY) -m pytest -q -n 2 --ignore=tests/browser

test-pythons:
	.ci/test_pythons

coverage: install
	$(PY) -m pytest -q -n 2 --cov=directory --cov=matching --cov=cms --cov-report=term:skip-covered $(TESTS)

# Changes one thing in the code at a time, and asks whether a test notices: half an hour on two cores.
mutants: install
	$(PY) -m tests.benchmarks.mutants

# PLACES=2000 SECONDS=5 for a short one; INSTALL=1 installs the site's packages anew from their pins.
drill: install
	@tests/install.sh drill
	$(PY) -m tests.drill $(if $(PLACES),--places $(PLACES)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(INSTALL),--install)

.venv-release/.installed: requirements/release.txt
	$(PYTHON) -m venv .venv-release
	.venv-release/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r $<
	touch $@

# npm wants a version where the package has none: it is told one in a copy.
sbom: .venv-release/.installed
	mkdir -p var/sbom/ibasho
	.venv-release/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file var/sbom/python.cdx.json requirements/production.txt
	cp package.json package-lock.json var/sbom/ibasho/
	cd var/sbom/ibasho && npm version --no-git-tag-version --silent 0.0.0-checkout >/dev/null
	cd var/sbom/ibasho && npm sbom --sbom-format cyclonedx --package-lock-only --omit dev > ../javascript.cdx.json
	rm -r var/sbom/ibasho

# --disable-pip: the pins say all there is, so nothing is downloaded.
audit: .venv-release/.installed
	.venv-release/bin/pip-audit --require-hashes --disable-pip --strict -r requirements/production.txt
	npm audit --package-lock-only --omit=dev

# Versions that are pinned stay: delete a line of a .txt (or the file) to let pip-compile choose anew.
pins: $(PY)
	$(PIP) install pip-tools
	for name in base production development release; do \
	  $(PY) -m piptools compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --strip-extras --allow-unsafe --output-file=requirements/$$name.txt requirements/$$name.in || exit 1; \
	done
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --silent

clean:
	rm -rf .venv .venv-* node_modules var
