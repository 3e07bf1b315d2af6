# SPDX-License-Identifier: Apache-2.0
"""What is compared with what. A case runs its servers in turn, round after round, and yields results by server."""

import sys
from contextlib import ExitStack
from pathlib import Path

import clientcases
import containercases
import limitcases
import measure
import storecases
from processes import BenchError, Command, Server
from servers import FORWARD_HEADERS, KEY_HEADERS, KIB, UPLOAD_HEADERS

# Connections that send a byte a second, and that never read a large answer of so many bytes.
DRIP_SENDERS, DRIP_READERS, DRIP_BYTES = 5000, 500, 16 << 20
# Connections of the load beside them.
DRIP_LOAD_CONNECTIONS = 32


def progress(text):
    """Shows what runs, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


class Bench:
    """What every case needs: the servers' configurations, the tools and how long to measure."""

    def __init__(self, site, tools, rounds, seconds, starts, connections):
        self.site = site
        self.tools = tools
        self.rounds = rounds
        self.seconds = seconds
        self.starts = starts
        self.connections = connections
        self.script = self.script_of("report.lua", measure.REPORT)
        # The program of bench/library, once it is built.
        self.library = None

    def script_of(self, name, text):
        path = self.site.folder / name
        path.write_text(text)
        return path

    def in_turn(self, rounds, contestants):
        """Runs each contestant once a round, so that what the machine does meanwhile hits them alike."""
        results = {name: [] for name in contestants}
        for number in range(1, rounds + 1):
            for name, run in contestants.items():
                progress(f"  round {number}/{rounds} {name}")
                results[name].append(run())
        progress("")
        return results

    def load(self, targets, connections=measure.WRK_CONNECTIONS):
        """Load on (server, path, headers, body length) by name; each must first give the answer expected."""
        contestants = {}
        for name, (server, path, headers, length) in targets.items():
            status, body = server.get(path, headers)
            if status != 200 or len(body) != length:
                raise BenchError(f"{name} {path}: status {status} and {len(body)} bytes, not 200 and {length}")

            def run(server=server, path=path, headers=headers, seconds=self.seconds):
                return measure.load(self.tools, self.script, server, path, headers, seconds, connections)

            run(seconds=1)
            contestants[name] = run
        return self.in_turn(self.rounds, contestants)


def constant(bench):
    """`/healthz` and a constant of the same length."""
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours()))
        length = len(ours.get("/healthz")[1])
        nginx = stack.enter_context(Server(bench.site.nginx(length)))
        return bench.load({
            "ours": (ours, "/healthz", {}, length),
            "nginx return": (nginx, "/constant", {}, length),
        })


def kv(bench):
    """A KV hit of 1 KiB, a constant of 1 KiB and a file of 1 KiB."""
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours()))
        nginx = stack.enter_context(Server(bench.site.nginx(1)))
        status, body = ours.request("PUT", "/kv/bench", KEY_HEADERS, b"x" * KIB)
        if status not in (201, 204):
            raise BenchError(f"PUT /kv/bench: {status} {body[:200]!r}")
        return bench.load({
            "ours": (ours, "/kv/bench", KEY_HEADERS, KIB),
            "nginx return": (nginx, "/return", KEY_HEADERS, KIB),
            "nginx file": (nginx, "/kib", KEY_HEADERS, KIB),
        })


def _behind_proxies(bench, stack):
    """Starts the upstreams and every proxy before them."""
    upstream = stack.enter_context(Server(bench.site.upstream()))
    sink = [sys.executable, str(Path(__file__).with_name("sink.py")), str(bench.site.sink_port)]
    stack.enter_context(Server(Command("sink", sink, bench.site.sink_port, bench.tools.environment)))
    proxies = {
        "ours": bench.site.ours(),
        "nginx proxy_pass": bench.site.nginx(1),
        "haproxy": bench.site.haproxy(),
    }
    return upstream, {name: stack.enter_context(Server(command)) for name, command in proxies.items()}


def _small(proxies):
    return {name: (server, "/bot/x" if name == "ours" else "/x", FORWARD_HEADERS, KIB)
            for name, server in proxies.items()}


def forward(bench):
    """1 KiB from the same upstream over kept connections."""
    with ExitStack() as stack:
        _, proxies = _behind_proxies(bench, stack)
        return bench.load(_small(proxies))


def added(bench):
    """1 KiB over one connection, beside the upstream itself: what forwarding adds to the latency."""
    with ExitStack() as stack:
        upstream, proxies = _behind_proxies(bench, stack)
        direct = {"no proxy": (upstream, "/x", FORWARD_HEADERS, KIB)}
        results = bench.load({**_small(proxies), **direct}, connections=1)
    for run, direct in enumerate(results.pop("no proxy")):
        for rounds in results.values():
            rounds[run]["added_p50_us"] = rounds[run]["p50_us"] - direct["p50_us"]
    return results


def start(bench):
    """Exec to the first answer; ours with the data directory of an earlier run."""
    ours, nginx = bench.site.ours(), bench.site.nginx(1)
    with Server(ours):
        pass

    def run(command):
        return {"first_answer_ms": measure.first_answer(command)}

    return bench.in_turn(bench.starts, {"ours": lambda: run(ours), "nginx": lambda: run(nginx)})


def idle(bench):
    """User memory of idle kept connections, each after one request, in fresh processes each round."""
    def run(command, path):
        with Server(command) as server:
            return measure.idle_connections(server, path, {}, bench.connections)

    return bench.in_turn(min(bench.rounds, 3), {
        "ours": lambda: run(bench.site.ours(), "/healthz"),
        "nginx": lambda: run(bench.site.nginx(15), "/constant"),
    })


def download(bench):
    """100 MiB answers from the same upstream."""
    return _bodies(bench, "/large", FORWARD_HEADERS)


def upload(bench):
    """100 MiB requests to the same upstream."""
    return _bodies(bench, "/upload", UPLOAD_HEADERS, bench.site.large_file)


def _bodies(bench, path, headers, file=None):
    with ExitStack() as stack:
        _, proxies = _behind_proxies(bench, stack)

        def contestant(name, server):
            target = "/bot" + path if name == "ours" else path
            return lambda: measure.bodies(server, target, headers, bench.seconds, file)

        return bench.in_turn(bench.rounds, {name: contestant(name, server) for name, server in proxies.items()})


def drip(bench):
    """A load over 32 connections, with and without 5,000 that send a byte a second and 500 that read no answer."""
    senders = min(DRIP_SENDERS, bench.connections - DRIP_READERS)
    if senders < DRIP_SENDERS:
        print(f"drip: {senders} connections send a byte a second instead of {DRIP_SENDERS}: too few descriptors")
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours()))
        nginx = stack.enter_context(Server(bench.site.nginx(1)))
        for key, value in (("bench", b"x" * KIB), ("large", bytes(DRIP_BYTES))):
            status, body = ours.request("PUT", f"/kv/{key}", KEY_HEADERS, value)
            if status not in (201, 204):
                raise BenchError(f"PUT /kv/{key}: {status} {body[:200]!r}")

        def contestant(server, path, large):
            def load():
                return measure.load(bench.tools, bench.script, server, path, KEY_HEADERS, bench.seconds,
                                    DRIP_LOAD_CONNECTIONS)
            return lambda: measure.dripped_on(server, large, KEY_HEADERS, (senders, DRIP_READERS), load)

        return bench.in_turn(bench.rounds, {
            "ours": contestant(ours, "/kv/bench", "/kv/large"),
            "nginx": contestant(nginx, "/return", "/unread"),
        })


ALL = {case.__name__: case
       for case in (constant, kv, *limitcases.ALL, *clientcases.ALL, *storecases.ALL, forward, added, start, idle, drip,
                    download, upload, *containercases.ALL)}
