# Two commands for a new user: `make run` and `make test`. Everything they make lands in .venv/ and build/.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install model test lint clean browser screenshots

run: install model  ## build what is missing and serve the pages
	$(BIN)/themawijzer serve --port $(PORT)

install: $(VENV)/.installed  ## the virtual environment with pinned versions

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 of nieuwer is nodig." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Het pakket python3-venv ontbreekt: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

model: install  ## train the model if there is none or it no longer matches corpus, code or libraries
	$(BIN)/themawijzer train --if-needed

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: install model browser lint  ## the same set-up, then all tests
	$(BIN)/python -m pytest

browser:  ## the e2e tests drive Debian's Chromium: install it where that is allowed, say so where it is not
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "Chromium ontbreekt: de browsertests worden overgeslagen (sudo apt-get install chromium)."

screenshots: install browser  ## the README's pictures, of the service that `make run` started
	$(BIN)/python docs/screenshots.py http://127.0.0.1:$(PORT)

clean:
	rm -rf $(VENV) build
