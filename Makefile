# `make demo` and `make test` are all the set-up there is: Python 3.11 or newer, git and make are enough.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: help demo test check bench docs

help:
	@echo "make demo    a practice office in out/demo: one repair from the call to the archive, and its printed sheets"
	@echo "make test    the tests               (make test ARGS='-k money': some of them; ARGS='-m slow': the slow ones)"
	@echo "make check   ruff, its format, mypy  (before every commit)"
	@echo "make bench   how long commands take  (beside an empty Python and a bare git commit)"
	@echo "make docs    writes the generated pages of docs/ anew, and what the commands of the READMEs say"
	@echo "Another Python: make test PYTHON=python3.13"

demo: $(READY)
	@$(BIN)/repairctl demo out/demo --fresh --no-input $(ARGS)
	@echo "Here repairctl is $(abspath $(BIN))/repairctl"

test: $(READY)
	@$(BIN)/python -m pytest -q -n auto -m 'not slow' $(ARGS)

check: $(READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	@$(BIN)/python tests/test_architecture.py # long functions and files: places to look at, no failure

bench: $(READY)
	@$(BIN)/python benchmarks/startup.py $(ARGS)

docs: $(READY)
	@$(BIN)/python tools/docs.py $(ARGS)

# The environment, made once and again only when pyproject.toml has changed; pip is the only one who asks the network.
# --only-binary: macOS 14 has an older wheel of plutoprint, and would otherwise compile the newest.
$(READY): pyproject.toml
	@command -v git >/dev/null || \
	  { echo "repairctl keeps its records in git, and there is no git here. On Debian or Ubuntu: apt install git" >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null || \
	  { echo "There is no $(PYTHON) here. Name your Python 3.11 or newer: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than 3.11. Name a newer one: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make an environment of its own. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making the environment in $(VENV), a minute the first time …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary plutoprint --editable '.[dev]'
	@touch $(READY)
