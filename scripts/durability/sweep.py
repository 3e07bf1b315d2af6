# SPDX-License-Identifier: Apache-2.0
"""Lets the n-th system call on the data directory fail, for every n of a short life of the program."""

import errno
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .ledger import Broken, Ledger
from .router import DidNotStart, Router
from .shim import Shim
from .wire import Disconnected

LARGE = 300 * 1024
# Attempts of the last write of a life, and the pause between them, seconds: after a single fault it must succeed.
ATTEMPTS, PAUSE = 200, 0.05


@dataclass(frozen=True)
class Fault:
    """Which calls fail, in which life of the program."""
    life: str
    kind: str
    number: int
    errno: int
    mode: str
    short: int = 0

    def __str__(self):
        half = ", half written" if self.short else ""
        return f"{self.life}: {self.kind} {self.number} {errno.errorcode[self.errno]} {self.mode}{half}"


def work(connection, ledger):
    """Writes of every sort, one after the other."""
    for i in range(6):
        ledger.put(connection, f"small{i}", 100 + 300 * i)
    ledger.put(connection, "large", LARGE)
    for i in range(0, 6, 2):
        ledger.put(connection, f"small{i}", 50 + 100 * i)
    ledger.delete(connection, "small1")
    ledger.put(connection, "other", LARGE // 2)
    ledger.put(connection, "large", LARGE + 5)
    ledger.delete(connection, "other")
    ledger.put(connection, "small1", 2000)


class Sweep:
    """The lives that are swept: one from an empty directory on, and one that begins after a crash."""

    def __init__(self, program, folder, workers):
        self.program = program
        self.folder = Path(folder)
        self.workers = workers
        self.crashed = self.folder / "crashed"
        self.crashed.mkdir()
        self.ledger_of_crash = Ledger()
        with Router(program, self.crashed) as router, router.connect() as connection:
            work(connection, self.ledger_of_crash)
            router.kill()

    def prepare(self, life, folder):
        """The directory that a life begins with, and what is known of it."""
        ledger = Ledger()
        if life == "after a crash":
            shutil.copytree(self.crashed / "data", folder / "data")
            ledger.states = dict(self.ledger_of_crash.states)
            ledger.serial = self.ledger_of_crash.serial
        return ledger

    def counts(self, life):
        """How many calls of each kind such a life makes."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            shim = Shim(name)
            ledger = self.prepare(life, Path(name))
            with Router(self.program, name, shim.environment) as router:
                with router.connect() as connection:
                    work(connection, ledger)
                    ledger.put(connection, "last", 10)
                router.terminate()
            if ledger.failed:
                raise Broken("without a fault, writes failed")
            return shim.counts()[0]

    def run(self, faults):
        """Yields each fault with what went wrong (None if nothing did) and facts about it."""
        with ThreadPoolExecutor(self.workers) as pool:
            yield from zip(faults, pool.map(self.attempt, faults))

    def attempt(self, fault):
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            ledger = self.prepare(fault.life, Path(name))
            try:
                started, fired = self.live(fault, Path(name), ledger)
                self.afterwards(Path(name), ledger)
                return None, started, fired, ledger
            except (Broken, Disconnected, DidNotStart, TimeoutError) as error:
                return f"{type(error).__name__}: {error}", True, 1, ledger

    def live(self, fault, folder, ledger):
        """The life with the fault in it. Returns whether it began, and how many calls failed."""
        shim = Shim(folder, kinds=fault.kind, at=fault.number, mode=fault.mode, errno=fault.errno, short=fault.short)
        unless = (503,) if fault.kind == "read" else ()
        try:
            router = Router(self.program, folder, shim.environment)
        except DidNotStart as error:
            if error.status not in (1, 2):
                raise
            if not any(line.startswith("edge-router: ") for line in error.said.splitlines()):
                raise Broken(f"it did not start and did not say why: {error.said!r}") from error
            return False, shim.counts()[1]
        with router:
            try:
                with router.connect() as connection:
                    work(connection, ledger)
                    ledger.verify(connection, unless)
                    if fault.mode == "once":
                        self.resume(connection, ledger)
            except Disconnected as error:
                status = router.process.poll()
                raise Broken(f"it dropped the connection ({error}); exit status {status}: {router.said}") from error
            self.judge(fault, ledger)
            status = router.terminate()
            if status not in (0, 1):
                raise Broken(f"its orderly end had exit status {status}: {router.said}")
        return True, shim.counts()[1]

    @staticmethod
    def resume(connection, ledger):
        """A single fault must not end writing for good."""
        for _ in range(ATTEMPTS):
            answer = ledger.put(connection, "last", 10)
            if answer.status in (201, 204):
                return
            time.sleep(PAUSE)
        raise Broken(f"after a single fault writes did not resume: {answer.body!r}")

    @staticmethod
    def judge(fault, ledger):
        """No room is 507; a broken disk is 503, since deleting would not help. Only where room is asked for, though:
        what else fails with ENOSPC may be told either way."""
        right = {503} if fault.errno == errno.EIO else {507} if fault.kind in ("write", "allocate") else {503, 507}
        if wrong := set(ledger.failed) - right:
            raise Broken(f"writes were answered {sorted(wrong)} instead of {sorted(right)}")

    def afterwards(self, folder, ledger):
        """Without the fault, everything acknowledged is there."""
        with Router(self.program, folder) as router:
            with router.connect() as connection:
                ledger.verify(connection)
                if ledger.put(connection, "after", 10).status not in (201, 204):
                    raise Broken("after a clean restart a write failed")
            if (status := router.terminate()) != 0:
                raise Broken(f"after a clean restart the orderly end had exit status {status}")
