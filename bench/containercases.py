# SPDX-License-Identifier: Apache-2.0
"""Bots in containers, started by the router and by bare calls of the same engine."""

import json
import select
import socket
import time
from contextlib import ExitStack
from statistics import median, quantiles

from clientcases import register
from engine import IMAGE, Engine, first_answer
from processes import BenchError, Command, Peer, Server, free_port

# Starts of each kind in a round, and rounds for one of the other cases: what an engine takes differs much.
STARTS, ROUNDS = 4, 3
# What the second program takes before it listens.
BOOT_MS = 150
# Clients that wake one sleeping bot at the same time, and clients who each wake their own.
CROWD, COLD_CLIENTS = 100, 50
REGISTERED = 10_000
STATE_SECONDS = 30
# Where one bot is asked, and the other of the same client, whose network is there then.
FIRST, SECOND = "/bot/", "/second"


class _Router:
    """The router on an engine, and what the bench asks of it. """

    def __init__(self, bench, stack, engine, data):
        configuration = bench.site.folder / "containers.toml"
        configuration.write_text(f"""
name = "bench"

[edge]
default_bot = "FIRST"

[edge.docker]
subnet_pool = "10.211.0.0/16"

[edge.bots.FIRST]
image = "{IMAGE}"
max_instances = 200

[edge.bots.SECOND]
image = "{IMAGE}"
max_instances = 200
env = {{ BOT_SLOW_MS = "{BOOT_MS}" }}

[[edge.routes]]
pattern = "{SECOND}"
to = "bot:SECOND"
""")
        port, admin_port = free_port(), free_port()
        arguments = [
            bench.site.binary, "serve", "--config", str(configuration), "--data", str(data),
            "--listen", f"127.0.0.1:{port}", "--admin", f"127.0.0.1:{admin_port}", "--bots", str(free_port()),
        ]
        environment = dict(bench.tools.environment, DOCKER_HOST=f"unix://{engine.socket}")
        self.server = stack.enter_context(Server(Command("edge-router", arguments, port, environment, "/healthz")))
        self.admin = Peer("edge-router's admin listener", admin_port)
        self.clients = 0

    def client(self):
        """One that was never heard of."""
        self.clients += 1
        return f"c{self.clients}"

    def ask(self, client, path=FIRST):
        """Milliseconds to the answer of a client's bot."""
        begin = time.perf_counter()
        status, body = self.server.request("GET", path, {"X-Client-ID": client})
        if status != 200:
            raise BenchError(f"{path} of {client}: {status} {body[:300]!r}")
        return (time.perf_counter() - begin) * 1000

    def steer(self, verb, client, state):
        """Has the first bot of a client brought to a state, and waits until it is there."""
        self._admin("POST", f"/admin/bots/FIRST/{verb}?client={client}")
        deadline = time.monotonic() + STATE_SECONDS
        while time.monotonic() < deadline:
            found = json.loads(self._admin("GET", f"/admin/bots/FIRST?client={client}"))["instances"]
            if [instance["state"] for instance in found] == [state]:
                return
            time.sleep(0.01)
        raise BenchError(f"the bot of {client} is not {state} but {found}")

    def _admin(self, method, path):
        status, body = self.admin.request(method, path)
        if status >= 300:
            raise BenchError(f"{method} {path}: {status} {body[:300]!r}")
        return body

    def at_once(self, clients):
        """Milliseconds to the answer for each of as many clients that all ask in the same moment."""
        connections = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in clients]
        # Whoever is accepted now has only the request left to be read.
        time.sleep(0.1)
        poll, times = select.poll(), {}
        begin = time.perf_counter()
        for connection, client in zip(connections, clients):
            connection.sendall(f"GET {FIRST} HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: {client}\r\n\r\n".encode())
            poll.register(connection, select.POLLIN)
        by_descriptor = {connection.fileno(): connection for connection in connections}
        while by_descriptor:
            ready = poll.poll(60_000)
            if not ready:
                raise BenchError(f"{len(by_descriptor)} of {len(clients)} were not answered")
            for descriptor, _ in ready:
                answer = by_descriptor.pop(descriptor).recv(65536)
                times[descriptor] = (time.perf_counter() - begin) * 1000
                poll.unregister(descriptor)
                if not answer.startswith(b"HTTP/1.1 200"):
                    raise BenchError(f"answered {answer[:600]!r}")
        for connection in connections:
            connection.close()
        return sorted(times.values())


def _timed(*steps):
    begin = time.perf_counter()
    for step in steps:
        step()
    return (time.perf_counter() - begin) * 1000


def _started(stack, bench, name):
    engine = stack.enter_context(Engine(bench.site.disk))
    router = _Router(bench, stack, engine, bench.site.folder / name)
    # What both do once: the image is looked at, the first network made.
    router.ask("warm")
    router.ask("warm", SECOND)
    return engine, router


def containers(bench):
    """One start: with a network, of a program that takes 150 ms to listen, of a stopped and of a frozen container."""
    with ExitStack() as stack:
        engine, router = _started(stack, bench, "containers")
        like, slow = engine.newest("FIRST"), engine.newest("SECOND")

        def ours():
            figures = {"first_start_ms": [], "slow_start_ms": [], "wake_ms": [], "thaw_ms": []}
            for _ in range(STARTS):
                client = router.client()
                figures["first_start_ms"].append(router.ask(client))
                figures["slow_start_ms"].append(router.ask(client, SECOND))
                router.steer("stop", client, "stopped")
                figures["wake_ms"].append(router.ask(client))
                router.steer("freeze", client, "frozen")
                figures["thaw_ms"].append(router.ask(client))
            return {name: median(values) for name, values in figures.items()}

        def bare():
            figures = {"first_start_ms": [], "slow_start_ms": [], "wake_ms": [], "thaw_ms": []}
            for _ in range(STARTS):
                made = {}

                def begin(name, like, address):
                    made[name] = engine.create(like, made["network"], address)
                    engine.start(made[name])
                    first_answer(address)

                def network():
                    made["network"], made["address"], made["second address"] = engine.network()

                figures["first_start_ms"].append(_timed(network, lambda: begin("first", like, made["address"])))
                figures["slow_start_ms"].append(_timed(lambda: begin("second", slow, made["second address"])))
                container, address = made["first"], made["address"]
                engine.call("POST", f"/containers/{container}/stop?t=5")
                figures["wake_ms"].append(_timed(lambda: engine.start(container), lambda: first_answer(address)))
                engine.call("POST", f"/containers/{container}/pause")
                figures["thaw_ms"].append(_timed(
                    lambda: engine.call("POST", f"/containers/{container}/unpause"), lambda: first_answer(address)))
                engine.remove(made["second"], None)
                engine.remove(container, made["network"])
            return {name: median(values) for name, values in figures.items()}

        return bench.in_turn(bench.rounds * ROUNDS, {"ours": ours, "bare engine": bare})


def crowd(bench):
    """100 requests at once to one bot that sleeps, beside one request to it."""
    with ExitStack() as stack:
        engine, router = _started(stack, bench, "crowd")
        router.ask("crowd")

        def asleep():
            router.steer("stop", "crowd", "stopped")

        def many():
            asleep()
            times = router.at_once(["crowd"] * CROWD)
            found = engine.call("GET", "/containers/json")
            starts = [one for one in found if one["Labels"].get("edge.client") == "crowd"]
            if len(starts) != 1:
                raise BenchError(f"{CROWD} requests caused {len(starts)} instances")
            return {"wake_ms": median(times), "wake_p99_ms": quantiles(times, n=100)[98]}

        def one():
            alone = []
            for _ in range(STARTS):
                asleep()
                alone.append(router.ask("crowd"))
            return {"wake_ms": median(alone), "wake_p99_ms": median(alone)}

        return bench.in_turn(bench.rounds, {f"{CROWD} at once": many, "one": one})


def cold(bench):
    """50 clients at once who were never heard of, beside as many bare starts one after another."""
    with ExitStack() as stack:
        engine, router = _started(stack, bench, "cold")
        like = engine.newest("FIRST")

        def ours():
            before = router.server.memory().private
            clients = [router.client() for _ in range(COLD_CLIENTS)]
            times = router.at_once(clients)
            grown = router.server.memory().private - before
            for client in clients:
                router.steer("stop", client, "stopped")
            return {"all_started_ms": times[-1], "start_ms": median(times), "private_growth": grown}

        def bare():
            made, times = [], []
            begin = time.perf_counter()
            for _ in range(COLD_CLIENTS):
                network, address, _ = engine.network()
                container = engine.create(like, network, address)
                made.append((container, network))
                engine.start(container)
                first_answer(address)
                times.append((time.perf_counter() - begin) * 1000)
            for container, network in made:
                engine.remove(container, network)
            return {"all_started_ms": times[-1], "start_ms": median(times)}

        return bench.in_turn(bench.rounds, {"ours": ours, "bare engine": bare})


def registered(bench):
    """A client's bot that runs, where 10,000 others are registered and where nobody else is."""
    with ExitStack() as stack:
        engine = stack.enter_context(Engine(bench.site.disk))
        routers = {}
        for name, count in (("10,000 registered", REGISTERED), ("nobody else", 0)):
            router = routers[name] = _Router(bench, stack, engine, bench.site.folder / f"registered-{count}")
            register(router.admin.port, count)
            router.ask("bench")
        return bench.load({
            name: (router.server, FIRST, {"X-Client-ID": "bench"}, len("hello")) for name, router in routers.items()})


ALL = (containers, crowd, cold, registered)
