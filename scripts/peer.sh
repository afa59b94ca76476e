#!/bin/sh
# Installs what the benchmarks measure beside and with, and prints the path of oxigraph's server: `oxigraph-cli` of the
# version that this workspace stands on, compiled from its source and kept outside the checkout, and the load generator
# wrk, which Debian has ready-made.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

version="$(sed -n 's/^oxigraph = { version = "=\([0-9.]*\)".*/\1/p' Cargo.toml)"
peers="${XDG_CACHE_HOME:-$HOME/.cache}/mutuelle-peers"
folder="$peers/oxigraph-cli-$version"
oxigraph="$folder/bin/oxigraph"

# A compiler cache that has seen RocksDB in a build of this workspace has all of it for this one too, if it is called with
# the very same words: `cargo install` reads no .cargo/config.toml and no profile of this folder, and the older `cc` of
# oxigraph-cli's own lock file does not say after -m64 for which processor, which for GCC is the same as -march=x86-64.
compiler() {
    cat <<'SH'
#!/bin/sh
for word; do
    shift
    set -- "$@" "$word"
    if [ "$word" = -m64 ]; then set -- "$@" -march=x86-64; fi
done
if command -v ccache >/dev/null 2>&1; then exec ccache c++ "$@"; fi
exec c++ "$@"
SH
}

# Without TLS, which would need OpenSSL and serves federated queries only; with the same RDF as here.
install_oxigraph() {
    say "Installing oxigraph-cli $version: minutes, and a quarter of an hour more where no compiler cache knows RocksDB"
    mkdir -p "$folder"
    compiler >"$folder/cxx"
    chmod 755 "$folder/cxx"
    CXX="$folder/cxx" CARGO_TARGET_DIR="$folder/target" cargo install --quiet --locked --root "$folder" \
        --no-default-features --features rdf-12 \
        --config profile.release.package.oxrocksdb-sys.opt-level=2 \
        "oxigraph-cli@$version" >&2
    rm -rf "$folder/target"
}

install_wrk() {
    if command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" -eq 0 ]; then
            apt-get update -q >&2 && apt-get install -q -y --no-install-recommends wrk >&2 && return
        elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            sudo -n apt-get update -q >&2 && sudo -n apt-get install -q -y --no-install-recommends wrk >&2 && return
        fi
    fi
    say "Missing: wrk, the load generator. Install it with this system's package manager and try again."
    exit 1
}

command -v wrk >/dev/null 2>&1 || install_wrk
[ -x "$oxigraph" ] || install_oxigraph
printf '%s\n' "$oxigraph"
