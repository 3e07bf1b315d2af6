# SPDX-License-Identifier: Apache-2.0
"""An upstream that takes a request's whole body before it answers: `python3 sink.py PORT`.

nginx as an upstream would answer an upload before it has read it, and so measure early answers instead. The bytes
are counted and dropped in the kernel, so that this end costs little.
"""

import socket
import sys
import threading

CHUNK = 1 << 20
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def serve(connection):
    connection.settimeout(120)
    waste = bytearray(CHUNK)
    received = b""
    while True:
        while b"\r\n\r\n" not in received:
            more = connection.recv(CHUNK)
            if not more:
                return
            received += more
        head, _, received = received.partition(b"\r\n\r\n")
        headers = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        if b"transfer-encoding" in headers:
            received = take_chunks(connection, received)
        else:
            left = int(headers.get(b"content-length", b"0")) - len(received)
            received = b"" if left >= 0 else received[left:]
            while left > 0:
                count = connection.recv_into(waste, min(left, CHUNK), socket.MSG_TRUNC)
                if not count:
                    return
                left -= count
        connection.sendall(ANSWER)


def take_chunks(connection, received):
    """Reads to the end of a chunked body without trailers, and returns what came after it."""
    def line():
        nonlocal received
        while b"\r\n" not in received:
            received += connection.recv(CHUNK) or b"0\r\n\r\n"
        first, _, received = received.partition(b"\r\n")
        return first

    while size := int(line().split(b";")[0], 16):
        left = size + 2 - len(received)
        received = received[size + 2:]
        while left > 0:
            count = len(connection.recv(min(left, CHUNK)))
            if not count:
                return b""
            left -= count
    line()
    return received


def main():
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64)
    while True:
        connection, _ = listener.accept()

        def handle(connection=connection):
            with connection:
                try:
                    serve(connection)
                except OSError:
                    pass

        threading.Thread(target=handle, daemon=True).start()


if __name__ == "__main__":
    main()
