# SPDX-License-Identifier: Apache-2.0
"""One measurement each: load, first answer, idle connections, large bodies. All load goes to 127.0.0.1."""

import ctypes
import json
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from processes import START_SECONDS, BenchError, stop

WRK_CONNECTIONS = 64
CHUNK = 1 << 20
PR_SET_TIMERSLACK = 29
# Seconds between two attempts to connect. It is the resolution; attempts every 20-30 µs take the processor from the
# server that is starting and can double the reading.
CONNECT_INTERVAL = 0.0002

REPORT = """
done = function(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format('\\n@{"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"failed":%d}\\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""

# Puts to random keys. The requests are made before, so that the load generator takes no more of the machine than with
# a constant one.
PUTS = """
local requests = {}
init = function(arguments)
    math.randomseed(os.time())
    local body = string.rep('x', %(bytes)d)
    for key = 1, %(keys)d do requests[key] = wrk.format('PUT', '/kv/put-' .. key, nil, body) end
end
request = function() return requests[math.random(%(keys)d)] end
"""

# Listings from anywhere among the keys of bench/library, which are numbers of seven digits: four leave 1,000 keys.
LISTS = """
init = function(arguments)
    math.randomseed(os.time())
end
request = function()
    return wrk.format('GET', string.format('/kv?limit=%(limit)d&prefix=k%%04d', math.random(0, 999)))
end
"""

# What a synced write writes, bytes, and the length of the file that it goes round in, as a log does.
SYNC_BYTES = 4096
SYNC_FILE_BYTES = 16 << 20
# What 5,500 connections may take to come about, and to end, seconds.
DRIP_START_SECONDS = 15
# A server is at rest that takes less than this share of a core for so many seconds.
SETTLED_SHARE, SETTLE_SECONDS = 0.3, 0.5


def redis_puts(tools, server, keys, connections, count):
    """SET of as many bytes, to as many random keys, over as many connections as ours."""
    command = [tools.redis_benchmark, "-p", str(server.port), "-t", "set", "-c", str(connections), "-d", "1024",
               "-r", str(keys), "-n", str(count), "--csv"]
    before = server.cpu()
    done = subprocess.run(command, env=tools.environment, check=True, capture_output=True, text=True, timeout=120)
    cpu = server.cpu() - before
    names, values = ([cell.strip('"') for cell in line.split('","')]
                     for line in done.stdout.splitlines() if line.startswith(('"test"', '"SET"')))
    result = dict(zip(names, values))
    return {
        "requests_per_s": float(result["rps"]),
        "p50_us": float(result["p50_latency_ms"]) * 1000,
        "p99_us": float(result["p99_latency_ms"]) * 1000,
        "cpu_us": cpu.total / count * 1e6,
        "cpu_user_us": cpu.user / count * 1e6,
        "cpu_system_us": cpu.system / count * 1e6,
    }


def syncs(folder, seconds):
    """One write after another brought to the disk, over what was written before: what a log's writes come to."""
    path = Path(folder) / "syncs"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, bytes(SYNC_FILE_BYTES))
        os.fsync(file)
        block, taken, end = bytes(range(256)) * (SYNC_BYTES // 256), [], time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            os.pwrite(file, block, len(taken) * SYNC_BYTES % SYNC_FILE_BYTES)
            os.fdatasync(file)
            taken.append((time.perf_counter() - begin) * 1e6)
    finally:
        os.close(file)
        path.unlink()
    return {"requests_per_s": len(taken) / seconds, "p50_us": median(taken), "p99_us": quantiles(taken, n=100)[-1]}


def load(tools, script, server, path, headers, seconds, connections=WRK_CONNECTIONS):
    """Requests/s, latency and processor time per request of one round of wrk."""
    command = [tools.wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    before = server.cpu()
    done = subprocess.run([*command, f"http://127.0.0.1:{server.port}{path}"], env=tools.environment, check=True,
                          capture_output=True, text=True, timeout=seconds + 20)
    cpu = server.cpu() - before
    result = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("@"))[1:])
    if result["failed"] or not result["requests"]:
        raise BenchError(f"{server.name} {path}: {result['failed']} of {result['requests']} requests failed")
    return {
        "requests_per_s": result["requests"] / result["us"] * 1e6,
        "p50_us": result["p50_us"],
        "p99_us": result["p99_us"],
        "cpu_us": cpu.total / result["requests"] * 1e6,
        "cpu_user_us": cpu.user / result["requests"] * 1e6,
        "cpu_system_us": cpu.system / result["requests"] * 1e6,
    }


def dripped_on(server, path, headers, drippers, run):
    """What a load gets of the server by itself, and again while others send a byte a second or never read `path`.

    `run` makes the load and returns its figures, `drippers` says how many send and how many do not read.
    """
    alone = run()
    fields = [f"{name}: {value}" for name, value in headers.items()]
    program = [sys.executable, str(Path(__file__).with_name("drip.py")), str(server.port), *map(str, drippers), path]
    with subprocess.Popen([*program, *fields], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as others:
        try:
            ready, _, _ = select.select([others.stdout], [], [], DRIP_START_SECONDS)
            if not ready or others.stdout.readline() != "ready\n":
                others.kill()
                raise BenchError(f"the drippers do not come to {server.name}: {others.stderr.read()[-300:]}")
            settling = _settle(server)
            beset = run()
            told, errors = others.communicate(timeout=DRIP_START_SECONDS)
        except BaseException:
            others.kill()
            raise
    if others.returncode != 0:
        raise BenchError(f"the drippers of {server.name} failed: {errors[-300:]}")
    return {
        "p50_us": alone["p50_us"],
        "p99_us": alone["p99_us"],
        "dripped_p50_us": beset["p50_us"],
        "dripped_p99_us": beset["p99_us"],
        "p50_growth": beset["p50_us"] / alone["p50_us"],
        "p99_growth": beset["p99_us"] / alone["p99_us"],
        **{f"dripped_{figure}": beset[figure] for figure in ("requests_per_s", "cpu_us")},
        "settle_s": settling,
        **json.loads(told),
    }


def _settle(server):
    """Seconds until what is not read has filled all that it can fill; bytes that drip in do not count as work."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < DRIP_START_SECONDS:
        before = server.cpu()
        time.sleep(SETTLE_SECONDS)
        if (server.cpu() - before).total < SETTLED_SHARE * SETTLE_SECONDS:
            break
    return time.perf_counter() - begin


def first_answer(command):
    """Milliseconds from just before exec to the first byte of the first answer."""
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1)
    request = f"GET {command.probe} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    everywhere = os.sched_getaffinity(0)
    # On one core both, the attempts would take it from the server for a third of the time.
    os.sched_setaffinity(0, {min(everywhere)})
    begin = time.perf_counter()
    pid = os.posix_spawn(command.arguments[0], command.arguments, command.environment, file_actions=quiet)
    os.sched_setaffinity(0, {max(everywhere)})
    os.sched_setaffinity(pid, everywhere)
    try:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", command.port), START_SECONDS) as connection:
                    connection.sendall(request)
                    answer = connection.recv(12)
                    elapsed = time.perf_counter() - begin
                break
            except ConnectionRefusedError:
                if time.perf_counter() - begin > START_SECONDS:
                    raise BenchError(f"{command.name} does not start") from None
                time.sleep(CONNECT_INTERVAL)
    finally:
        os.sched_setaffinity(0, everywhere)
        stop(pid)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise BenchError(f"{command.name} answered {answer!r} first")
    return elapsed * 1000


def idle_connections(server, path, headers, count):
    """Bytes that each of so many kept connections takes once it has made a request, and the whole."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode()
    opened = []
    try:
        # What a server sets up with its first requests belongs to no connection.
        for _ in range(64):
            _ask(_connect(0, server.port), request).close()
        time.sleep(0.5)
        before = server.memory()
        for index in range(count):
            opened.append(_ask(_connect(index, server.port), request))
        time.sleep(1)
        after = server.memory()
        closed = sum(1 for connection in opened if _is_closed(connection))
        if closed:
            raise BenchError(f"{server.name} closed {closed} of {count} idle connections")
    finally:
        for connection in opened:
            connection.close()
    return {
        "rss_per_connection": (after.rss - before.rss) / count,
        "private_per_connection": (after.private - before.private) / count,
        "private_before": before.private,
        "private_in_all": after.private,
    }


def _connect(index, port):
    connection = socket.socket()
    try:
        # From several addresses: one has some 28,000 ports, and those of the last run are still waiting.
        connection.bind((f"127.0.0.{2 + index % 8}", 0))
        connection.settimeout(10)
        connection.connect(("127.0.0.1", port))
        return connection
    except BaseException:
        connection.close()
        raise


def _ask(connection, request):
    connection.sendall(request)
    _read_answer(connection)
    return connection


def _is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _read_answer(connection):
    """Reads one answer, dropping its body in the kernel; returns the body's length."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(4096)
        if not more:
            raise BenchError("a server closed the connection before it had answered")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if b" 200" not in lines[0]:
        raise BenchError(f"a server answered {lines[0].decode()}")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
    if length is None:
        raise BenchError("a server answered without Content-Length")
    left = length - len(body)
    waste = bytearray(CHUNK)
    while left > 0:
        count = connection.recv_into(waste, min(left, CHUNK), socket.MSG_TRUNC)
        if not count:
            raise BenchError(f"an answer ended {left} bytes early")
        left -= count
    return length


def bodies(server, path, headers, seconds, upload=None):
    """Throughput and processor time of large bodies, one after another over one connection.

    Downloads what the path gives, or uploads the file given.
    """
    size = upload.stat().st_size if upload else None
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    length = f"Content-Length: {size}\r\n" if upload else ""
    request = f"{'POST' if upload else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}{length}\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        moved = 0
        before, begin = server.cpu(), time.perf_counter()
        while time.perf_counter() - begin < seconds:
            connection.sendall(request)
            if upload:
                with open(upload, "rb") as file:
                    connection.sendfile(file)
                _read_answer(connection)
                moved += size
            else:
                moved += _read_answer(connection)
        elapsed, cpu = time.perf_counter() - begin, server.cpu() - before
    return {"mb_per_s": moved / elapsed / 1e6, "cpu_s_per_gib": cpu.total / moved * (1 << 30)}
