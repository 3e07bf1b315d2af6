# SPDX-License-Identifier: Apache-2.0
"""Server processes: started in a session of their own, measured by session, ended by pid."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 10
STOP_SECONDS = 15
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


class BenchError(Exception):
    """A case cannot be measured; the others can."""


def _end_with_parent():
    """Where the bench is killed its servers end too; by SIGTERM, so that they end their own children."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(frozen=True)
class Cpu:
    user: float
    system: float

    def __sub__(self, other):
        return Cpu(self.user - other.user, self.system - other.system)

    @property
    def total(self):
        return self.user + self.system


@dataclass(frozen=True)
class Memory:
    """Bytes. `private` is what no other process shares: what the server itself takes."""
    rss: int
    private: int


@dataclass
class Command:
    """How a server is started, and where and how it answers: HTTP, or without a probe the protocol of Redis."""
    name: str
    arguments: list
    port: int
    environment: dict
    probe: str | None = "/"
    headers: tuple = ()


class Peer:
    """Whoever answers HTTP on a port of 127.0.0.1."""

    def __init__(self, name, port):
        self.name = name
        self.port = port

    def request(self, method, path, headers=None, body=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(f"{self.name}: {error!r}") from error
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers)


class Server(Peer):
    """A running server. The process that was started leads a session, and everything in that session is the server."""

    def __init__(self, command):
        super().__init__(command.name, command.port)
        self.command = command
        self.process = subprocess.Popen(
            command.arguments, env=command.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if self._answers():
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise BenchError(f"{self.name} does not answer on port {self.port}:\n{self._words()}")

    def _answers(self):
        if self.command.probe is not None:
            return self.get(self.command.probe, dict(self.command.headers))[0] < 500
        with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")

    def _words(self):
        """What a server that does not answer says, started once more with its output kept."""
        self.stop()
        shown = " ".join(map(str, self.command.arguments))
        with tempfile.TemporaryFile() as output:
            again = subprocess.Popen(self.command.arguments, env=self.command.environment, stdin=subprocess.DEVNULL,
                                     stdout=output, stderr=output, preexec_fn=_end_with_parent)
            try:
                again.wait(timeout=2)
            except subprocess.TimeoutExpired:
                stop(again.pid)
                again.returncode = 0
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
        return "\n".join(["  " + shown, *("  " + line for line in lines[-5:])])

    def _pids(self):
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            fields = _stat(entry)
            if fields and int(fields[3]) == self.process.pid:
                yield entry

    def cpu(self):
        """User and system time of the session so far, in seconds, children that were waited for included."""
        user = system = 0
        for pid in self._pids():
            fields = _stat(pid)
            if fields:
                user += int(fields[11]) + int(fields[13])
                system += int(fields[12]) + int(fields[14])
        return Cpu(user / TICKS_PER_SECOND, system / TICKS_PER_SECOND)

    def memory(self):
        rss = private = 0
        for pid in self._pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                key, _, value = line.partition(":")
                if key == "Rss":
                    rss += int(value.split()[0]) * 1024
                elif key in ("Private_Clean", "Private_Dirty"):
                    private += int(value.split()[0]) * 1024
        return Memory(rss, private)

    def stop(self):
        session = list(self._pids())
        if self.process.returncode is None:
            stop(self.process.pid)
            # Waited for above, behind its back.
            self.process.returncode = 0
        for pid in session:
            fields = _stat(pid)
            if fields and int(fields[3]) == self.process.pid:
                os.kill(int(pid), signal.SIGKILL)


def stop(pid):
    """Ends a child the polite way, and where that takes too long the other, and waits for it."""
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while not os.waitpid(pid, os.WNOHANG)[0]:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.002)


def _stat(pid):
    """The fields of /proc/PID/stat from the state on (see proc(5)); None where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
