# The verbs of this repository; CI runs `check` and `test`. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run setup test check fmt bench soak

DATA ?= data
LISTEN ?= 127.0.0.1:8080

# What `make setup` installs, as the tests are told of it.
export FRONTDESK_NODE_MODULES ?= $(CURDIR)/tests/browser/node_modules
export FRONTDESK_PRISM ?= $(FRONTDESK_NODE_MODULES)/.bin/prism
export FRONTDESK_PYTHON ?= $(CURDIR)/tests/.venv/bin/python
export FRONTDESK_CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))

# Every script of ours, but not what npm brought.
SCRIPTS := $(shell find widget src tests -name node_modules -prune -o -name .venv -prune -o \
  \( -name '*.js' -o -name '*.mjs' \) -print 2>/dev/null)
TYPED := $(wildcard widget/tsconfig.json widget/jsconfig.json)
TSC := $(FRONTDESK_NODE_MODULES)/.bin/tsc
WIDGET_TESTS := $(filter tests/widget/%.test.js tests/widget/%.test.mjs,$(SCRIPTS))

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

# The development profile: it builds in less than half of the release profile's time, and the demo does not need the
# speed. For a server that stays, build with `cargo build --release`.
run: ## Build and start the demo: a shop with the widget, its dashboard, its mailbox
	cargo run --locked -- demo --data $(DATA) --listen $(LISTEN)

setup: ## Install what the tests need and is not there yet
	@tests/setup.sh

test: setup ## Run every test, on SQLite and on PostgreSQL, in a real browser
	$(if $(WIDGET_TESTS),node --test $(WIDGET_TESTS),@echo "no tests in tests/widget" >&2)
	cargo nextest run --locked $(NEXTEST)

check: ## Formatting, lints, documentation, the types of the scripts
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
	@if command -v node >/dev/null && [ -x $(TSC) ]; then \
	  for script in $(SCRIPTS); do node --input-type=module --check < $$script || { echo "in $$script" >&2; exit 1; }; done; \
	  for project in $(TYPED); do echo "tsc --project $$project"; $(TSC) --project $$project || exit 1; done; \
	else echo "the scripts were not checked: run make setup" >&2; [ -z "$$CI" ]; fi

fmt: ## Format the sources
	cargo fmt

bench: ## Measure, and print the table of benches/README.md
	cargo bench --locked --bench figures

soak: ## Run the long tests for SOAK_MINUTES (60): selftest on both engines, and what is too long for `make test`
	@tests/soak.sh
