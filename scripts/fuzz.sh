#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds each driver in fuzz/ together with HTTPCore under libFuzzer and the address sanitizer, and runs it for
# FUZZ_SECONDS. fuzz/NAME/ holds what NAME.swift once failed on: it is read first and kept; what a run finds stays in
# .build/fuzz. HTTPCore depends on nothing, which is what makes this one compiler call.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly seconds="${FUZZ_SECONDS:-60}"
shopt -s nullglob
drivers=(fuzz/*.swift)
if [ ${#drivers[@]} -eq 0 ]; then
    echo "there is no driver in fuzz/" >&2
    exit 1
fi
mapfile -t core < <(find Sources/HTTPCore -name '*.swift' | sort)
mkdir -p .build/fuzz

for driver in "${drivers[@]}"; do
    name="$(basename "$driver" .swift)"
    out=".build/fuzz/$name"
    swiftc -O -swift-version 6 -sanitize=fuzzer,address -parse-as-library -o "$out" "${core[@]}" "$driver"
    mkdir -p "$out.corpus"
    known=()
    [ -d "fuzz/$name" ] && known=("fuzz/$name")
    echo "fuzzing $name for $seconds s"
    # Swift's own backtrace of a sanitizer's abort takes minutes.
    SWIFT_BACKTRACE=enable=no "$out" -max_total_time="$seconds" -timeout=5 -artifact_prefix=".build/fuzz/$name-" \
        "$out.corpus" "${known[@]}"
done
