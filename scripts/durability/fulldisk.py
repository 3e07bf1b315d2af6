# SPDX-License-Identifier: Apache-2.0
"""A disk without room: what must go on, what must be refused, and that all is well again once there is room.

The disk is a small real one where a file system can be mounted; and everywhere the directory is given a quota by the
library that lets calls fail.
"""

import errno
import os
import time

from .disks import MOUNTED, SIZE
from .ledger import Broken, Ledger
from .router import DidNotStart, Router
from .shim import Shim
from .wire import PATIENCE, Disconnected

BALLAST = 6 * 1024 * 1024
KEYS = 60
# Largest step in which the disk is filled, bytes; halved until not even the smallest fits.
FILL = 512 * 1024


class Disk:
    """A directory whose room ends, and comes back with `lift()`."""

    def __init__(self, folder, settings=None, ballast=None):
        self.folder = folder
        self.settings = settings
        self.ballast = ballast

    def environment(self):
        return Shim(self.folder, **self.settings).environment if self.settings else {}

    def lift(self):
        self.ballast.unlink()


def quota(folder):
    """A disk that is full because the library says so."""
    control = folder / "full"
    control.touch()
    return Disk(folder, {"kinds": "write,allocate,open", "at": 1, "mode": "on", "errno": errno.ENOSPC,
                         "quota": SIZE - BALLAST, "control": control}, control)


def mounted(folder):
    """A disk that is full because it is small."""
    home = folder / MOUNTED
    ballast = home / "ballast"
    with open(ballast, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, BALLAST)
    return Disk(home, ballast=ballast)


def check(program, disk, report):
    """Fills the disk and goes through what must hold, in order. Calls `report(name, problem or None)` for each part."""
    ledger = Ledger()
    router = Router(program, disk.folder, disk.environment())
    try:
        connection = router.connect()
        for part in (fill, refuse, read, delete, keep_deleting):
            problem = attempt(lambda: part(connection, ledger))
            report(part.__doc__, problem)
        status = router.terminate()
        report("ends in order on a full disk", None if status in (0, 1) else f"exit status {status}: {router.said}")
        report("starts on a full disk and serves what it has",
               attempt(lambda: restart(program, disk, ledger)))
        router = Router(program, disk.folder, disk.environment()) if starts(program, disk) else None
        if router:
            with router.connect() as connection:
                attempt(lambda: fill(connection, ledger))
                disk.lift()
                report("writes resume by themselves once there is room",
                       attempt(lambda: resume(connection, ledger)))
        else:
            disk.lift()
            report("writes resume by themselves once there is room", "it could not be started on the full disk")
    finally:
        if router:
            router.kill()
    report("everything acknowledged is there after kill and restart", attempt(lambda: last(program, disk, ledger)))


def attempt(part):
    """What went wrong in a part; None if nothing did."""
    try:
        part()
        return None
    except (Broken, Disconnected, DidNotStart, TimeoutError) as error:
        return f"{type(error).__name__}: {error}"


def answered(answer):
    """The answer, which must have come: a broken connection is a failure of the part, not of this script."""
    if answer is None:
        raise Broken("the connection broke before an answer came")
    return answer


def fill(connection, ledger):
    """fills up, and says 507 when it is full"""
    at_first = not ledger.states
    for i in range(KEYS):
        answered(ledger.put(connection, f"key{i}", 700))
    size, number, taken = FILL, 0, 0
    while size >= 64:
        number += 1
        answer = answered(ledger.put(connection, f"fill{number}-{size}", size))
        if answer.status in (201, 204):
            taken += size
            if number * size > 64 * SIZE:
                raise Broken("the disk does not fill")
            continue
        if answer.status != 507:
            raise Broken(f"a put without room was answered {answer.status}: {answer.body[:200]!r}")
        size //= 2
    # What the database and its log do not need is for values.
    if at_first and taken < (SIZE - BALLAST) // 4:
        raise Broken(f"of {SIZE - BALLAST} bytes of room {taken} were filled when it was called full")


def refuse(connection, ledger):
    """goes on saying 507 to large and small"""
    for i in range(20):
        answer = answered(ledger.put(connection, f"more{i}", 200 * 1024 if i % 2 else 40_000))
        if answer.status != 507:
            raise Broken(f"a put without room was answered {answer.status}: {answer.body[:200]!r}")


def read(connection, ledger):
    """serves every key and the listing while it is full"""
    ledger.verify(connection)


def delete(connection, ledger):
    """deletes while it is full"""
    for i in range(0, KEYS, 2):
        answer = answered(ledger.delete(connection, f"key{i}"))
        if answer.status != 204:
            raise Broken(f"delete {i // 2 + 1} without room was answered {answer.status}: {answer.body[:200]!r}")
    ledger.verify(connection)


def keep_deleting(connection, ledger):
    """takes small writes again once much has been deleted"""
    for key in [key for key in ledger.states if key.startswith("fill")]:
        if (answer := answered(ledger.delete(connection, key))).status != 204:
            raise Broken(f"delete of {key} was answered {answer.status}: {answer.body[:200]!r}")
    resume(connection, ledger)
    ledger.verify(connection)


def starts(program, disk):
    """Whether it starts at all."""
    try:
        with Router(program, disk.folder, disk.environment()):
            return True
    except DidNotStart:
        return False


def restart(program, disk, ledger):
    """Starts on the full disk and reads all."""
    with Router(program, disk.folder, disk.environment()) as router, router.connect() as connection:
        attempt(lambda: fill(connection, ledger))
        router.kill()
    with Router(program, disk.folder, disk.environment()) as router, router.connect() as connection:
        ledger.verify(connection)


def resume(connection, ledger):
    """Puts until it is taken."""
    deadline = time.monotonic() + PATIENCE
    while (answer := answered(ledger.put(connection, "resumed", 500))).status not in (201, 204):
        if time.monotonic() > deadline:
            raise Broken(f"after a minute a put is still answered {answer.status}: {answer.body[:200]!r}")
        time.sleep(0.05)


def last(program, disk, ledger):
    """Reads all after a restart, with room."""
    with Router(program, disk.folder) as router:
        with router.connect() as connection:
            ledger.verify(connection)
            answered(ledger.put(connection, "afterwards", 300 * 1024))
            if ledger.failed and ledger.put(connection, "afterwards", 300 * 1024).status not in (201, 204):
                raise Broken("a large put failed though there is room")
        if (status := router.terminate()) != 0:
            raise Broken(f"its orderly end had exit status {status}")


def other_limits(program, folder, report):
    """A user's quota and a limit on the size of files end room as a full disk does."""
    for code in (errno.EDQUOT, errno.EFBIG):
        home = folder / errno.errorcode[code]
        home.mkdir()
        shim = Shim(home, kinds="write,allocate", at=1, mode="on", errno=code, match=".sqlite3-wal",
                    control=home / "limit")
        report(f"says 507 where the system says {errno.errorcode[code]}", attempt(
            lambda: meet_limit(Router(program, home, shim.environment), home / "limit")))
    home = folder / "ulimit"
    home.mkdir()
    # Blocks of 512 bytes: a few large values.
    command = ("sh", "-c", f'ulimit -f {FILL * 2 // 512}; exec "$@"', "sh")
    report("says 507 at the limit of a file's size (ulimit -f), and lives", attempt(
        lambda: meet_limit(Router(program, home, command=command), None)))


def meet_limit(router, control):
    """Puts large values until one is refused, and reads on."""
    ledger = Ledger()
    with router, router.connect() as connection:
        answered(ledger.put(connection, "before", 700))
        if control:
            control.touch()
        for i in range(10):
            answer = answered(ledger.put(connection, f"fill{i}", FILL))
            if answer is None:
                raise Broken(f"it dropped the connection; exit status {router.process.wait()}")
            if answer.status not in (201, 507):
                raise Broken(f"a put was answered {answer.status}: {answer.body[:200]!r}")
        ledger.verify(connection)
        if not ledger.failed:
            raise Broken("the limit was never met")
