#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills edge-router in the middle of writing, again and again, and checks that every acknowledged write is there.

Each round: many connections put, replace, delete, compare and set, small values and large ones; at a random moment the
server is killed (SIGKILL), sometimes while it drains or while it starts again; then every key is read and listed and
held against the journals of what was sent and acknowledged. A write that was not acknowledged may be there or not, but
never in part.

The kernel keeps what a killed process has written, synced or not. So with --power the data are on a file system of
their own, and what has not been brought to its disk is lost with each kill (root only: it mounts one).
"""

import argparse
import dataclasses
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from durability.journal import EXPIRY_SLACK, Counter, Violation
from durability.power import NoDisk, PoweredDisk
from durability.router import Router, binary
from durability.wire import Connection, Disconnected, target
from durability.writers import Load, Writer

CLIENTS = ["acme", "globex", "initech"]
COUNTERS = 4
# How long writers work before the kill, seconds.
LOAD = (0.1, 1.0)
CHECKERS = 4
FORGERIES = ["write", "delete", "etag", "torn", "metadata", "stray", "expiry", "counter"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200, help="kills (200)")
    parser.add_argument("--writers", type=int, default=16, help="connections that write (16)")
    parser.add_argument("--seed", type=int, help="of all that is random here, to repeat a run's choices")
    parser.add_argument("--binary", help="the program (EDGE_ROUTER_BINARY, else the release build)")
    parser.add_argument("--directory", help="where the temporary folder is made (the system's)")
    parser.add_argument("--keep", action="store_true", help="keep the data of a failed run")
    parser.add_argument("--power", action="store_true", help="cut the power instead of killing; needs root")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--forge", choices=FORGERIES, metavar="WHAT", help=(
        "falsify the journal or the store before the first check, which must then fail: " + ", ".join(FORGERIES)))
    return parser.parse_args()


class Run:
    def __init__(self, options, folder):
        self.program = binary(options.binary)
        self.options = options
        self.disk = PoweredDisk(folder) if options.power else None
        self.folder = self.disk.mounted if self.disk else folder
        self.random = random.Random(options.seed)
        self.etags = set()
        self.counters = {client: [Counter(client, f"counter/{i}") for i in range(COUNTERS)] for client in CLIENTS}
        self.writers = []
        for number in range(options.writers):
            client = CLIENTS[number % len(CLIENTS)]
            self.writers.append(
                Writer(number, client, self.random.getrandbits(64), self.counters[client], self.etags))
        self.kills = {"while writing": 0, "while draining": 0, "while starting": 0, "with loss of power": 0}
        self.expired = 0
        self.reads = 0

    def go(self):
        started = time.monotonic()
        for number in range(1, self.options.rounds + 1):
            self.round(number)
            if number % 20 == 0:
                print(f"{number} rounds, {self.acknowledged} acknowledged writes, "
                      f"{time.monotonic() - started:.0f} s", flush=True)
        with Router(self.program, self.folder) as router:
            self.check(router)
            status = router.terminate()
        if status != 0:
            raise Violation(f"the orderly end after the last round had exit status {status}")

    @property
    def acknowledged(self):
        return sum(writer.acknowledged for writer in self.writers)

    def round(self, number):
        with Router(self.program, self.folder) as router:
            if number > 1:
                self.check(router)
            load = Load(self.writers, router.port)
            time.sleep(self.random.uniform(*LOAD))
            if not router.is_running:
                raise Violation(f"it ended by itself with {router.process.returncode}: {router.said}")
            load.expect_the_end()
            if self.random.random() < 0.15:
                router.terminate(wait=False)
                time.sleep(self.random.uniform(0, 0.03))
                self.kills["while draining"] += 1
            else:
                self.kills["while writing"] += 1
            self.end(router)
            load.join()
        while self.random.random() < 0.25:
            with Router(self.program, self.folder, wait=False) as router:
                time.sleep(self.random.uniform(0, 0.03))
                if router.process.poll() not in (None, 0):
                    raise Violation(f"it did not start: {router.said}")
            self.kills["while starting"] += 1
        if self.options.forge and number == 1:
            with Router(self.program, self.folder) as router:
                self.forge(self.options.forge, router)

    def end(self, router):
        """Kills it, or cuts its power."""
        if self.disk:
            self.disk.lose_power(lambda: router.process.send_signal(signal.SIGSTOP), router.kill)
            self.kills["with loss of power"] += 1
        router.kill()

    # MARK: The check

    def check(self, router):
        """Holds every key against its journal, then the listings against the keys."""
        with ThreadPoolExecutor(CHECKERS) as pool:
            for future in [pool.submit(self.check_writer, router, writer) for writer in self.writers]:
                future.result()
            for future in [pool.submit(self.check_listing, router, client) for client in CLIENTS]:
                future.result()

    def check_writer(self, router, writer):
        with router.connect(writer.client) as connection:
            for entry in writer.entries:
                now = time.time()
                known = entry.known
                answer = connection.request("GET", target(entry.key))
                if answer.status not in (200, 404):
                    entry.fail(f"GET is answered {answer.status}: {answer.body[:300]!r}")
                pending = list(entry.pending)
                entry.settle(answer, now)
                if entry.known and entry.known.etag != (known.etag if known else None):
                    if not pending or entry.known.etag in self.etags:
                        entry.fail(f"the ETag {entry.known.etag} was given out before")
                    self.etags.add(entry.known.etag)
                if entry.brief and known and answer.status == 404:
                    self.expired += 1
            self.reads += len(writer.entries)

    def check_listing(self, router, client):
        with router.connect(client) as connection:
            for counter in self.counters[client]:
                counter.settle(connection.request("GET", target(counter.key)))
            now = time.time()
            found = self.listing(connection, client, "", self.random.randint(50, 1000))
            writer = self.random.choice([writer for writer in self.writers if writer.client == client])
            prefix = f"w{writer.number:02}/"
            part = self.listing(connection, client, prefix, 7)
        sure = {name: item for name, item in found.items() if "/brief" not in name}
        for entry in (entry for writer in self.writers if writer.client == client for entry in writer.entries):
            item = found.pop(entry.key, None)
            self.compare(entry, item, now)
        for counter in self.counters[client]:
            if (found.pop(counter.key, None) is not None) != (counter.number > 0):
                counter.fail("the listing and GET disagree")
        if found:
            raise Violation(f"{client}: the listing has keys that nobody wrote: {sorted(found)[:10]}")
        if {name: item for name, item in part.items() if "/brief" not in name} != {
                name: item for name, item in sure.items() if name.startswith(prefix)}:
            raise Violation(f"{client}: the listing of {prefix} is not that part of the whole listing")

    @staticmethod
    def compare(entry, item, now):
        """A key's line in the listing with the key as GET gave it."""
        known = entry.known
        if known is None or item is None:
            near = known and known.expires is not None and now > known.expires - EXPIRY_SLACK
            if (known is None) != (item is None) and not near:
                entry.fail(f"GET says {known or 'absent'}, the listing {item}")
            return
        wanted = {"name": entry.key}
        if known.expires is not None:
            wanted["expiration"] = known.expires
        if known.metadata is not None:
            wanted["metadata"] = json.loads(known.metadata)
        if item != wanted:
            entry.fail(f"the listing says {item}, GET {wanted}")

    @staticmethod
    def listing(connection, client, prefix, limit):
        """All keys with a prefix, page by page, in order."""
        found, cursor, last = {}, None, b""
        while True:
            query = f"/kv?prefix={quote(prefix, safe='')}&limit={limit}"
            answer = connection.request("GET", query + (f"&cursor={quote(cursor, safe='')}" if cursor else ""))
            if answer.status != 200:
                raise Violation(f"{client}: the listing is answered {answer.status}: {answer.body[:300]!r}")
            page = json.loads(answer.body)
            for item in page["keys"]:
                name = item["name"].encode()
                if name <= last:
                    raise Violation(f"{client}: the listing is not in order: {name!r} after {last!r}")
                last = name
                found[item["name"]] = item
            if page["list_complete"]:
                return found
            cursor = page["cursor"]

    # MARK: To see the check fail

    def forge(self, what, router):
        """Makes the journal and the store differ in one thing."""
        entry = next(entry for writer in self.writers for entry in writer.small
                     if entry.known and not entry.pending and entry.known.size > 1000)
        print(f"forged: {what} of {entry.client} {entry.key!r}")
        with Connection(router.port, entry.client) as connection:
            if what == "write":
                entry.known = dataclasses.replace(entry.known, serial=entry.known.serial + 1)
            elif what == "delete":
                entry.known = None
            elif what == "etag":
                entry.known = dataclasses.replace(entry.known, etag='"forged"')
            elif what == "metadata":
                entry.known = dataclasses.replace(entry.known, metadata='{"forged":1}')
            elif what == "expiry":
                entry.known = dataclasses.replace(entry.known, expires=int(time.time()) - 60)
            elif what == "torn":
                old, new = entry.known, dataclasses.replace(entry.known, serial=entry.known.serial + 1, etag=None)
                entry.pending = [new]
                body = new.bytes[:500] + old.bytes[500:]
                connection.request("PUT", target(entry.key) + new.query, new.fields, body)
            elif what == "stray":
                connection.request("PUT", target("w00/stray"), [], b"nobody's")
            elif what == "counter":
                counter = self.counters[entry.client][0]
                counter.number += 1


def main():
    options = arguments()
    if options.seed is None:
        options.seed = random.SystemRandom().getrandbits(32)
    if options.power and not options.inside:
        unshare = shutil.which("unshare")
        if os.geteuid() != 0 or not unshare:
            print("SKIPPED loss of power: it takes root and unshare to mount a disk")
            return 0
        # What is mounted ends with the process, however it ends.
        os.execv(unshare, [unshare, "--mount", sys.executable, "-B", *sys.argv, "--inside"])
    print(f"seed {options.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="edge-router-crash-", dir=options.directory)).resolve()
    failed, run = True, None
    try:
        run = Run(options, folder)
        started = time.monotonic()
        run.go()
        failed = False
        kills = ", ".join(f"{count} {when}" for when, count in run.kills.items())
        print(f"kills: {kills}; {run.reads} values read back, {run.expired} expired keys found absent, "
              f"{sum(writer.refused for writer in run.writers)} preconditions refused as they must be")
        print(f"{options.rounds} rounds, {run.acknowledged} acknowledged writes, 0 lost, 0 torn, 0 come back, "
              f"{time.monotonic() - started:.0f} s, seed {options.seed}")
    except NoDisk as error:
        failed = False
        print(f"SKIPPED loss of power: {error}")
    except (Violation, Disconnected) as error:
        print(f"FAILED with seed {options.seed}: {error}")
    except Exception as error:
        print(f"FAILED with seed {options.seed}: {type(error).__name__}: {error}")
        if not isinstance(error, TimeoutError):
            traceback.print_exc()
    finally:
        if run and run.disk:
            run.disk.remove()
        if failed and options.keep:
            print(f"the data are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
