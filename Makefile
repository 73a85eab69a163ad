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
$(LOCK_STAMP): requirements/dev.lock
	@echo "venv: installing $$(grep -c '==' $<) locked packages (about a minute, longer without a cache)"
	@if [ -e $@ ]; then $(PYTHON) -m venv .venv; else $(PYTHON) -m venv --clear .venv; fi
	@$(PIP_INSTALL) --only-binary :all: --require-hashes --requirement $<
	@touch $@

$(VENV_STAMP): $(LOCK_STAMP) pyproject.toml
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@mkdir -p $(dir $(COLLECTION))
	@ln -sfn ../../../.. $(COLLECTION)
	@touch $@
	@echo "venv: ready"

# No index, find-links or host of this machine may end up in the file: uv reads neither pip's settings nor its own.
.PHONY: lock
lock: $(LOCK_STAMP) ## refresh requirements/dev.lock from pyproject.toml (add UPGRADE=1 for newest versions)
	@env -u UV_FIND_LINKS UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile pyproject.toml --extra dev \
	  --no-config --quiet --generate-hashes --only-binary :all: --python-version 3.11 \
	  --python-platform x86_64-manylinux_2_28 --no-emit-package slipway $(if $(UPGRADE),--upgrade) \
	  --output-file requirements/dev.lock
	@echo "lock: requirements/dev.lock is current"
