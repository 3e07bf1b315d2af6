# SPDX-License-Identifier: Apache-2.0
"""Clients that cost a server connections: `python3 drip.py PORT SENDERS READERS PATH [HEADER: VALUE]…`.

Senders send a request one byte a second and never come to its end. Readers ask for PATH, which must be large, and
never read the answer. Whoever is turned out comes back. Says `ready` when all are connected, and ends with its input;
then says what became of them, as JSON.
"""

import json
import select
import socket
import sys
import time

# The senders take turns in as many parts of a second.
PARTS = 100
# Of a reader: small, so that the server is left with its answer.
RECEIVE_BYTES = 4096
# A byte a second of it comes to an end after an hour, when nothing measures any more.
DRIPPED = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Drip: " + b"x" * 3600
STATUS = b"HTTP/1.1 200"


def from_somewhere(index):
    connection = socket.socket()
    # From several addresses: one has some 28,000 ports, and those of the last round are still waiting.
    connection.bind((f"127.0.1.{1 + index % 8}", 0))
    return connection


class Sender:
    """One that is never done with its request."""

    def __init__(self, port, index):
        self.port, self.index, self.returns = port, index, -1
        self.open()

    def open(self):
        self.connection = from_somewhere(self.index)
        self.connection.settimeout(10)
        self.connection.connect(("127.0.0.1", self.port))
        self.connection.setblocking(False)
        self.sent = 0
        self.returns += 1

    def drip(self):
        try:
            # An answer, or an end: whichever, this server wants no more of it.
            self.connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            self.connection.send(DRIPPED[self.sent:self.sent + 1])
            self.sent += 1
            return
        except OSError:
            pass
        self.connection.close()
        self.open()


class Reader(Sender):
    """One that never reads what it asked for."""

    def __init__(self, port, index, request):
        self.request = request
        super().__init__(port, index)

    def open(self):
        self.connection = from_somewhere(self.index)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self.connection.settimeout(10)
        self.connection.connect(("127.0.0.1", self.port))
        self.connection.sendall(self.request)
        self.connection.setblocking(False)
        self.returns += 1

    def answer(self):
        """The first bytes of what came, still not taken."""
        try:
            return self.connection.recv(len(STATUS), socket.MSG_PEEK)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def look(self):
        if self.answer() == b"":
            self.connection.close()
            self.open()


def main():
    port, senders, readers = map(int, sys.argv[1:4])
    head = "".join(f"{line}\r\n" for line in sys.argv[5:])
    request = f"GET {sys.argv[4]} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode()
    senders = [Sender(port, index) for index in range(senders)]
    readers = [Reader(port, index, request) for index in range(readers)]
    print("ready", flush=True)
    begin, part, latest = time.monotonic(), 0, 0.0
    while True:
        wait = begin + part / PARTS - time.monotonic()
        latest = max(latest, -wait)
        if select.select([sys.stdin], [], [], max(0, wait))[0]:
            break
        for sender in senders[part % PARTS::PARTS]:
            sender.drip()
        for reader in readers[part % PARTS::PARTS]:
            reader.look()
        part += 1
    print(json.dumps({
        "seconds": time.monotonic() - begin,
        "latest_seconds": latest,
        "senders_returned": sum(sender.returns for sender in senders),
        "readers_returned": sum(reader.returns for reader in readers),
        "reading_none": sum(1 for reader in readers if reader.answer() == STATUS),
    }))


if __name__ == "__main__":
    main()
