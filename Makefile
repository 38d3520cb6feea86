# Everything is done in an environment of its own, .venv, which only Python is needed to build.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# An empty value is none: where it is set, each of the thousands of processes that the tests start would compile our modules anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run demo words check contracts-released deploy-check test check-models eval models screenshots bench torture soak fuzz reference docs image image-twice sbom audit lock clean

help: ## print these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## build .venv with the command golddust in it

$(READY): requirements.lock requirements-build.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "golddust needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

run: $(READY) ## run everything on this machine
	$(BIN)/golddust run

demo: $(READY) ## run everything with a small made-up company, and follow its customers' messages
	$(BIN)/golddust demo

$(VENV)/.tools: $(READY) requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $(VENV)/.tools

check: $(VENV)/.tools deploy-check ## formatting, lint, types, imports between rooms, what was promised, what is deployed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m cli.contracts check

contracts-released: $(READY) ## before a release: note what others may build on from here on (refused where that breaks them)
	$(BIN)/python -m cli.contracts release

deploy-check: $(VENV)/.tools ## the Dockerfile, the compose file, the Kubernetes manifests
	$(BIN)/python -m tests.deploy.checks

WORKERS ?= 2
test: $(VENV)/.tools ## the tests; PostgreSQL, Prism and swaks are used where they are, see CONTRIBUTING.md
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not long"

# What the taggers are judged by. The public sets lie beside a checkout, if at all: SETS=tests/corpus/messages does without them.
SETS ?= ../shared/data/nlp/test tests/corpus/messages
check-models: $(READY) ## fail where a tagger is a point worse than training/scores.json (SETS=tests/corpus/messages: without public sets)
	$(BIN)/golddust eval $(SETS) --compare training/scores.json

eval: $(READY) ## measure all taggers anew, and write training/scores.json and the pages
	$(BIN)/golddust eval $(SETS) --json training/scores.json
	$(MAKE) reference

screenshots: $(VENV)/.tools ## pictures of the form under build/screenshots (needs chromium)
	$(BIN)/python -m tests.services.screenshots build/screenshots

bench: $(VENV)/.tools ## measure, side by side in one run
	$(BIN)/python -m benchmarks

torture: $(VENV)/.tools ## kill everything under load on SQLite (ROUNDS=20), every scenario on a real Kafka, and what make test leaves out
	$(BIN)/python -m benchmarks.torture --rounds $(or $(ROUNDS),20) --scenario all
	$(BIN)/python -m pytest -m long

soak: $(VENV)/.tools ## two hours under half of what it can take while things fail (HOURS=2): memory flat, nothing lost; build/soak/report.md
	$(BIN)/python -m benchmarks.soak --hours $(or $(HOURS),2)

fuzz: $(VENV)/.tools ## random messages read for ten minutes (SECONDS=600), then 10,000 odd things thrown at every door (COUNT, SEED, DOORS)
	$(BIN)/python -m benchmarks.fuzz --seconds $(or $(SECONDS),600) --seed $(or $(SEED),0)
	$(BIN)/python -m benchmarks.thrown --count $(or $(COUNT),10000) --seed $(or $(SEED),0) $(if $(DOORS),--doors $(DOORS))

words: $(READY) ## find the words of the pages, and put what is new into each catalogue of translations
	$(BIN)/python -m console.translations.words

reference: $(READY) ## write the reference pages from the code, and the accuracy page from the recorded scores
	$(BIN)/python -m cli.reference docs/reference

docs: reference $(VENV)/.tools ## the same, and build the site of all documents into build/site, its links checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: $(VENV)/.tools ## pin every dependency with its hashes
	$(LOCK) --group build -o requirements-build.lock
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group build --group test --group check --group docs -o requirements-dev.lock
	$(LOCK) pyproject.toml --group build --group train -o requirements-train.lock

SBOM ?= build/sbom.cdx.json
sbom: $(READY) ## list every package that golddust is made of, with hashes and licences (CycloneDX, SBOM=build/sbom.cdx.json)
	$(BIN)/python deploy/sbom.py requirements.lock --version-from golddust/__init__.py --to $(SBOM)

audit: $(VENV)/.tools ## ask a database of known faults about every package; 69 where it cannot be reached (SERVICE=osv or pypi)
	$(BIN)/python deploy/audit.py requirements.lock --pip-audit $(BIN)/pip-audit --service $(or $(SERVICE),osv)

# What builds models needs far more than what uses them: an environment of its own, of some gigabytes.
TRAINING := .venv-train
$(TRAINING)/.ready: requirements-train.lock requirements-build.lock pyproject.toml
	$(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	$(TRAINING)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements-train.lock
	$(TRAINING)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(TRAINING)/.ready

models: $(TRAINING)/.ready ## build the models anew into build/models (MODELS=DIR), from ../shared/data; some hours, TRIAL=1: minutes
	nice $(TRAINING)/bin/golddust train --models $(or $(MODELS),build/models) $(if $(TRIAL),--trial)

# Without --format docker, podman and buildah leave the health check out, which the OCI's own format does not know.
# Files bear the date of what was last chosen to be in it, so that the same commit gives the same bytes, and the large layer of
# other people's packages stays the same from release to release. docker alone needs --output …,rewrite-timestamp=true for that.
EPOCH = $(shell git log -1 --format=%ct -- Dockerfile requirements.lock requirements-build.lock)
BUILDER = $(notdir $(firstword $(foreach tool,buildah podman docker,$(shell command -v $(tool)))))
image: ## build the container image (needs buildah, podman or docker)
	$(or $(BUILDER),$(error no builder here: install buildah, podman or docker)) build \
	    $(if $(filter docker,$(BUILDER)),--build-arg SOURCE_DATE_EPOCH=$(EPOCH),--format docker --layers --timestamp $(EPOCH)) \
	    --build-arg REVISION=$(shell git rev-parse HEAD) --tag golddust:dev .

image-twice: $(VENV)/.tools ## build the image twice from nothing, and name each file that differs (as root, with Debian's buildah and podman)
	$(BIN)/python -m tests.deploy.twice

clean: ## remove .venv and caches
	rm -rf $(VENV) $(TRAINING) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
