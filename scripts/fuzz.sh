#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes HTTPCore: scripts/fuzz.sh [seconds for each driver, 60]
#
# Each driver first runs every input in fuzz/regressions/<name>, then what libFuzzer makes of them. An input that
# crashes is left in .build/fuzz/<name>/ and the script exits 1: add it to the regressions with the fix.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
# A crash in a sanitized process can keep the backtracer busy for minutes.
export SWIFT_BACKTRACE=enable=no

for driver in Head Chunked; do
    name=${driver,,}
    out=.build/fuzz/$name
    mkdir -p "$out/corpus"
    # Plain swiftc: SwiftPM cannot link a fuzzer's main. HTTPCore has no dependencies, so its files are the whole
    # module.
    swiftc -O -swift-version 6 -strict-memory-safety -sanitize=fuzzer,address -parse-as-library \
        -module-name HTTPCoreFuzz -enable-upcoming-feature ExistentialAny \
        -enable-upcoming-feature MemberImportVisibility \
        -enable-upcoming-feature InternalImportsByDefault \
        Sources/HTTPCore/*.swift "fuzz/${driver}Fuzz.swift" -o "$out/fuzzer"
    echo "== $name: regressions"
    find "fuzz/regressions/$name" -type f -print0 | xargs -0 -r "$out/fuzzer" -rss_limit_mb=2048
    echo "== $name: $seconds s"
    "$out/fuzzer" -max_total_time="$seconds" -max_len=2048 -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -dict=fuzz/http1.dict -artifact_prefix="$out/" "$out/corpus" "fuzz/regressions/$name"
done
