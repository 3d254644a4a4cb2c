# The commands of the course. Each makes .venv from requirements.lock when it is missing or stale.
#   make lab       open the lessons in JupyterLab    (LAB_ARGS="--no-browser --port 8899")
#   make author    open solutions/ in JupyterLab, with nbgrader's panel that makes a cell an answer or a test
#   make test      run the tests                     (TEST_ARGS="-k drift")
#   make whole     run the tests, with every member of every bank: hours
#   make check     the fast part: lint, types, drift, unit tests
#   make grade     grade submitted/                  (GRADE_ARGS="--student=ada")
#   make collect   put a learning platform's download to submitted/      (ZIP=download.zip LESSON=1)
#   make marks     the marks as Moodle, Canvas or Brightspace imports them       (LMS=canvas LESSON=1 FROM=export.csv
#                  EXERCISES=1 SCALE=1; by Canvas's API: CANVAS=1, then SEND=1)
#   make returned  feedback, zipped as the platform takes it back    (LMS=moodle LESSON=1 ZIP=the-download.zip)
#   make demo      grade a small class that comes with the course
#   make report    a page on the class: build/report  (REPORT_ARGS="--anonymous --json")
#   make review    mark what is held, in the browser: a page of this machine alone     (REVIEW_ARGS=--no-browser)
#   make adopt     name a mistake that several made: it joins the bank   (GROUP=3, as the report numbers it)
#   make similar   pairs of answers that are alike, with how often that happens by chance    (LESSON=1)
#   make certificates  to who has earned one, by the gradebook   (CERTIFICATES_ARGS="--student=ada")
#   make verify    check all marks against their log, and grade a sample again   (VERIFY_ARGS=--sample=5); or
#                  a certificate, or a page of feedback    (CODE=K7M2-... or FILE=certificates/ada.html)
#   make solutions run solutions/ and store outputs  (LESSONS="1-embedding-matrix")
#   make lessons   make lessons/ from solutions/
#   make handout   what students get: build/handout and a zip file of it     (HANDOUT_ARGS=--branch=handout)
#   make explained the solutions and why, for after the deadline: build/solutions   (LESSONS="1-embedding-matrix")
#   make pages     make a web page of each lesson: build/pages          (PAGES_ARGS=--solutions)
#   make watch     run, release, check and export a lesson at each save  (LESSON=1)
#   make bank      grade what has changed in the bank of answers         (BANK_ARGS=LESSON/EXERCISE/NAME, or less of it)
#   make bench     time grading beside stock nbgrader     (BENCH_ARGS="--copies=5 1-embedding-matrix")
#   make honest    compare marks with the plain run's on notebooks with honest accidents     (N=5000 SEED=1 LESSON=)
#   make dropin    run nbgrader's own tests with our kernels
#   make words     collect the sentences that students read, for translators: autograder/locale/autograder.pot
#   make lock      compile requirements.lock from pyproject.toml   (LOCK_ARGS=--upgrade)

.PHONY: author test whole check grade collect marks returned report review adopt similar demo certificates verify \
	bank watch pages bench honest dropin solutions lessons handout explained words lock
.DEFAULT_GOAL := venv

# The targets that open JupyterLab; how they do, and .venv, stand where the students' Makefile has them from, too.
LABS := lab author
include autograder/lab.mk

author: CONFIG := $(CURDIR)/.jupyter/author:$(CURDIR)/.jupyter
author: OPENS := --LabApp.default_url=/lab/tree/solutions

# What `make test` tries of each bank, and `make whole` does not leave out.
test: SAMPLE := -m "not whole"
test whole: $(STAMP)
	@sh autograder/system.sh tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile --nbval $(SAMPLE) $(TEST_ARGS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow" autograder/tests $(TEST_ARGS)

grade: $(STAMP)
	@$(BIN)/python -m autograder grade $(GRADE_ARGS)

marks: $(STAMP)
	@$(BIN)/python -m autograder marks $(if $(LMS),--lms=$(LMS)) $(if $(FROM),"--from=$(FROM)") \
		$(if $(EXERCISES),--exercises) $(if $(SCALE),--scale) $(if $(CANVAS),--canvas) $(if $(SEND),--send) $(LESSON)

returned: $(STAMP)
	@$(BIN)/python -m autograder returned $(if $(LMS),--lms=$(LMS)) $(if $(ZIP),"--zip=$(ZIP)") $(LESSON)

collect: $(STAMP)
	@$(BIN)/python -m autograder collect $(if $(LESSON),--lesson=$(LESSON)) $(if $(ZIP),"$(ZIP)") $(COLLECT_ARGS)

report: $(STAMP)
	@$(BIN)/python -m autograder report $(REPORT_ARGS)

review: $(STAMP)
	@$(BIN)/python -m autograder review $(REVIEW_ARGS)

adopt: $(STAMP)
	@$(BIN)/python -m autograder adopt $(if $(GROUP),--group=$(GROUP)) $(if $(MISTAKE),"--mistake=$(MISTAKE)") $(ADOPT_ARGS)

similar: $(STAMP)
	@$(BIN)/python -m autograder similar $(SIMILAR_ARGS) $(LESSON)

demo: $(STAMP)
	@$(BIN)/python -m autograder demo

certificates: $(STAMP)
	@$(BIN)/python -m autograder certificates $(CERTIFICATES_ARGS)

verify: $(STAMP)
	@$(BIN)/python -m autograder verify $(VERIFY_ARGS) $(if $(CODE),"$(CODE)") $(if $(FILE),"$(FILE)")

bank: $(STAMP)
	@$(BIN)/python -m autograder bank $(BANK_ARGS)

pages: $(STAMP)
	@$(BIN)/python -m autograder pages $(PAGES_ARGS)

watch: $(STAMP)
	@$(BIN)/python -m autograder watch $(LESSON)

bench: $(STAMP)
	@$(BIN)/python -m autograder bench $(BENCH_ARGS)

N ?= 200
SEED ?= 1
honest: $(STAMP)
	@$(BIN)/python -m autograder honest --n=$(N) --seed=$(SEED) $(if $(LESSON),--lesson=$(LESSON))

# In a folder of its own: the tests of another package must not meet our configuration of pytest. In the sandbox, where
# what a submission writes goes with its kernel: so not the test that it stays.
dropin: $(STAMP)
	@mkdir -p build/dropin
	cd build/dropin && PATH="$(CURDIR)/$(BIN):$$PATH" JUPYTER_DEFAULT_PROVISIONER_NAME=autograder-warm \
		python -m pytest -q -p no:cacheprovider -c /dev/null --rootdir . --pyargs \
		--deselect ::TestNbGraderAutograde::test_side_effects \
		nbgrader.tests.apps.test_nbgrader_autograde nbgrader.tests.apps.test_nbgrader_validate

words: $(STAMP)
	$(BIN)/pybabel -q extract -F pyproject.toml -k Sentence:1,1t -k Sentence:1,2 -c TRANSLATORS: -s -w 120 \
		--add-location=file --project=autograder --version=1 --header-comment="# See autograder/words.py." \
		-o autograder/locale/autograder.pot autograder/words.py autograder/record/feedback.html.j2 \
		autograder/record/explained.html.j2 autograder/record/certificate.html.j2 autograder/record/certificate.svg.j2 \
		autograder/course/templates/lesson/index.html.j2

solutions: $(STAMP)
	@$(BIN)/python -m autograder solutions $(LESSONS)

lessons: $(STAMP)
	@$(BIN)/python -m autograder lessons

handout: $(STAMP)
	@$(BIN)/python -m autograder handout $(HANDOUT_ARGS)

explained: $(STAMP)
	@$(BIN)/python -m autograder explained $(LESSONS)

lock: $(STAMP)
	$(BIN)/uv pip compile pyproject.toml --output-file requirements.lock --quiet --universal --all-extras \
		--no-strip-extras --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 $(LOCK_ARGS)
