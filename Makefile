# `make site` builds the sample site, `make test` passes the tests; both do all of their set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: site test lint bench preview clean

site: $(STAMP)
	@$(BIN)/gongkai build
	@echo "看一看 / to look at it:  $(BIN)/gongkai preview    （或打开 / or open site/index.html）"

test: $(STAMP)
	$(BIN)/python -m pytest -q -rs -n auto

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

preview: $(STAMP)
	$(BIN)/gongkai preview

# CORPUS=DIR takes a ready corpus in the neutral layout; see benchmarks/README.md
bench: $(STAMP)
	$(BIN)/python benchmarks/run.py $(if $(CORPUS),--neutral $(CORPUS)) $(BENCH)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新 / Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "缺少 venv：请先安装 python3-venv / venv is missing: install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .gongkai build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find site -mindepth 1 ! -name .gitkeep -delete
