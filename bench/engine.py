# SPDX-License-Identifier: Apache-2.0
"""A container engine of the bench's own, and the bare calls that are what a start costs without a router."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from processes import BenchError, stop

DOCKERD = shutil.which("dockerd") or "/usr/sbin/dockerd"
BOT = Path(__file__).resolve().parent.parent / "Tests/TestSupport/testbot.c"
IMAGE = "edge-bench-bot:latest"
# The port the image exposes.
PORT = 8080
# Where the networks of the bare engine lie; the router's are elsewhere.
BARE_SUBNETS = "10.212.%d.%d"
ENGINE_SECONDS = 30
ANSWER_SECONDS = 20
# Seconds between two attempts to connect, as for the first answer of a server.
CONNECT_INTERVAL = 0.0002


class _Local(http.client.HTTPConnection):
    """HTTP over the engine's socket."""

    def __init__(self, path):
        super().__init__("docker", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    """A running dockerd with its own socket, data and runtime files, ended with all its containers."""

    def __init__(self, disk):
        if os.geteuid() != 0 or not os.access(DOCKERD, os.X_OK):
            raise BenchError("an engine can be started by root alone, with dockerd (apt install docker.io)")
        self.folder = Path(tempfile.mkdtemp(prefix="edge-bench-dk-"))
        self.data = Path(disk) / "docker"
        self.socket = f"{self.folder}/docker.sock"
        self.networks = 0
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [DOCKERD, "--host", f"unix://{self.socket}", "--data-root", str(self.data), "--bridge", "none",
                 "--exec-root", f"{self.folder}/exec", "--pidfile", f"{self.folder}/pid"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.connection = _Local(self.socket)
        try:
            self._wait()
            self._make_image()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            for container in self.call("GET", "/containers/json?all=1"):
                self.call("DELETE", f"/containers/{container['Id']}?force=1&v=1")
            self.call("POST", "/networks/prune")
        except (OSError, BenchError, http.client.HTTPException):
            pass
        if self.process.returncode is None:
            stop(self.process.pid)
            # Waited for above, behind its back.
            self.process.returncode = 0
        # It mounts its data on itself where mounts are not shared, and does not always undo that.
        subprocess.run(["umount", "--recursive", "--lazy", str(self.data)], capture_output=True, timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)

    def _wait(self):
        deadline = time.monotonic() + ENGINE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.call("GET", "/version")
                return
            except (OSError, http.client.HTTPException):
                self.connection.close()
                time.sleep(0.05)
        raise BenchError("dockerd does not answer: " + (self.folder / "log").read_text()[-500:])

    def _make_image(self):
        context = self.folder / "image"
        context.mkdir()
        subprocess.run(["cc", "-O1", "-static", "-o", context / "testbot", BOT], check=True, timeout=60)
        (context / "Dockerfile").write_text(f'FROM scratch\nCOPY testbot /testbot\nEXPOSE {PORT}\nCMD ["/testbot"]\n')
        made = subprocess.run(["tar", "-C", context, "-c", "."], check=True, capture_output=True, timeout=60).stdout
        answer = self.call("POST", f"/build?t={IMAGE}", made, "application/x-tar")
        if b"error" in answer:
            raise BenchError(f"the image was not built: {answer[-300:]!r}")

    def call(self, method, path, body=None, kind="application/json"):
        """One call on the kept connection; JSON where the answer is some."""
        sent = json.dumps(body).encode() if isinstance(body, dict) else body
        self.connection.request(method, path, sent, {"Content-Type": kind} if sent else {})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise BenchError(f"{method} {path}: {answer.status} {text[:300]!r}")
        is_one = answer.getheader("Content-Type", "").startswith("application/json") and text.count(b"\n") <= 1
        return json.loads(text) if is_one and text else text

    # What a start is without a router

    def network(self):
        """POST networks; its id and two free addresses on it, which are known without asking."""
        self.networks += 1
        # The host has the first address of the eight.
        base = BARE_SUBNETS % (self.networks // 32, self.networks % 32 * 8)
        body = {"Name": f"bare-{self.networks}", "Driver": "bridge",
                "IPAM": {"Driver": "default", "Config": [{"Subnet": base + "/29"}]}}
        network = self.call("POST", "/networks/create", body)["Id"]
        head, _, last = base.rpartition(".")
        return network, f"{head}.{int(last) + 2}", f"{head}.{int(last) + 3}"

    def create(self, like, network, address):
        """POST create of the same container as one of the router's."""
        body = dict(like["Config"])
        for unwanted in ("Hostname", "Domainname", "Labels"):
            body.pop(unwanted, None)
        body["HostConfig"] = dict(like["HostConfig"], NetworkMode=network)
        body["NetworkingConfig"] = {"EndpointsConfig": {network: {"IPAMConfig": {"IPv4Address": address}}}}
        return self.call("POST", "/containers/create", body)["Id"]

    def start(self, container):
        """POST start."""
        self.call("POST", f"/containers/{container}/start")

    def remove(self, container, network):
        self.call("DELETE", f"/containers/{container}?force=1&v=1")
        if network:
            self.call("DELETE", f"/networks/{network}")

    def newest(self, binding):
        """How a container of the router's is made."""
        labels = json.dumps({"label": [f"edge.binding={binding}"]})
        found = self.call("GET", f"/containers/json?all=1&filters={labels.replace(' ', '')}")
        if not found:
            raise BenchError(f"the router has no container of {binding}")
        return self.call("GET", f"/containers/{found[0]['Id']}/json")


def first_answer(address):
    """Asks an address until it answers."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((address, PORT), 1) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n")
                if connection.recv(12).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(CONNECT_INTERVAL)
    raise BenchError(f"the container at {address} does not answer")
