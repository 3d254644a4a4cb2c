# The commands of the course. Each makes .venv from requirements.lock when it is missing or stale.
#   make lab       open the lessons in JupyterLab    (LAB_ARGS="--no-browser --port 8899")
#   make test      run every test                    (TEST_ARGS="-k drift")
#   make check     the fast part: lint, drift, unit tests
#   make grade     grade submitted/                  (GRADE_ARGS="--student=ada")
#   make demo      grade a small class that comes with the course
#   make solutions run solutions/ and store outputs  (LESSONS="1-embedding-matrix")
#   make lessons   make lessons/ from solutions/
#   make lock      compile requirements.lock from pyproject.toml   (LOCK_ARGS=--upgrade)

.PHONY: lab test check grade demo solutions lessons lock venv clean
.DEFAULT_GOAL := venv

# The first of these that is there and new enough; or name one: make lab PYTHON=python3.12
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
BIN := .venv/bin
STAMP := .venv/made-from-lock

venv: $(STAMP)

# Three things stop most people here; each gets one line. The rest of pip's talk goes to .venv/install.log.
$(STAMP): requirements.lock pyproject.toml
	@sh autograder/make_venv.sh "$(PYTHON)" .venv
	@touch $@

lab: $(STAMP)
	@mkdir -p build/exchange build/exchange-cache
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" \
		--LabApp.default_url=/lab/tree/lessons $(LAB_ARGS)

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 2 --dist loadfile --nbval $(TEST_ARGS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -q -m "not slow" autograder/tests $(TEST_ARGS)

grade: $(STAMP)
	@$(BIN)/python -m autograder grade $(GRADE_ARGS)

demo: $(STAMP)
	@$(BIN)/python -m autograder demo

solutions: $(STAMP)
	@$(BIN)/python -m autograder solutions $(LESSONS)

lessons: $(STAMP)
	@$(BIN)/python -m autograder lessons

lock: $(STAMP)
	$(BIN)/uv pip compile pyproject.toml --output-file requirements.lock --quiet --universal --all-extras \
		--no-strip-extras --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 $(LOCK_ARGS)

clean:
	rm -rf .venv build
