# Two commands for newcomers: `make demo` and `make test`. `make help` lists the rest.
# Both use cargo's dev profile (our dependencies optimised, see Cargo.toml), so that RocksDB is compiled once.

.PHONY: help demo test test-clients search-quality lint deny bench prerequisites

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

demo: prerequisites ## build, then serve the sample commons on http://127.0.0.1:7878/ (data in .demo)
	cargo run --package mutuelle -- serve --demo

# The black-box tests run the binary, which `cargo test` by itself would not bring up to date.
test: prerequisites ## every test that needs no browser
	cargo build --package mutuelle
	cargo test --workspace
	cargo test --manifest-path tests/reasoner/Cargo.toml --locked

# Fetches the libraries from PyPI and npm, as tests/clients pins them; needs Python and Node.
test-clients: prerequisites ## real client libraries against the real server
	cargo build --package mutuelle
	python3 tests/clients/run.py

# Any set in BEIR's layout: `make search-quality SETS="one/folder another"`.
SHARED ?= ../shared
SETS ?= $(SHARED)/data/search-fr/cdtn-fr-titles $(SHARED)/data/search-fr/suitenumerique-fr

search-quality: prerequisites ## nDCG@10 and recall@100 of /search on judged French sets
	cargo build --package mutuelle --package mutuelle-benches
	cargo run --package mutuelle-benches -- quality $(foreach set,$(SETS),--set $(set))

lint: prerequisites deny ## formatting, clippy with warnings denied, licences and bans
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

deny: ## licences, bans and sources of all dependencies
	@sh scripts/deny.sh

# The figures mean something on a quiet machine only. BENCH_TRIPLES=5000000 make bench: five million triples;
# BENCH_UPDATES: how many updates. `mutuelle-bench help` lists the parts, each of which runs by itself.
BENCH_TRIPLES ?= 1000000
BENCH_UPDATES ?= 100000
export BENCH_TRIPLES BENCH_UPDATES

bench: prerequisites ## import, start, queries, throughput, updates, beside oxigraph in the same run (release profile)
	cargo build --release --package mutuelle --package mutuelle-benches
	BENCH_OXIGRAPH="$$(sh scripts/peer.sh)" && export BENCH_OXIGRAPH && cargo run --release --package mutuelle-benches -- all

prerequisites:
	@sh scripts/prerequisites.sh
