#!/bin/sh
# Checks, before anything is compiled, for what RocksDB needs: a C++ compiler, and libclang for its bindings, which would
# otherwise fail only after a quarter of an hour. Installs what is missing where it can; else says what to type.
set -eu

say() { printf '%s\n' "$*" >&2; }

if ! command -v cargo >/dev/null 2>&1; then
    say "Rust is missing. Install it as https://rustup.rs describes, open a new shell, and try again."
    exit 1
fi

# Where clang-sys looks, in short: the variable, llvm-config, the usual folders.
has_libclang() {
    [ -n "${LIBCLANG_PATH:-}" ] && return 0
    for folder in "$(llvm-config --libdir 2>/dev/null || true)" /usr/lib /usr/lib64 /usr/local/lib \
        /usr/lib/*-linux-gnu /usr/lib/llvm-*/lib /opt/homebrew/opt/llvm/lib /Library/Developer/CommandLineTools/usr/lib; do
        for library in "$folder"/libclang.so "$folder"/libclang.so.* "$folder"/libclang-[0-9]*.so* "$folder"/libclang.dylib; do
            [ -e "$library" ] && return 0
        done
    done
    return 1
}

# The library alone is not enough: bindgen reads clang's own stddef.h, which Debian has in a package besides.
has_clang_headers() {
    command -v apt-get >/dev/null 2>&1 || return 0
    for header in /usr/lib/clang/*/include/stddef.h /usr/lib/llvm-*/lib/clang/*/include/stddef.h; do
        [ -e "$header" ] && return 0
    done
    return 1
}

missing=
command -v c++ >/dev/null 2>&1 || missing="$missing g++"
{ has_libclang && has_clang_headers; } || missing="$missing libclang-dev"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    say "Missing:$missing (Debian's names). Install a C++ compiler and libclang with this system's package manager, and"
    say "try again. On Fedora: sudo dnf install gcc-c++ clang-devel. On macOS: xcode-select --install."
    exit 1
fi

# ccache is no need, but with it a second checkout takes RocksDB from the cache instead of compiling it again.
packages="$missing ccache"
if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    root="sudo -n"
else
    say "Missing:$missing. Type this, then try again:"
    say "    sudo apt-get update && sudo apt-get install -y$packages"
    exit 1
fi
say "Installing:$packages"
# shellcheck disable=SC2086 # the words of these variables are meant to be separate
{
    $root apt-get update -q >&2
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages >&2
}
if ! command -v c++ >/dev/null 2>&1 || ! has_libclang; then
    say "Installed:$packages, and still a C++ compiler or libclang is not found. Set LIBCLANG_PATH to libclang's folder."
    exit 1
fi
