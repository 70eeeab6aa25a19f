PY ?= python3
PORT ?= 8000
V := .venv/bin
UV := $(V)/uv

.PHONY: run install test lint lock bench clean

run: install
	LEITPLANKE_LOCAL=1 $(V)/leitplanke serve --port $(PORT)

install: .venv/.installed

test: .venv/.developed
	@$(V)/python tests/house/packages.py
	$(MAKE) lint
	$(V)/python -m pytest -n 2 -q

lint: .venv/.developed
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/mypy
	$(V)/lint-imports --no-cache

lock:
	$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python $(V)/python --group build -o requirements/run.txt pyproject.toml
	$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python $(V)/python --group build --group dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

.venv/bin/uv:
	@$(PY) tools/check_python.py
	$(PY) -m venv .venv
	$(V)/python -m pip install -q --require-hashes -r requirements/uv.txt

.venv/.installed: requirements/run.txt pyproject.toml | .venv/bin/uv
	$(UV) pip install -q --python $(V)/python --require-hashes --only-binary :all: -r requirements/run.txt
	$(UV) pip install -q --python $(V)/python --no-deps --no-build-isolation -e .
	touch $@

.venv/.developed: requirements/dev.txt .venv/.installed
	$(UV) pip install -q --python $(V)/python --require-hashes --only-binary :all: -r requirements/dev.txt
	touch $@
