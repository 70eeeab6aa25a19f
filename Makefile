PY ?= python3
PORT ?= 8000
V := .venv/bin
UV := $(V)/uv
RESOLVE := $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python $(V)/python
COMPILE := $(RESOLVE) --group build

# The engines use threads of their own; linear algebra that starts more only waits for itself, as `leitplanke` says to itself too.
export OPENBLAS_NUM_THREADS = 1

# Where Python may not keep its compiled code, each of the hundreds of processes that tests start would compile all of it again; for the
# same reason all is compiled once when it is installed.
unexport PYTHONDONTWRITEBYTECODE

# More than two cores have to do, because many tests wait for a server or a browser; neighbours stay in one process, which they share
# fixtures in.
TOGETHER = --dist worksteal -n

.PHONY: run install test test-sqlite test-postgres test-long long-tests long-faults long-use packages packages-long lint lock words wheel bench clean

run: install
	@LEITPLANKE_LOCAL=1 $(V)/leitplanke serve --port $(PORT)

install: .venv/.installed

# One database after the other: both at once on two cores cost a tenth more processor time than they save in waiting.
test:
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint test-postgres
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-sqlite

test-sqlite: .venv/.developed packages
	$(V)/python -m pytest $(TOGETHER) 3 -q

test-postgres: .venv/.developed packages
	TEST_DB=postgres $(V)/python -m pytest $(TOGETHER) 3 -q tests/web

# The looks of pages on PostgreSQL, faults at more moments, backups of every release, more requests to the interface, real proxies, a server that is
# shut in, more firms for searches and proofs, half an hour of use and 500 people at once on either database, a million broken files. Each
# part can run alone, and all at the same time with `make --jobs=3 test-long`; then their times say little.
test-long: long-tests long-faults long-use

long-tests: .venv/.developed packages-long
	$(V)/python tools/proxies.py
	LEITPLANKE_TEST_LONG=1 $(V)/python -m pytest -q tests/web/test_back_up_and_restore.py tests/web/test_keep_only_what_reads_back.py \
	  tests/web/test_upgrade_an_installation.py \
	  tests/web/test_leave_a_backup_to_successors.py tests/web/test_share_the_work.py tests/web/test_api_keeps_its_promise.py tests/faults tests/deployment \
	  tests/cases/test_worked_firms.py tests/unit/study/test_target.py tests/unit/planning/test_conflict.py tests/verification/planning \
	  tests/web/test_attack_the_anonymity.py tests/web/test_attack_by_asking_again.py tests/web/test_sign_in_safely.py
	TEST_DB=postgres LEITPLANKE_TEST_LONG=1 $(V)/python -m pytest -q tests/web/test_share_the_work.py tests/web/test_move_every_kind_of_column.py \
	  tests/web/test_back_up_and_restore.py tests/web/test_upgrade_on_postgresql.py tests/deployment/test_log.py
	TEST_DB=postgres LEITPLANKE_TEST_LONG=1 $(V)/python -m pytest -q $(TOGETHER) 2 -m looks tests/web/browser

long-faults: .venv/.developed packages-long
	$(V)/python benchmarks/faults.py
	$(V)/python tests/fuzz/fuzz.py --inputs 1000000

long-use: .venv/.developed packages
	$(V)/python benchmarks/soak.py
	$(V)/python benchmarks/soak.py --database postgres --processes 2
	$(V)/python benchmarks/load.py
	$(V)/python benchmarks/load.py --database postgres
	$(V)/python benchmarks/restore.py
	$(V)/python benchmarks/restore.py --database postgres

# What tests drive and pip cannot bring; meanwhile the environment is made.
packages:
	@$(PY) tools/system_packages.py

# After the others: two installations at the same time would lock each other out.
packages-long: packages
	@$(PY) tools/system_packages.py --long

lint: .venv/.developed
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/mypy
	$(V)/lint-imports --no-cache

lock: .venv/bin/uv
	$(COMPILE) -o requirements/run.txt pyproject.toml
	$(COMPILE) --extra postgres -c requirements/run.txt -o requirements/postgres.txt pyproject.toml
	$(COMPILE) --group dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml
	$(RESOLVE) --python-version 3.11 -c requirements/run.txt -o requirements/bench.txt requirements/bench.in
	$(V)/python tools/sbom.py

# The one file that is read instead of the YAML files with all texts.
words: .venv/.installed
	$(V)/python tools/words.py

# Wheel, lock files and their sums, as a release has them; from nothing, because a former build leaves modules behind.
wheel: .venv/.installed
	@rm -rf build dist && mkdir dist
	@$(UV) build -q --wheel --no-build-isolation --python $(V)/python -o dist .
	@rm -rf build dist/.gitignore
	@cp requirements/run.txt dist/requirements-run.txt && cp requirements/postgres.txt dist/requirements-postgres.txt
	@cd dist && sha256sum * > SHA256SUMS && ls

bench: .venv/.developed .venv/bench/.installed
	$(V)/python benchmarks/common_job.py
	$(V)/python benchmarks/risk.py
	$(V)/python benchmarks/analyse.py
	$(V)/python benchmarks/start.py

clean:
	rm -rf .venv build dist src/*.egg-info

.venv/bin/uv: requirements/uv.txt
	@command -v $(PY) >/dev/null || { echo "Python is missing: sudo apt-get install -y python3 python3-venv" >&2; exit 1; }
	@$(PY) tools/check_python.py
	$(PY) -m venv .venv
	$(V)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.installed: requirements/run.txt pyproject.toml | .venv/bin/uv
	$(UV) pip install -q --compile-bytecode --python $(V)/python --require-hashes --only-binary :all: -r requirements/run.txt
	$(UV) pip install -q --python $(V)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.developed: requirements/dev.txt .venv/.installed
	$(UV) pip install -q --compile-bytecode --python $(V)/python --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

# One of the tools compared with comes as source only.
.venv/bench/.installed: requirements/bench.txt | .venv/bin/uv
	$(UV) venv -q --clear --python $(V)/python .venv/bench
	$(UV) pip install -q --python .venv/bench/bin/python --require-hashes --only-binary :all: --no-binary aggregate -r requirements/bench.txt
	@touch $@
