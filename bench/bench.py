#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures edge-router beside nginx, HAProxy and Redis, in one run and in turn. See README.md in this folder."""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import cases
import report
import tools
from processes import BenchError
from servers import Site

ROOT = Path(__file__).resolve().parent.parent
# What a case may take beside its rounds: starting, warming up, stopping.
CASE_SECONDS = 300
# Runs in a round, at most: every server once, with room for a slow machine.
RUNS_PER_ROUND = 8
# Descriptors beyond the idle connections: listeners, logs, epoll and the like.
SPARE_DESCRIPTORS = 500


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 rounds of 1 s: a first look, not a measurement")
    parser.add_argument("--only", metavar="CASE,…", help="of " + ", ".join(cases.ALL))
    parser.add_argument("--rounds", type=int, help="rounds of each case (5)")
    parser.add_argument("--seconds", type=int, help="seconds of a round (3)")
    parser.add_argument("--starts", type=int, help="starts of each server (50)")
    parser.add_argument("--connections", type=int, default=10_000, help="idle connections (10000)")
    parser.add_argument("--stand-in", action="store_true",
                        help="nginx in the place of edge-router: shows what ratio the harness gives to equals")
    parser.add_argument("--disk", metavar="FOLDER", default=ROOT / ".build",
                        help="folder on the disk that durable writes go to (.build)")
    chosen = parser.parse_args()
    chosen.rounds = chosen.rounds or (3 if chosen.quick else 5)
    chosen.seconds = chosen.seconds or (1 if chosen.quick else 3)
    chosen.starts = chosen.starts or (10 if chosen.quick else 50)
    chosen.only = chosen.only.split(",") if chosen.only else list(cases.ALL)
    unknown = [name for name in chosen.only if name not in cases.ALL]
    if unknown:
        parser.error(f"there is no case {', '.join(unknown)}; there are {', '.join(cases.ALL)}")
    return chosen


def binary():
    named = os.environ.get("EDGE_ROUTER_BINARY")
    path = Path(named) if named else ROOT / ".build/release/edge-router"
    if not path.exists():
        raise SystemExit(f"{path} is not there: make build")
    return str(path)


def raise_descriptor_limit(connections):
    """Takes what the system allows, and returns how many idle connections that is enough for."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_DESCRIPTORS
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    possible = min(connections, limit - SPARE_DESCRIPTORS)
    if possible < connections:
        print(f"the limit of {hard} descriptors allows {possible} idle connections only")
    return possible


def stop_on_signal(number, _):
    # An exception, so that every server is ended on the way out.
    raise SystemExit(f"stopped by {signal.Signals(number).name}")


def give_up_case(*_):
    raise BenchError("took too long")


def measure(bench, names):
    """Runs the cases, shows each as it is done, and returns their summaries and the names of those that failed."""
    summaries, failed = {}, []
    for name in names:
        signal.alarm(CASE_SECONDS + RUNS_PER_ROUND * bench.rounds * bench.seconds)
        try:
            summaries[name] = report.summarize(cases.ALL[name](bench))
        except (BenchError, OSError, subprocess.SubprocessError) as error:
            cases.progress("")
            print(f"\n{name}: not measured: {error}", file=sys.stderr)
            failed.append(name)
            continue
        finally:
            signal.alarm(0)
        report.show(name, cases.ALL[name].__doc__.strip().splitlines()[0], summaries[name])
    return summaries, failed


def main():
    chosen = arguments()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop_on_signal)
    signal.signal(signal.SIGALRM, give_up_case)
    ours = None if chosen.stand_in else binary()
    connections = raise_descriptor_limit(chosen.connections)
    fetched = tools.fetch()
    # In memory where that can be, so that a slow disk measures nobody.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="edge-bench-", dir=memory) as folder, \
            tempfile.TemporaryDirectory(prefix="edge-bench-", dir=chosen.disk) as disk:
        site = Site(folder, disk, fetched, ours, connections + SPARE_DESCRIPTORS)
        bench = cases.Bench(site, fetched, chosen.rounds, chosen.seconds, chosen.starts, connections)
        summaries, failed = measure(bench, chosen.only)
    if summaries:
        print("\n+ better and - worse than the peer in every round, = neither.")
        settings = {key: getattr(chosen, key) for key in ("rounds", "seconds", "starts", "stand_in")}
        print(f"saved: {report.save(dict(settings, connections=connections), fetched.versions(), summaries)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
