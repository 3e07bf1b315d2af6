# SPDX-License-Identifier: Apache-2.0
"""Cases of limits per client: what one costs, and what a client that does not keep to its own costs another."""

import subprocess
from contextlib import ExitStack

import measure
from processes import BenchError, Server
from servers import KEY_HEADERS, KIB, LIMITED_HEADERS, LIMITED_RATE, UNREACHED_HEADERS

# The steady client: over so many connections a request each so many ms, some 3,000 a second in all.
STEADY_CONNECTIONS, STEADY_DELAY_MS = 32, 10
# The other: ten times its rate.
LIMITED_CONNECTIONS, LIMITED_DELAY_MS = LIMITED_RATE // 10, 10

PACED = """
delay = function() return %(delay)d end
"""

COUNTED = """
local threads = {}
setup = function(thread) table.insert(threads, thread) end
init = function(arguments) refused, answered = 0, 0 end
response = function(status)
    answered = answered + 1
    if status == 429 then refused = refused + 1 end
end
delay = function() return %(delay)d end
done = function(summary, latency, requests)
    io.write(string.format('\\n@%%d %%d %%d\\n', summary.duration, threads[1]:get('answered'),
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
    """A steady client's latency while another sends ten times what it may, and by itself."""
    steady = bench.script_of("steady.lua", measure.REPORT + PACED % {"delay": STEADY_DELAY_MS})
    eager = bench.script_of("eager.lua", COUNTED % {"delay": LIMITED_DELAY_MS})
    with ExitStack() as stack:
        ours = stack.enter_context(Server(bench.site.ours()))
        for headers in (KEY_HEADERS, LIMITED_HEADERS):
            _put(ours, headers)

        def alone():
            figures = measure.load(bench.tools, steady, ours, "/kv/bench", KEY_HEADERS, bench.seconds,
                                   STEADY_CONNECTIONS)
            # The server's time is for both.
            return {figure: figures[figure] for figure in ("requests_per_s", "p50_us", "p99_us")}

        def beset():
            (name, value), = LIMITED_HEADERS.items()
            command = [bench.tools.wrk, "-t1", f"-c{LIMITED_CONNECTIONS}", f"-d{bench.seconds + 1}s", "-s", str(eager),
                       "-H", f"{name}: {value}", f"http://127.0.0.1:{ours.port}/kv/bench"]
            with subprocess.Popen(command, env=bench.tools.environment, stdout=subprocess.PIPE, text=True) as other:
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

        return bench.in_turn(bench.rounds, {"beside it": beset, "alone": alone})


def _put(server, headers):
    status, body = server.request("PUT", "/kv/bench", headers, b"x" * KIB)
    if status not in (201, 204):
        raise BenchError(f"PUT /kv/bench: {status} {body[:200]!r}")


ALL = (limited, neighbour)
