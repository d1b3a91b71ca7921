# The words of the house: `make help` lists them. Only Python 3.11+ and make are needed.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
MANAGE := $(VENV_PYTHON) manage.py

# What Python compiles is kept, and beside the sources' own folders: starting takes half the time.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache

.DEFAULT_GOAL := help
.PHONY: help python install run worker demo test format lint types browser services slow bench messages lock

help: ## List these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Tandem needs Python 3.11 or newer, and '$(PYTHON)' was not found: install it, or name one with 'make run PYTHON=/path/to/python3.12'." >&2; exit 1; }
	@$(PYTHON) tools/check_python.py

install: python ## Create .venv and install what running and testing need
	@$(PYTHON) tools/install.py test

run: python ## Start everything: web, jobs, Redis (PORT=8000); Ctrl-C ends it all
	@exec $(PYTHON) tools/run.py

worker: python ## Start a Celery worker with its clock alone (with REDIS_URL and DATABASE_URL)
	@$(PYTHON) tools/install.py run
	@exec $(VENV_PYTHON) -m celery -A alignment worker --beat --loglevel INFO --without-mingle --without-gossip

demo: python ## Load the demo company into the database
	@$(PYTHON) tools/install.py run
	@DEMO=1 $(VENV_PYTHON) tools/prepare.py
	@DEMO=1 $(MANAGE) demo

test: install ## Run every check that this machine can make
	@exec $(VENV_PYTHON) tools/check.py test

format: install ## Lay out code and templates
	@exec $(VENV_PYTHON) tools/check.py format

lint: install ## Style, templates and import contracts
	@exec $(VENV_PYTHON) tools/check.py lint

types: install ## Check the types
	@exec $(VENV_PYTHON) tools/check.py types

browser: install ## Run the browser tests alone
	@exec $(VENV_PYTHON) tools/check.py browser

services: install ## Kill PostgreSQL, Redis and workers of its own: nothing is lost or told twice
	@exec $(VENV_PYTHON) tools/check.py services

slow: install ## Run the long variants of the tests
	@exec $(VENV_PYTHON) tools/check.py slow

bench: install ## Measure the pages on a large data set (LEADS=100000)
	@exec $(VENV_PYTHON) -m tools.bench $(if $(LEADS),--leads $(LEADS))

messages: install ## Collect the texts to translate into locale/*/LC_MESSAGES/django.po
	@exec $(VENV_PYTHON) tools/messages.py update

lock: install ## Resolve requirements/*.in into pinned and hashed lists
	@exec $(VENV_PYTHON) tools/lock.py
