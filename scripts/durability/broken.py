# SPDX-License-Identifier: Apache-2.0
"""A disk that takes no more writes: who runs the program is told, by the log, by /readyz and by the exit status."""

import errno
import time

from .ledger import Broken, Ledger
from .router import Router
from .shim import Shim
from .wire import PATIENCE


def check(program, folder, report):
    """Breaks the disk, mends it and breaks it again under one program. Calls `report(name, problem or None)`."""
    control = folder / "broken"
    shim = Shim(folder, kinds="write,sync,truncate", at=1, mode="on", errno=errno.EIO, match=".sqlite3",
                control=control)
    ledger = Ledger()
    with Router(program, folder, shim.environment) as router, router.connect() as connection:
        def expect(what, holds):
            deadline = time.monotonic() + PATIENCE
            while not holds():
                if time.monotonic() > deadline:
                    raise Broken(f"{what}: {connection.request('GET', '/readyz').body!r}; said: {router.said}")
                time.sleep(0.05)

        def ready():
            return connection.request("GET", "/readyz").status

        def tell():
            ledger.put(connection, "before", 700)
            expect("it is not ready at first", lambda: ready() == 200)
            control.touch()
            for i in range(30):
                if (answer := ledger.put(connection, f"refused{i}", 700)).status != 503:
                    raise Broken(f"a put was answered {answer.status}")
            if ready() != 503:
                raise Broken("it says that it is ready")
            expect("its log does not tell", lambda: "the store cannot write" in router.said)

        def tell_once():
            if (lines := router.said.count("the store cannot write")) != 1:
                raise Broken(f"{lines} lines of the log tell of one trouble")

        def resume():
            control.unlink()
            expect("it is not ready again by itself", lambda: ready() == 200)
            expect("its log does not tell", lambda: "the store writes again" in router.said)

        def end():
            ledger.put(connection, "last", 700)
            control.touch()
            status = router.terminate()
            if status != 1 or "could not be emptied" not in router.said:
                raise Broken(f"it ended with {status}: {router.said}")

        for part, name in ((tell, "says in its log and by /readyz that writes fail"),
                           (tell_once, "says it once"),
                           (resume, "is ready again by itself, without a write from outside"),
                           (end, "says that its log could not be emptied, with exit status 1")):
            report(name, attempt(part))
    report("everything acknowledged is there after all", attempt(lambda: last(program, folder, ledger)))


def attempt(part):
    """What went wrong in a part; None if nothing did."""
    try:
        part()
        return None
    except (Broken, OSError) as error:
        return f"{type(error).__name__}: {error}"


def last(program, folder, ledger):
    """Reads all after a restart on a sound disk."""
    with Router(program, folder) as router, router.connect() as connection:
        ledger.verify(connection)
