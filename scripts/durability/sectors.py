# SPDX-License-Identifier: Apache-2.0
"""A disk that can no longer be read: the file behind a mounted ext4 is cut off, and the kernel answers with EIO.

This is not what the library of failing calls shows: mapped memory has no call that could fail, it has a signal.
"""

import os

from .disks import IMAGE, MOUNTED
from .ledger import Broken, Ledger
from .router import DidNotStart, Router
from .wire import Disconnected, target

KEYS, VALUE = 500, 2000
# What is left of the file system: its own tables, and little of the data.
LEFT = 512 * 1024


def forget(path):
    """Lets the kernel drop what it holds of a file in memory."""
    file = os.open(path, os.O_RDONLY)
    os.fsync(file)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


def check(program, folder, report):
    """Cuts the disk off under a running program, then starts it on what is left."""
    home = folder / MOUNTED
    ledger = Ledger()
    with Router(program, home) as router:
        with router.connect() as connection:
            for i in range(KEYS):
                ledger.put(connection, f"key{i}", VALUE)
        router.terminate()
    os.sync()
    with Router(program, home) as router, router.connect() as connection:
        # Opens and maps the database on this connection's loop.
        connection.request("GET", target("key0"))
        forget(home / "data/kv.sqlite3")
        os.truncate(folder / IMAGE, LEFT)
        report("answers 503 for what cannot be read, and lives", attempt(lambda: read(router, connection, ledger)))
    try:
        with Router(program, home) as router, router.connect() as connection:
            report("starts on a disk that cannot be read, or says why not",
                   attempt(lambda: read(router, connection, ledger)))
    except DidNotStart as error:
        report("starts on a disk that cannot be read, or says why not",
               None if error.status in (1, 2) else f"ended with {error.status}: {error.said}")


def attempt(part):
    try:
        part()
        return None
    except (Broken, Disconnected, TimeoutError) as error:
        return f"{type(error).__name__}: {error}"


def read(router, connection, ledger):
    """Every key is as it was written or cannot be read; the program outlives it."""
    statuses = set()
    try:
        for key, (version,) in ledger.states.items():
            answer = connection.request("GET", target(key))
            statuses.add(answer.status)
            if answer.status != 503 and (difference := version.differs(answer)):
                raise Broken(f"{key}: {difference}")
        alive = connection.request("GET", "/healthz").status
    except Disconnected as error:
        raise Broken(f"it dropped the connection ({error}); exit status {router.process.wait()}") from error
    if alive != 200:
        raise Broken(f"/healthz is answered {alive}")
    if 503 not in statuses:
        raise Broken("all could be read: the disk was not cut off, or the kernel still had it in memory")
