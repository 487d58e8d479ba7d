# `make` lists what one can do. demo and test install what they need, once.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo settings test test-rt test-pg test-slack check lint types imports benchmark mutations lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(STAMP) ## make .venv from requirements-dev.lock

$(STAMP): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a few minutes, once; torch is most of it) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

demo: $(STAMP) ## three nights of sample data through the real flow, offline, with a report
	@$(BIN)/python -m flows.demo

settings: $(STAMP) ## write docs/settings.md, the page of every setting
	@$(BIN)/python -m feedback.settings.reference

# "logical": with "auto", two processors that share a core would get one worker.
test: $(STAMP) ## run the tests
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

test-rt: $(STAMP) ## the tests against a real Request Tracker 5, where Debian's packages are installed
	@TEST_RT=1 $(BIN)/python -m pytest tests/real -rs

test-pg: $(STAMP) ## the tests against a real PostgreSQL, where Debian's package is installed
	@$(BIN)/python -m pytest tests/real/test_postgresql.py -rs

test-slack: $(STAMP) ## the Slack adapter against emulate, a stand-in from npm (needs node)
	@test -d var/emulate/node_modules/emulate || npm install --silent --prefix var/emulate emulate@0.11.2
	@EMULATE=var/emulate $(BIN)/python -m pytest tests/real/test_slack_emulate.py -rs

lint: $(STAMP) ## ruff: lint and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	@$(BIN)/mypy

imports: $(STAMP) ## the import rules
	@$(BIN)/lint-imports

check: lint types imports test ## everything CI runs

benchmark: $(STAMP) ## speed of a night, and quality beside the peers, on real tickets (an hour)
	@$(BIN)/python -c "import bertopic" 2>/dev/null || $(BIN)/python -m pip install --quiet -e ".[benchmark]"
	@$(BIN)/python -m benchmarks.night
	@$(BIN)/python -m benchmarks.quality --write

mutations: $(STAMP) ## whether the tests notice small changes that would hurt somebody
	@$(BIN)/python -m benchmarks.mutations

# What torch brings for graphics cards: its own wheels choose among these by platform.
CUDA := cuda-bindings cuda-pathfinder cuda-toolkit triton $(foreach it,cublas cuda-cupti cuda-nvrtc \
	cuda-runtime cudnn-cu13 cufft cufile curand cusolver cusparse cusparselt-cu13 nccl-cu13 \
	nvjitlink nvshmem-cu13 nvtx,nvidia-$(it))
COMPILE = $(BIN)/uv pip compile --quiet --python-version 3.11 --no-emit-index-url --no-header \
	$(foreach it,$(CUDA),--no-emit-package $(it)) $(UPGRADE)

# With hashes, pip takes sqlalchemy[asyncio] and sqlalchemy for two things, and before 23.3 wants both:
# what has extras stands there a second time without them.
define BOTH
/^[^ ]/ { printf "%s", again; again = "" }
/^[^ #]*\[/ { again = $$0; sub(/\[[^]]*\]/, ""); print; again = again "\n"; next }
again { again = again $$0 "\n" }
{ print }
END { printf "%s", again }
endef
export BOTH

lock: $(STAMP) ## write the three locks again from pyproject.toml (UPGRADE=--upgrade: newer releases)
	@$(BIN)/python -m pip install --quiet uv
	@$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml
	@sed -i 's/^torch==\([0-9.]*\)+cpu/torch==\1/' requirements-dev.lock
	@$(COMPILE) --generate-hashes --no-strip-extras --no-emit-package torch \
		--constraint requirements-dev.lock --output-file requirements.lock pyproject.toml
	@awk "$$BOTH" requirements.lock > requirements.both && mv requirements.both requirements.lock
	@sed -i '/^torch==/d' requirements-torch.lock
	@grep '^torch==' requirements-dev.lock >> requirements-torch.lock

clean: ## remove the environment and all local state
	rm -rf $(VENV) var
