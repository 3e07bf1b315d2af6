# SPDX-License-Identifier: Apache-2.0
"""Cases of the key-value store: through HTTP beside Redis and the disk, and as a library."""

import json
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import measure
from processes import BenchError, Server
from servers import KEY_HEADERS, KIB

ROOT = Path(__file__).resolve().parent.parent
# Keys that puts choose from, at random.
PUT_KEYS = 10_000
# The store's name for the namespace of the client that the bench is.
NAMESPACE = f"client:{KEY_HEADERS['X-Client-ID']}"
# Bytes of a value where only the number of keys counts: a million entries take some 160 MB.
FILL_BYTES = 100
MANY_KEYS, SOME_KEYS = 1_000_000, 10_000
LIST_KEYS = 1000
BUILD_SECONDS = 600


def put(bench):
    """Durable PUT of 1 KiB to random keys over 64 connections, beside Redis SET with appendfsync always."""
    return _puts(bench, measure.WRK_CONNECTIONS)


def put1(bench):
    """Durable PUT of 1 KiB over one connection, beside one write of 4 KiB with fdatasync, and Redis.

    What the connection itself takes, a GET of what is in memory shows: two wake-ups of idle cores, which is neither the
    disk's time nor the store's.
    """
    return _puts(bench, 1, lambda ours: {
        "fdatasync": lambda: measure.syncs(bench.site.disk, bench.seconds),
        "a GET of ours": lambda: measure.load(bench.tools, bench.script, ours, "/kv/bench", KEY_HEADERS,
                                              bench.seconds, connections=1),
    })


def _puts(bench, connections, others=None):
    data = bench.site.disk / "put"
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours(_empty(data))))
        redis = stack.enter_context(Server(bench.site.redis(_empty(bench.site.disk / "redis"))))
        script = bench.script_of("put.lua", measure.REPORT + measure.PUTS % {"keys": PUT_KEYS, "bytes": KIB})

        def run_ours(seconds=bench.seconds):
            return measure.load(bench.tools, script, ours, "/", KEY_HEADERS, seconds, connections)

        run_ours(seconds=1)
        stored = len(_keys(ours, {"prefix": "put-", "limit": LIST_KEYS}))
        if not stored:
            raise BenchError("of the keys that were put, none is listed")
        ours.request("PUT", "/kv/bench", KEY_HEADERS, b"x" * KIB)
        rate = measure.redis_puts(bench.tools, redis, PUT_KEYS, connections, PUT_KEYS)["requests_per_s"]
        count = max(PUT_KEYS, int(rate * bench.seconds))
        return bench.in_turn(bench.rounds, {
            "ours": run_ours,
            **(others(ours) if others else {}),
            "redis": lambda: measure.redis_puts(bench.tools, redis, PUT_KEYS, connections, count),
        })


def list(bench):
    """A listing of 1,000 keys of 1,000,000 through HTTP, from anywhere, over one connection."""
    data = bench.site.disk / "list"
    _empty(data)
    _library(bench, "fill", data, MANY_KEYS)
    with Server(bench.site.ours(data)) as ours:
        listed = len(_keys(ours, {"prefix": "k0123", "limit": LIST_KEYS}))
        if listed != LIST_KEYS:
            raise BenchError(f"a listing has {listed} keys, not {LIST_KEYS}")
        script = bench.script_of("list.lua", measure.REPORT + measure.LISTS % {"limit": LIST_KEYS})

        def run(seconds=bench.seconds):
            figures = measure.load(bench.tools, script, ours, "/", KEY_HEADERS, seconds, connections=1)
            return {"list_p50_ms": figures["p50_us"] / 1000, "list_p99_ms": figures["p99_us"] / 1000,
                    "cpu_us": figures["cpu_us"]}

        run(seconds=1)
        return bench.in_turn(bench.rounds, {"ours": run})


def keys(bench):
    """The store as a library: reads and writes a second of one thread, and whether they depend on the keys it holds.

    Beside a put one by one: a write of 4 KiB brought to the disk, one by one, which is the least it could be.
    """
    def contestant(count):
        data = bench.site.disk / f"keys-{count}"
        _empty(data)
        _library(bench, "fill", data, count)
        return lambda: json.loads(_library(bench, "measure", data, count, str(bench.seconds * 1000)))

    return bench.in_turn(bench.rounds, {
        "1,000,000 keys": contestant(MANY_KEYS),
        "10,000 keys": contestant(SOME_KEYS),
        "1 key": contestant(1),
        "fdatasync": lambda: {"single_puts_per_s": measure.syncs(bench.site.disk, bench.seconds)["requests_per_s"]},
    })


def _empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _keys(server, parameters):
    status, body = server.get(f"/kv?{urlencode(parameters)}", KEY_HEADERS)
    if status != 200:
        raise BenchError(f"a listing gets status {status}: {body[:200]!r}")
    return json.loads(body)["keys"]


def _library(bench, command, data, count, *more):
    """Runs bench/library, which is built when it is first needed, with the flags of the release binary."""
    swift = ["swift", "build", "-c", "release", "--package-path", str(ROOT / "bench/library"), "--scratch-path",
             str(ROOT / ".build/bench-library"), "--static-swift-stdlib", "-Xswiftc", "-enforce-exclusivity=unchecked"]
    if bench.library is None:
        done = subprocess.run([*swift, "--product", "kv-bench"], capture_output=True, text=True, timeout=BUILD_SECONDS)
        if done.returncode != 0:
            raise BenchError(f"bench/library is not built:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        shown = subprocess.run([*swift, "--show-bin-path"], capture_output=True, text=True, check=True, timeout=60)
        bench.library = Path(shown.stdout.strip()) / "kv-bench"
    done = subprocess.run([bench.library, command, data, NAMESPACE, str(count), str(FILL_BYTES), *more],
                          capture_output=True, text=True, timeout=BUILD_SECONDS)
    if done.returncode != 0:
        raise BenchError(f"kv-bench {command}: {(done.stderr or done.stdout).strip().splitlines()[:1]}")
    return done.stdout


ALL = (put, put1, list, keys)
