# SPDX-License-Identifier: Apache-2.0
"""Files of large values that cannot be read or written, beside a database that is sound: the client gets a whole answer
with a status for it, the log and /readyz tell, and both go back by themselves."""

import errno
import time

from .ledger import Broken
from .router import Router
from .shim import Shim
from .wire import PATIENCE, Disconnected, target

# Two pieces of a download, and a value that is no file.
LARGE, SMALL = 400_000, 100


def check(program, folder, report):
    """Lets reads fail, then writes and syncs, each under a program of its own."""
    for kinds, method in (("read", "GET"), ("write,sync", "PUT")):
        home = folder / method
        home.mkdir()
        try:
            problem = trouble(program, home, kinds, method)
        except (Broken, Disconnected, OSError) as error:
            problem = f"{type(error).__name__}: {error}"
        report(f"a {method} of a large value is answered 503, told of, and succeeds again", problem)


def trouble(program, folder, kinds, method):
    control = folder / "broken"
    shim = Shim(folder, kinds=kinds, at=1, mode="on", errno=errno.EIO, match="/data/values/", control=control)
    value = bytes(index * 31 & 255 for index in range(LARGE))
    with Router(program, folder, shim.environment) as router, router.connect() as connection:
        def ask(size=LARGE):
            return connection.request(method, target(f"key{size}"), body=value[:size] if method == "PUT" else None)

        def ready():
            return connection.request("GET", "/readyz").status

        def eventually(what, holds):
            deadline = time.monotonic() + PATIENCE
            while not holds():
                if time.monotonic() > deadline:
                    raise Broken(f"{what}: {router.said}")
                time.sleep(0.05)

        for size in (LARGE, SMALL):
            connection.request("PUT", target(f"key{size}"), body=value[:size])
        if ready() != 200:
            return "it is not ready at first"
        control.touch()
        answer = ask()
        if answer.status != 503 or not answer.is_problem():
            return f"answered {answer.status}, {len(answer.body)} bytes"
        if ready() != 503:
            return "it says that it is ready"
        if ask(SMALL).status not in (200, 204):
            return "small values fail, too"
        eventually("its log does not tell", lambda: "file of a large value cannot be" in router.said)
        control.unlink()
        eventually("it is not ready again by itself", lambda: ready() == 200)
        answer = ask()
        if answer.status not in (200, 204) or (method == "GET" and answer.body != value):
            return f"answered {answer.status} afterwards"
    return None
