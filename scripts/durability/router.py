# SPDX-License-Identifier: Apache-2.0
"""The program under test: started on free loopback ports with a data directory, and ended by its process id."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .wire import PATIENCE, Connection

ROOT = Path(__file__).resolve().parents[2]
# Ends the program with the test, even if the test is killed.
BOUND = [found, "--pdeathsig", "KILL"] if (found := shutil.which("setpriv")) else []
SERVES = re.compile(r"^edge-router serves http://127\.0\.0\.1:(\d+) ", re.MULTILINE)


def binary(named=None):
    """Where the program is: what is named, `EDGE_ROUTER_BINARY`, or the release build."""
    path = Path(named or os.environ.get("EDGE_ROUTER_BINARY") or ROOT / ".build/release/edge-router")
    if not path.exists():
        raise SystemExit(f"{path} is not there: make build")
    return str(path.resolve())


class DidNotStart(Exception):
    """It ended instead of serving. `status` is below 0 for a signal, `said` what it wrote on standard error."""

    def __init__(self, status, said):
        super().__init__(f"ended with {status} instead of serving: {said.strip()}")
        self.status = status
        self.said = said


class Router:
    """A running edge-router. Leaving a `with` block kills it."""

    def __init__(self, program, folder, environment=None, wait=True, command=()):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        configuration = self.folder / "wrangler.toml"
        configuration.touch()
        self._errors = self.folder / "err"
        self.port = None
        with open(self._errors, "wb") as errors:
            self.process = subprocess.Popen(
                [*BOUND, *command, program, "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                 "--data", str(self.data), "--config", str(configuration)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                env={**os.environ, **(environment or {})})
        if wait:
            try:
                self.wait_until_it_serves()
            except BaseException:
                self.kill()
                raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    @property
    def said(self):
        """What it wrote on standard error."""
        return self._errors.read_text(errors="replace")

    def wait_until_it_serves(self):
        """Waits until it serves, or raises DidNotStart."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            status = self.process.poll()
            if found := SERVES.search(self.said):
                self.port = int(found[1])
                return
            if status is not None:
                raise DidNotStart(status, self.said)
            time.sleep(0.001)
        raise DidNotStart("nothing in a minute", self.said)

    def connect(self, client="acme"):
        return Connection(self.port, client)

    @property
    def is_running(self):
        return self.process.poll() is None

    def kill(self):
        """Ends it at once, as a crash would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        return self.process.wait()

    def terminate(self, wait=True):
        """Asks for an orderly end. Returns the exit status, below 0 for a signal."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        if not wait:
            return None
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            return "hung"
