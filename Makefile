# One door: people and CI call these targets and nothing else. Each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m

.PHONY: demo test check docs bench lab front samples clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    scan a real sample registry: a ranked list, demo/posture.html and a notebook to open"
	@echo "make test    run every test"
	@echo "make check   lint, types, import contract, generated docs, Binder"
	@echo "make lab     JupyterLab on the first notebook"
	@echo "make bench   the figures of the README, measured here against the named peers"
	@echo "make docs    write docs/rules.md and docs/tables.md, and the README's list of commands"
	@echo "make front   build the board and the JupyterLab extension anew (needs Node 20)"
	@echo "make samples build the sample registries anew, with MLflow itself"

$(BIN)/uv:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "aispm-nb needs Python 3.11 or later; set PYTHON=…"'
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --disable-pip-version-check uv

# An editable install holds a copy of the extension's bundle: a new bundle is installed anew.
$(VENV)/.lab: pyproject.toml aispm_nb/labextension/sources.sha256 | $(BIN)/uv
	$(BIN)/uv pip install --quiet --reinstall-package aispm-nb --python $(BIN)/python -e '.[lab]'
	@touch $@

$(VENV)/.dev: pyproject.toml aispm_nb/labextension/sources.sha256 | $(BIN)/uv
	$(BIN)/uv pip install --quiet --reinstall-package aispm-nb --python $(BIN)/python -e '.[dev]'
	@touch $@ $(VENV)/.lab

demo: $(VENV)/.lab
	$(BIN)/aispm demo demo
	@echo "Open the notebook, and the posture panel (the shield in the left sidebar):  make lab"

lab: $(VENV)/.lab
	$(BIN)/jupyter lab notebooks/01-first-posture.ipynb

# Pages are looked at one after the other, for a browser that has to wait proves nothing; the rest runs two at a time.
test: $(VENV)/.dev
	$(RUN) pytest -m "not browser" -n 2 --dist loadfile
	$(RUN) pytest -m browser

check: $(VENV)/.dev
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(BIN)/lint-imports
	$(RUN) docs --check
	$(BIN)/jupyter-repo2docker --no-build --no-run --debug . > $(VENV)/repo2docker.log 2>&1 || (tail -40 $(VENV)/repo2docker.log; exit 1)

docs: $(VENV)/.dev
	$(RUN) docs

bench: $(VENV)/.dev
	$(RUN) benchmarks

front:
	cd extensions/posture-view && npm ci && npm run check && npm run build
	cd extensions/jupyterlab-aispm && npm ci && npm run check && npm run build

samples: $(VENV)/.dev
	for name in bank vision llm_desk; do $(RUN) sample_registries.$$name.build || exit 1; done

clean:
	rm -rf demo dist .pytest_cache .mypy_cache .ruff_cache
