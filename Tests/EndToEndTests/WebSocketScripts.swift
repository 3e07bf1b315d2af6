// SPDX-License-Identifier: Apache-2.0

import EventLoop

/// Programs in Python on its `websockets` package: an implementation that is not ours at both ends.
enum WebSocketScripts {
    /// The Python that has the package: `EDGE_TEST_PYTHON`, else `python3`; nil if it has not.
    static let python: String? = {
        let python = ProcessFacts.environment("EDGE_TEST_PYTHON") ?? "python3"
        let check = try? Command(python, ["-c", "import websockets.asyncio.client"])
        return check?.status == 0 ? python : nil
    }()

    /// Echoes what it gets and says how each connection ended. `close CODE` and `abort` do what they say.
    static let server = """
        import asyncio
        from websockets.asyncio.server import serve

        endings = []

        async def handle(socket):
            try:
                async for message in socket:
                    if message == "endings":
                        await socket.send(" ".join(endings))
                    elif isinstance(message, str) and message.startswith("close "):
                        await socket.close(int(message.split()[1]), "as asked")
                    elif message == "abort":
                        socket.transport.abort()
                    else:
                        await socket.send(message)
            finally:
                endings.append(f"{socket.request.path}={socket.close_code}")

        async def main():
            async with serve(handle, "127.0.0.1", 0, max_size=None) as server:
                print(server.sockets[0].getsockname()[1], flush=True)
                await asyncio.get_running_loop().create_future()

        asyncio.run(main())
        """

    /// Goes one way (`PORT URL-HOST TARGET [CLIENT]`) with all kinds of messages and endings; prints `well` at the end.
    static let client = """
        import asyncio, sys
        from websockets.asyncio.client import connect
        from websockets.exceptions import ConnectionClosed

        port, host, target = sys.argv[1:4]
        headers = {"X-Client-ID": sys.argv[4]} if len(sys.argv) > 4 else {}

        def dial(path):
            url = f"ws://{host}:{port}{target}/{path}"
            return connect(url, host="127.0.0.1", additional_headers=headers, max_size=None, proxy=None)

        async def messages():
            async with dial("messages") as socket:
                for message in ["h\\u00e9llo", bytes(range(256)), "", b"", "x" * 2**20, bytes(2**20), "end"]:
                    await socket.send(message)
                    assert await socket.recv() == message
                await socket.send(["in ", "three ", "frames"])
                assert await socket.recv() == "in three frames"
                await (await socket.ping(b"there?"))
                for index in range(500):
                    await socket.send(str(index))
                for index in range(500):
                    assert await socket.recv() == str(index)

        async def ended_by_bot(message, code):
            async with dial("bot") as socket:
                await socket.send(message)
                try:
                    await socket.recv()
                    assert False
                except ConnectionClosed:
                    assert socket.close_code == code, socket.close_code

        async def ended_by_client():
            async with dial("closed") as socket:
                await socket.close(4000, "bye")
            async with dial("aborted") as socket:
                await socket.send("x")
                await socket.recv()
                socket.transport.abort()
            async with dial("asking") as socket:
                while True:
                    await socket.send("endings")
                    endings = await socket.recv()
                    if "closed=4000" in endings and "aborted=1006" in endings:
                        break
                    await asyncio.sleep(0.01)

        async def talk(index):
            async with dial(f"many{index}") as socket:
                for round in range(20):
                    await socket.send(f"{index} {round}")
                    assert await socket.recv() == f"{index} {round}"

        async def main():
            await messages()
            await ended_by_bot("close 4001", 4001)
            await ended_by_bot("close 1000", 1000)
            await ended_by_bot("abort", 1006)
            await ended_by_client()
            await asyncio.gather(*(talk(index) for index in range(40)))
            print("well")

        asyncio.run(asyncio.wait_for(main(), 25))
        """
}
