# SPDX-License-Identifier: Apache-2.0
"""Cases of limits per client: what one costs, and what a client that does not keep to its own costs another."""

import subprocess
from contextlib import ExitStack

import measure
from processes import BenchError, Server
from servers import KEY_HEADERS, KIB, LIMITED_HEADERS, LIMITED_RATE, UNREACHED_HEADERS

# The steady client: over so many connections a request each after so many ms, some 3,000 a second in all.
STEADY_CONNECTIONS, DELAY_MS = 32, 10
# The other: ten times its rate.
LIMITED_CONNECTIONS = LIMITED_RATE * DELAY_MS // 100
# A p99 of one round hangs on some hundred requests: what it is comes out over many rounds only.
NEIGHBOUR_ROUNDS = 15

# Pauses of random length. With equal ones the connections of a generator send in step, a burst every 10 ms, and the p99
# tells how the bursts of the two happened to fall in that round.
PACED = """
math.randomseed(os.time())
delay = function() return math.random(%(least)d, %(most)d) end
""" % {"least": DELAY_MS // 2, "most": DELAY_MS * 3 // 2}

COUNTED = """
local threads = {}
setup = function(thread) table.insert(threads, thread) end
init = function(arguments) refused, answered = 0, 0 end
response = function(status)
    answered = answered + 1
    if status == 429 then refused = refused + 1 end
end
done = function(summary, latency, requests)
    io.write(string.format('\\n@%d %d %d\\n', summary.duration, threads[1]:get('answered'),
        threads[1]:get('refused')))
end
"""


def limited(bench):
    """A KV hit of 1 KiB of a client without limits, and of one that never reaches its own."""
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours()))
        for headers in (UNREACHED_HEADERS, KEY_HEADERS):
            _put(ours, headers)
        return bench.load({
            "with limits": (ours, "/kv/bench", UNREACHED_HEADERS, KIB),
            "without": (ours, "/kv/bench", KEY_HEADERS, KIB),
        })


def neighbour(bench):
    """A steady client's latency while another sends ten times what it may, and while that goes to another router.

    So machine and generators have the same to do with both, and what differs is what sharing the router costs.
    """
    steady = bench.script_of("steady.lua", measure.REPORT + PACED)
    eager = bench.script_of("eager.lua", COUNTED + PACED)
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours()))
        another = stack.enter_context(Server(bench.site.ours(bench.site.folder / "another")))
        for server in (ours, another):
            for headers in (KEY_HEADERS, LIMITED_HEADERS):
                _put(server, headers)

        def alone():
            figures = measure.load(bench.tools, steady, ours, "/kv/bench", KEY_HEADERS, bench.seconds,
                                   STEADY_CONNECTIONS)
            # The server's time is for both.
            return {figure: figures[figure] for figure in ("requests_per_s", "p50_us", "p99_us")}

        def beset(server):
            with _eager(bench, eager, server) as other:
                try:
                    figures = alone()
                    told, _ = other.communicate(timeout=bench.seconds + 20)
                except BaseException:
                    other.kill()
                    raise
            line = next(line for line in told.splitlines() if line.startswith("@"))
            microseconds, answered, refused = (int(number) for number in line[1:].split())
            if answered < microseconds / 1e6 * LIMITED_RATE * 5 or refused < answered / 2:
                raise BenchError(f"the neighbour was to be refused most of {answered} answers, and was {refused}")
            return figures

        return bench.in_turn(max(bench.rounds, NEIGHBOUR_ROUNDS), {
            "beside it": lambda: beset(ours),
            "it elsewhere": lambda: beset(another),
            "alone": alone,
        })


def _eager(bench, script, server):
    """The client that sends ten times what it may, for a second longer than a round."""
    (name, value), = LIMITED_HEADERS.items()
    command = [bench.tools.wrk, "-t1", f"-c{LIMITED_CONNECTIONS}", f"-d{bench.seconds + 1}s", "-s", str(script),
               "-H", f"{name}: {value}", f"http://127.0.0.1:{server.port}/kv/bench"]
    return subprocess.Popen(command, env=bench.tools.environment, stdout=subprocess.PIPE, text=True)


def _put(server, headers):
    status, body = server.request("PUT", "/kv/bench", headers, b"x" * KIB)
    if status not in (201, 204):
        raise BenchError(f"PUT /kv/bench: {status} {body[:200]!r}")


ALL = (limited, neighbour)
