# SPDX-License-Identifier: Apache-2.0
"""Data that are damaged or not ours when the program starts.

A damaged store is found at the start and moved aside whole: the database and its log together, their bytes unchanged,
and the place is said. A file of another program or of a newer release is refused and not touched. Nothing of either is
ever overwritten, and no start ends with a signal.
"""

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .ledger import Broken, Ledger
from .router import DidNotStart, Router
from .wire import PATIENCE

NAME = "kv.sqlite3"
PAGE = 4096
KEYS = 300
# The digest of a file without bytes.
EMPTY = hashlib.sha256().hexdigest()


@dataclass(frozen=True)
class Case:
    """One state of the data directory. `outcome`: aside, refused, served, or either of the first two."""
    name: str
    outcome: str
    make: Callable[[Path], None]
    # Begin with writes that are still in the log.
    hot: bool = False
    # What may be missing where it is served.
    loses: tuple = ()


def overwrite(path, offset, data):
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(data)


def noise(count):
    return random.Random(7).randbytes(count)


def size(data):
    return (data / NAME).stat().st_size


def statement(data, *sql, leave_log=False):
    """Runs SQL in a process of its own; `leave_log` ends it as a crash would, so that the changes stay in the log."""
    end = "import os; os._exit(0)" if leave_log else "c.close()"
    script = f"import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n" \
             f"for s in sys.argv[2:]: c.execute(s).fetchall()\n{end}"
    subprocess.run([sys.executable, "-c", script, str(data / NAME), *sql], check=True)


def leaf(data):
    """The offset of a page in the middle that holds entries."""
    for page in range(size(data) // PAGE // 2, size(data) // PAGE):
        with open(data / NAME, "rb") as file:
            file.seek(page * PAGE)
            if file.read(1) == b"\x0d":
                return page * PAGE
    raise Broken("there is no leaf page to damage")


def replace(data, contents):
    for ending in ("-wal", "-shm"):
        (data / (NAME + ending)).unlink(missing_ok=True)
    (data / NAME).write_bytes(contents)


def foreign(data):
    replace(data, b"")
    (data / NAME).unlink()
    connection = sqlite3.connect(data / NAME)
    connection.execute("CREATE TABLE theirs (a)")
    connection.execute("INSERT INTO theirs VALUES (1)")
    connection.commit()
    connection.close()


def directory(data):
    replace(data, b"")
    (data / NAME).unlink()
    (data / NAME).mkdir()
    (data / NAME / "theirs").write_text("theirs")


CASES = [
    Case("half of the pages cut off", "aside", lambda d: os.truncate(d / NAME, size(d) // PAGE // 2 * PAGE)),
    Case("cut off in the middle of a page", "aside", lambda d: os.truncate(d / NAME, size(d) - PAGE * 3 - 1234)),
    Case("cut off within the first page", "aside", lambda d: os.truncate(d / NAME, 700)),
    Case("half of the pages cut off, with a log", "aside", hot=True,
         make=lambda d: os.truncate(d / NAME, size(d) // PAGE // 2 * PAGE)),
    Case("random bytes over the header", "aside", lambda d: overwrite(d / NAME, 0, noise(100))),
    Case("random bytes over the first page", "aside", lambda d: overwrite(d / NAME, 100, noise(PAGE - 100))),
    Case("random bytes over a middle page", "aside", lambda d: overwrite(d / NAME, leaf(d), noise(PAGE))),
    Case("random bytes over the head of a middle page", "aside", lambda d: overwrite(d / NAME, leaf(d), noise(64))),
    Case("zeros over a middle page", "aside", lambda d: overwrite(d / NAME, leaf(d), bytes(PAGE))),
    Case("random bytes over the header, with a log", "aside", hot=True,
         make=lambda d: (overwrite(d / NAME, 0, noise(100)), overwrite(d / f"{NAME}-wal", 0, noise(32)))),
    Case("a text file in its place", "aside", lambda d: replace(d, b"This is not a database.\n" * 400)),
    Case("a table is missing", "aside or refused", lambda d: statement(d, "DROP TABLE entries")),
    Case("the row of table store is missing", "aside or refused",
         lambda d: statement(d, "DELETE FROM store")),
    Case("a file of another program", "refused", foreign),
    Case("a newer schema", "refused", lambda d: statement(d, "PRAGMA user_version = 99")),
    Case("a newer schema, in the log of a crash", "refused", hot=True,
         make=lambda d: statement(d, "PRAGMA user_version = 99", leave_log=True)),
    Case("a file of another program, with the log of a crash", "refused",
         lambda d: (foreign(d), statement(d, "PRAGMA journal_mode = WAL", "INSERT INTO theirs VALUES (2)",
                                          leave_log=True))),
    Case("a directory in its place", "refused", directory),
    Case("an empty file", "served", lambda d: replace(d, b""), loses=("early", "late")),
    Case("an empty log", "served", lambda d: os.truncate(d / f"{NAME}-wal", 0), hot=True, loses=("late",)),
    Case("a log of random bytes", "served", hot=True, loses=("late",),
         make=lambda d: (d / f"{NAME}-wal").write_bytes(noise(90_000))),
    Case("a log cut off in the middle of a frame", "served", hot=True, loses=("late",),
         make=lambda d: os.truncate(d / f"{NAME}-wal", 50_000)),
    Case("random bytes in a frame of the log", "served", hot=True, loses=("late",),
         make=lambda d: overwrite(d / f"{NAME}-wal", 60_000, noise(500))),
    Case("an index of the log full of random bytes", "served", hot=True,
         make=lambda d: (d / f"{NAME}-shm").write_bytes(noise(32_768))),
]


def digests(folder):
    """The bytes of every file of a data directory, by name, without the index of the log, which is made anew."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in ("lock", "admin") and not path.name.endswith("-shm")}


class Damage:
    """Makes each state from the same two stores: one that was closed in order, one that was killed."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = Path(folder)
        self.ledgers = {}
        for hot in (False, True):
            home = self.folder / f"hot-{hot}"
            home.mkdir()
            ledger = Ledger()
            with Router(program, home) as router:
                with router.connect() as connection:
                    for i in range(KEYS):
                        ledger.put(connection, f"early{i}", i * 10)
                    ledger.put(connection, "early-large", 300 * 1024)
                router.terminate()
            if hot:
                with Router(program, home) as router, router.connect() as connection:
                    for i in range(30):
                        ledger.put(connection, f"late{i}", i * 50)
                    router.kill()
            self.ledgers[hot] = ledger

    def check(self, case, home):
        """Starts on the state and raises what is wrong with what came of it. Returns what did."""
        home.mkdir()
        shutil.copytree(self.folder / f"hot-{case.hot}" / "data", home / "data")
        data = home / "data"
        case.make(data)
        before = digests(data)
        try:
            with Router(self.program, home) as router:
                said = router.said
                came = self.served(case, router)
                if (status := router.terminate()) != 0:
                    raise Broken(f"its end had exit status {status}: {router.said}")
                said = router.said
        except DidNotStart as error:
            if error.status not in (1, 2):
                raise Broken(f"it ended with {error.status}: {error.said}") from error
            said, came = error.said, "refused"
            if not any(line.startswith("edge-router: ") and "store" in line for line in said.splitlines()):
                raise Broken(f"it does not say what is wrong: {said!r}") from error
        after = digests(data)
        if case.outcome == "served":
            if came == "refused":
                raise Broken(f"it was refused: {said.strip()}")
        elif case.outcome == "refused" or (case.outcome != "aside" and came == "refused" and untouched(before, after)):
            if came != "refused":
                raise Broken("it was taken as ours")
            if not untouched(before, after):
                raise Broken(f"it was touched: {changes(before, after)}")
        else:
            self.moved_aside(before, after, data, said)
        return came

    def served(self, case, router):
        """Whether what it serves is right: nothing that was never written, and no more missing than must be."""
        ledger = Ledger()
        for key, states in self.ledgers[case.hot].states.items():
            loses = "aside" in case.outcome or key.startswith(case.loses)
            ledger.states[key] = [*states, None] if loses else states
        with router.connect() as connection:
            if case.outcome == "aside" and b"damaged" not in (said := connection.request("GET", "/readyz")).body:
                raise Broken(f"/readyz does not tell: {said.body!r}")
            ledger.verify(connection)
            if (answer := ledger.put(connection, "new", 10)).status != 201:
                raise Broken(f"it serves, but a put is answered {answer.status}: {answer.body[:200]!r}")
            present = sum(connection.request("GET", f"/kv/early{i}").status == 200 for i in range(KEYS))
        return f"serves {present} of {KEYS} keys"

    @staticmethod
    def moved_aside(before, after, data, said):
        """Every file of the damaged store is there, byte for byte, under another name that was said."""
        for name, digest in before.items():
            places = [place for place, found in after.items() if found == digest]
            if not places:
                raise Broken(f"{name} is gone or overwritten: {changes(before, after)}; said: {said.strip()}")
            # An empty log is like any other, the new store's too.
            if name in (NAME, NAME + "-wal") and name in places and digest != EMPTY:
                raise Broken(f"{name} was left in its place; said: {said.strip()}")
            if name == NAME and not any(place in said or Path(place).parts[0] in said for place in places):
                raise Broken(f"it is at {places[0]}, which is not said: {said.strip()}")


def untouched(before, after):
    """Whether every file is as it was and nothing was put beside the database."""
    return all(after.get(name) == digest for name, digest in before.items()) and not any(
        name.startswith(NAME) for name in after if name not in before)


def changes(before, after):
    """What became of the files, in words."""
    words = [f"{name} {'gone' if name not in after else 'changed'}"
             for name in before if after.get(name) != before[name]]
    return ", ".join(words + [f"{name} new" for name in after if name not in before]) or "nothing"


def large(program, home):
    """Damages a page in the middle of a store that is too large to be looked through at the start. It is found while
    nothing is written: then nothing is written any more, the file stays as it is, and the rest is served."""
    home.mkdir()
    ledger = Ledger()
    with Router(program, home) as router, router.connect() as connection:
        for i in range(5 * KEYS):
            ledger.put(connection, f"key{i}", 1500)
        router.terminate()
    data = home / "data"
    overwrite(data / NAME, leaf(data), noise(64))
    before = digests(data)[NAME]
    with Router(program, home) as router, router.connect() as connection:
        deadline = time.monotonic() + PATIENCE
        while (ready := connection.request("GET", "/readyz")).status != 503 or b"inspect" not in ready.body:
            if time.monotonic() > deadline:
                raise Broken(f"it was not found: {ready.body!r}; said: {router.said}")
            time.sleep(0.05)
        if (answer := ledger.put(connection, "new", 10)).status != 503:
            raise Broken(f"a put was answered {answer.status}")
        served = [connection.request("GET", f"/kv/key{i}").status for i in range(5 * KEYS)]
        if set(served) - {200, 503} or served.count(200) < len(served) - 10:
            raise Broken(f"it serves {served.count(200)} of {len(served)} keys")
        if router.terminate() != 1 or "kv restore FILE" not in router.said:
            raise Broken(f"it does not tell at its end: {router.said}")
    if digests(data)[NAME] != before:
        raise Broken("the damaged file was changed")
    return f"served {served.count(200)} of {len(served)} keys"
