# What the course's Makefile and that of the handout to students have in common: .venv, JupyterLab, clean.

.PHONY: lab venv clean

# The Python that .venv is made from, if not the first fitting one on the PATH: make lab PYTHON=python3.12
PYTHON ?=
BIN := .venv/bin
STAMP := .venv/made-from-lock
# The targets that open JupyterLab.
LABS ?= lab
# Jupyter starts for root only when it is told that root is meant.
USER_ID := $(shell id -u)
AS_ROOT := $(if $(filter 0,$(USER_ID)),--allow-root)

venv: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@sh autograder/make_venv.sh .venv $(PYTHON)
	@touch $@

lab: CONFIG := $(CURDIR)/.jupyter
$(LABS): $(STAMP)
	@mkdir -p build/exchange build/exchange-cache
	@$(if $(AS_ROOT),echo "JupyterLab runs as root here and so does all that a notebook does.")
	PATH="$(CURDIR)/$(BIN):$$PATH" JUPYTER_CONFIG_PATH="$(CONFIG)" $(BIN)/jupyter lab $(filter-out $(LAB_ARGS),$(AS_ROOT)) $(OPENS) $(LAB_ARGS)

clean:
	rm -rf .venv build
