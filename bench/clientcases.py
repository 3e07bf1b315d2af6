# SPDX-License-Identifier: Apache-2.0
"""Many clients: what a request, a start and the memory cost where 100,000 are registered, each with a token."""

import json
import shutil
import socket
import threading
from contextlib import ExitStack

import measure
from processes import BenchError, Server
from servers import KEY_HEADERS, KIB

MANY_CLIENTS = 100_000
# Connections that register clients at the same time: enough for one flush of the disk to serve many.
REGISTRARS = 64
# What all clients read: a namespace of the configuration that a route opens.
PATH = "/shared/bench"
# Until every loop knows every client: requests at random of which each client has so many on each of two loops, so that
# one in 3,000 has not been met, in runs of so many seconds.
WARM_UP_MEETINGS, LOOPS = 8, 2
WARM_UP_SECONDS = 5

# Each request with another client's token, at random.
TOKENS = """
local requests = {}
init = function(arguments)
    math.randomseed(os.time())
    for token in io.lines('%(tokens)s') do
        local fields = {Host = '127.0.0.1', Authorization = 'Bearer ' .. token}
        requests[#requests + 1] = wrk.format('GET', '%(path)s', fields)
    end
end
request = function() return requests[math.random(#requests)] end
"""


def clients(bench):
    """KV hits of 1 KiB in token mode by 100,000 clients at random, by one of them, and by one who is alone."""
    many, one = bench.site.disk / "clients-many", bench.site.disk / "clients-one"
    with ExitStack() as stack:
        for data, count in ((many, MANY_CLIENTS), (one, 1)):
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir(parents=True)
            command, admin = bench.site.tokens(data)
            with Server(command):
                tokens = register(admin, count)
            bench.script_of(f"{data.name}.tokens", "\n".join(tokens) + "\n")
        bench.script_of("clients-first.tokens", _tokens_of(bench, "clients-many")[0] + "\n")

        def contestant(data, tokens):
            command, admin = bench.site.tokens(data)
            start = measure.first_answer(command)
            server = stack.enter_context(Server(command))
            _share(admin)
            before = server.memory()
            script = bench.script_of(f"{tokens}.lua", measure.REPORT + TOKENS % {
                "tokens": bench.site.folder / f"{tokens}.tokens", "path": PATH})

            def run(seconds=bench.seconds):
                figures = measure.load(bench.tools, script, server, PATH, {}, seconds)
                return {**figures, "first_answer_ms": start, "private_before": before.private,
                        "private_in_all": server.memory().private}

            first = run(seconds=WARM_UP_SECONDS)
            met = first["requests_per_s"] * WARM_UP_SECONDS
            while met < WARM_UP_MEETINGS * LOOPS * len(_tokens_of(bench, tokens)):
                met += run(seconds=WARM_UP_SECONDS)["requests_per_s"] * WARM_UP_SECONDS
            return lambda: {**run(), "cold_cpu_us": first["cpu_us"]}

        return bench.in_turn(bench.rounds, {
            "100,000 clients": contestant(many, "clients-many"),
            "one of them": contestant(_copy(many), "clients-first"),
            "a single client": contestant(one, "clients-one"),
        })


def token(bench):
    """A KV hit of 1 KiB by a client that shows its token, and by one that only names itself."""
    data = bench.site.disk / "token"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    with ExitStack() as stack:
        command, admin = bench.site.tokens(data)
        guarded, opened = stack.enter_context(Server(command)), stack.enter_context(Server(bench.site.ours()))
        shown = {"Authorization": f"Bearer {_register(admin, 1)[0]}"}
        for server, headers in ((guarded, shown), (opened, KEY_HEADERS)):
            status, body = server.request("PUT", "/kv/bench", headers, b"x" * KIB)
            if status not in (201, 204):
                raise BenchError(f"PUT /kv/bench: {status} {body[:200]!r}")
        return bench.load({
            "with a token": (guarded, "/kv/bench", shown, KIB),
            "without": (opened, "/kv/bench", KEY_HEADERS, KIB),
        })


def _tokens_of(bench, name):
    return (bench.site.folder / f"{name}.tokens").read_text().split()


def _copy(data):
    """The same clients for a server of its own: two cannot have one data directory."""
    copy = data.with_name(data.name + "-2")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    return copy


class _Operator:
    """One kept connection to the admin listener."""

    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()

    def ask(self, method, path, body):
        self.stream.write(b"%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (
            method.encode(), path.encode(), len(body), body))
        self.stream.flush()
        status, length = int(self.stream.readline().split()[1]), 0
        while (line := self.stream.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        answer = self.stream.read(length)
        if status not in (200, 201):
            raise BenchError(f"{method} {path}: {status} {answer[:200]!r}")
        return json.loads(answer)


def register(admin, count):
    """Registers clients and gives a token of each."""
    tokens, failures = [None] * count, []

    def work(first):
        try:
            with _Operator(admin) as operator:
                for number in range(first, count, REGISTRARS):
                    name = f"c{number:06}"
                    operator.ask("POST", "/admin/clients", b'{"id": "%s"}' % name.encode())
                    tokens[number] = operator.ask("POST", f"/admin/clients/{name}/tokens", b"{}")["token"]
        except (BenchError, OSError, ValueError, IndexError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(min(count, REGISTRARS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise BenchError(f"clients were not registered: {failures[0]}")
    return tokens


def _share(admin):
    with _Operator(admin) as operator:
        root = "/client/v4/accounts/bench/storage/kv/namespaces"
        listed = operator.ask("GET", root + "?per_page=1000&order=title&direction=asc", b"")["result"]
        shared = next((space["id"] for space in listed if space["title"] == "binding:SHARED"), None)
        if shared is None:
            raise BenchError("the shared namespace is not listed")
        operator.ask("PUT", f"{root}/{shared}/values/bench", b"x" * KIB)


ALL = (token, clients)
