# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 over one kept-alive connection: no more than the tests need, nothing hidden. A library would retry."""

import socket
from dataclasses import dataclass
from urllib.parse import quote

# How long anything may take before it counts as hung; it decides nothing else.
PATIENCE = 60.0


class Disconnected(Exception):
    """The connection ended before the answer was complete."""


@dataclass
class Answer:
    """One response. `body` is empty for those that have none."""
    status: int
    fields: dict[str, str]
    body: bytes

    @property
    def etag(self):
        return self.fields.get("etag")

    def is_problem(self):
        """Whether it is an error in our own form, told by the status and the media type."""
        return self.fields.get("content-type") == "application/problem+json" and f'"status":{self.status}' in (
            self.body.decode("utf-8", "replace").replace(" ", ""))


def target(key):
    """The target of a key: every byte that is not plain is escaped."""
    return "/kv/" + quote(key, safe="/")


class CutShort(Disconnected):
    """An answer broke off in its body: all that a server can do that meets an error behind the head."""


class Connection:
    """A client's connection to the data listener."""

    def __init__(self, port, client):
        self.client = client
        self.port = port
        self.open()

    def open(self):
        """Connects; after a connection has broken, again."""
        try:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        except OSError as error:
            raise Disconnected(str(error)) from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb", buffering=256 * 1024)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def head(self, method, path, fields=(), length=None):
        """The bytes of a request's head."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"X-Client-ID: {self.client}", *fields]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except TimeoutError:
            raise
        except OSError as error:
            raise Disconnected(str(error)) from error

    def receive(self, method="GET"):
        """Reads one response."""
        try:
            return self._receive(method)
        except TimeoutError:
            raise
        except OSError as error:
            raise Disconnected(str(error)) from error

    def _receive(self, method):
        status_line = self.file.readline()
        if not status_line.endswith(b"\n"):
            raise Disconnected("no answer")
        status = int(status_line[9:12])
        fields = {}
        while True:
            line = self.file.readline()
            if not line.endswith(b"\n"):
                raise Disconnected("half a head")
            if line in (b"\r\n", b"\n"):
                break
            name, _, value = line.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        if method == "HEAD" or status in (204, 304):
            return Answer(status, fields, b"")
        length = int(fields["content-length"])
        body = self.file.read(length)
        if len(body) < length:
            raise CutShort("half a body")
        return Answer(status, fields, body)

    def request(self, method, path, fields=(), body=None):
        """Sends one request and reads its answer."""
        head = self.head(method, path, fields, None if body is None else len(body))
        self.send(head if body is None else head + body)
        answer = self.receive(method)
        if answer.fields.get("connection", "").lower() == "close":
            # Its right, when it has answered before the whole body was there (RFC 9112 section 9.6).
            self.close()
            self.open()
        return answer
