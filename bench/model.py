#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A model's server that costs next to nothing: one constant answer, or a stream whose pieces say when they were sent.

Prints its port. A stream has `pieces` pieces, one every `pause_ms` milliseconds; both stand in the request.
"""

import asyncio
import json
import time

ANSWER = json.dumps({
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "fake",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello there."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
}).encode()
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def event(data):
    text = f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(text), text)


def chunk(delta, finish=None):
    return event({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


async def stream(writer, request):
    writer.write(HEAD)
    for _ in range(request.get("pieces", 4)):
        await asyncio.sleep(request.get("pause_ms", 5) / 1000)
        # The same clock in every process of a machine.
        writer.write(chunk({"role": "assistant", "content": f" {time.monotonic_ns()}"}))
        await writer.drain()
    writer.write(chunk({}, "stop") + event("[DONE]") + b"0\r\n\r\n")
    await writer.drain()


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
            body = await reader.readexactly(int(fields.get(b"content-length", b"0")))
            request = json.loads(body) if b'"stream"' in body else {}
            if request.get("stream"):
                await stream(writer, request)
            else:
                writer.write(WHOLE)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
