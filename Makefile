# Everything a developer or CI runs; `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?= python3.11
BIN := .venv/bin
COLLECTION := .build/collections/ansible_collections/slipway/kubernetes
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
LOCK_STAMP := .venv/.lock-installed
VENV_STAMP := .venv/.slipway-installed

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: venv
venv: $(VENV_STAMP) ## install the locked tools and the library into .venv, for work in this checkout

# A first install that was interrupted starts afresh (no stamp); a changed lock is installed over what is there.
# A lock is complete: nothing is resolved, since pip takes the newest release of what is asked for with an extra.
$(LOCK_STAMP): requirements/dev.lock
	@echo "venv: installing $$(grep -c '==' $<) locked packages (a few minutes the first time)"
	@if [ -e $@ ]; then $(PYTHON) -m venv .venv; else $(PYTHON) -m venv --clear .venv; fi
	@$(PIP_INSTALL) --no-deps --only-binary :all: --require-hashes --requirement $<
	@problems=$$($(BIN)/python -m pip check --disable-pip-version-check) || { echo "$$problems" >&2; exit 1; }
	@touch $@

$(VENV_STAMP): $(LOCK_STAMP) pyproject.toml
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@mkdir -p $(dir $(COLLECTION))
	@ln -sfn ../../../.. $(COLLECTION)
	@touch $@
	@echo "venv: ready"

# No index, find-links or host of this machine may end up in a lock: uv reads neither pip's settings nor its own.
LOCK = env -u UV_FIND_LINKS UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --no-config --quiet \
  --generate-hashes --only-binary :all: --python-version 3.11 --python-platform x86_64-manylinux_2_28 $(if $(UPGRADE),--upgrade)

.PHONY: lock
lock: $(LOCK_STAMP) ## refresh requirements/*.lock from pyproject.toml and bench.in (add UPGRADE=1 for newest versions)
	@$(LOCK) pyproject.toml --extra dev --no-emit-package slipway --output-file requirements/dev.lock
	@$(LOCK) requirements/bench.in --output-file requirements/bench.lock
	@echo "lock: requirements/dev.lock and requirements/bench.lock are current"

# The checks, each with one line of its own, the quick ones first: what is wrong often is told early.
LINTS := lint-ruff lint-format lint-sizes lint-go lint-shell lint-yaml lint-layers lint-changelog lint-types lint-ansible \
  lint-docs lint-sanity
PACKAGE := .build/package
PLUGIN_PACKAGES := $(notdir $(filter-out plugins/module_utils,$(wildcard plugins/*)))
SHELL_FILES = $$(git grep --untracked --exclude-standard -lE '^\#! ?/.*\b(ba)?sh$$')

.PHONY: lint $(LINTS)
lint: $(LINTS) ## run every check on the code, the quick ones first
	@echo "lint: all checks passed"

lint-ruff: venv
	@echo "lint: ruff, all rules but those that pyproject.toml argues away"
	@$(BIN)/ruff check --quiet .

lint-format: venv
	@echo "lint: ruff, format"
	@$(BIN)/ruff format --quiet --check .

lint-sizes: venv
	@echo "lint: sizes of files and functions"
	@$(BIN)/python scripts/check_sizes.py

lint-go:
	@echo "lint: gofmt"
	@unformatted=$$(gofmt -l tests/cluster); if [ -n "$$unformatted" ]; then echo "run gofmt -w on: $$unformatted" >&2; exit 1; fi

lint-shell: venv
	@echo "lint: shellcheck"
	@$(BIN)/shellcheck $(SHELL_FILES)

lint-yaml: venv
	@echo "lint: yamllint"
	@$(BIN)/yamllint --strict .

# grimp and mypy look for packages by folder: they get one.
.PHONY: package
package: venv
	@$(BIN)/python scripts/link_package.py

lint-layers: package
	@echo "lint: import-linter, who may import whom"
	@PYTHONPATH=$(PACKAGE) $(BIN)/lint-imports --no-logo --cache-dir .build/import-linter

lint-changelog: venv
	@echo "lint: antsibull-changelog"
	@$(BIN)/antsibull-changelog lint

lint-types: package
	@echo "lint: mypy --strict, the library and toolkit, then Ansible's plugins, then tests and scripts"
	@MYPYPATH=$(PACKAGE) $(BIN)/mypy --package slipway
	@MYPYPATH=.build/collections $(BIN)/mypy --follow-imports silent $(PLUGIN_PACKAGES:%=--package ansible_collections.slipway.kubernetes.plugins.%)
	@MYPYPATH=$(PACKAGE) $(BIN)/mypy --explicit-package-bases --follow-imports silent \
	  benchmarks scripts tests/cluster tests/conftest.py tests/contract tests/fixtures tests/hostile tests/sanity tests/unit/test_packaging.py

lint-ansible: venv
	@echo "lint: ansible-lint, profile production"
	@PATH="$(CURDIR)/$(BIN):$$PATH" ANSIBLE_COLLECTIONS_PATH=.build/collections $(BIN)/ansible-lint -q

lint-docs: venv
	@echo "lint: antsibull-docs, the documentation of every plugin"
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/build_collection .build/docs
	@cd .build/docs/ansible_collections/slipway/kubernetes && PATH="$(CURDIR)/$(BIN):$$PATH" HOME="$(CURDIR)/.build/docs" \
	  antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=all .

lint-sanity: venv
	@echo "lint: ansible-test sanity (most of two minutes the first time)"
	@scripts/sanity

.PHONY: format
format: venv ## bring Python and Go files into the form that lint wants
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@gofmt -w tests/cluster

# CI=true makes the tests on the real cluster required: a skip there is then a failure.
.PHONY: test
test: venv ## run all tests; those on the real cluster start it (PYTEST_ARGS='-k name' selects)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(PYTEST_ARGS)

.PHONY: soak
soak: venv ## try kills, faults and drifts of project namespaces many times on the real cluster (most of an hour)
	@SLIPWAY_SOAK=1 PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -q --capture=no --timeout 3600 \
	  tests/unit/converge tests/integration/test_convergence_*.py tests/integration/test_project_interrupted.py \
	  tests/integration/test_project_faults.py $(PYTEST_ARGS)

# What decides where we dial, and what of a server's words is shown: there no branch goes untested.
# None of these tests is on the real cluster, which CI=true would insist on.
COVERED := cluster.guard errors cluster.http.error_answer cluster.http.sent_fields cluster.http.unknown_fields \
  resource_attributes cluster.http.connection_failure cluster.http.foreign_answer cluster.http.encoding
COVERING := guard test_errors.py test_error_answer.py test_field_conflicts.py test_sent_fields.py test_unknown_fields.py \
  test_resource_attributes.py test_connection_failure.py test_foreign_answer.py test_encoding.py
.PHONY: coverage
coverage: venv ## prove that the unit tests of the guard and of the errors take every branch of both
	@mkdir -p .build
	@env -u CI COVERAGE_FILE=.build/coverage $(BIN)/python -m pytest -q --numprocesses 2 $(COVERING:%=tests/unit/cluster/%) \
	  $(COVERED:%=--cov=slipway.%) --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

.PHONY: cluster
cluster: venv ## start the real cluster for tests, building it first when needed (root); ends with KUBECONFIG=<path>
	@$(BIN)/python -m tests.cluster up

.PHONY: cluster-down
cluster-down: venv ## remove the real cluster and all it made; what was built stays cached
	@$(BIN)/python -m tests.cluster down

BENCH_STAMP := .build/bench-venv/.lock-installed

# The peers have an environment of their own: what they need must not decide what we are developed with.
$(BENCH_STAMP): requirements/bench.lock
	@echo "bench: installing the peers, $$(grep -c '==' $<) locked packages (a minute the first time)"
	@$(PYTHON) -m venv --clear .build/bench-venv
	@.build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
	  --no-deps --only-binary :all: --require-hashes --requirement $<
	@touch $@

# Case and size go by the environment: no text of theirs is ever part of a command.
.PHONY: bench
bench: export BENCH_CASE := $(CASE)
bench: export BENCH_SIZE := $(SIZE)
bench: venv $(BENCH_STAMP) ## measure beside other clients: make bench, or make bench CASE=get SIZE=1000 (docs/benchmarks.md)
	@$(BIN)/python -m benchmarks "$$BENCH_CASE" "$$BENCH_SIZE"

.PHONY: demo
demo: venv ## show the main job on the test cluster, or on another: make demo KUBECONFIG=<path> (KEEP=1 leaves the cluster up)
	@KEEP='$(KEEP)' scripts/demo $(if $(filter command line,$(origin KUBECONFIG)),'$(KUBECONFIG)')

.PHONY: clean
clean: ## remove what the targets made in this checkout; the cluster's build cache stays
	@rm -rf .build .venv .ansible .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist tests/output changelogs/.plugin-cache.yaml
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
