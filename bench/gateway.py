#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the gateway to language models beside LiteLLM's proxy, in one run and in turn, before the same model.

What each adds to a call (p50, one connection), how much later a piece of a stream arrives than it was sent, calls a
second over 32 connections (wrk), an answer from the cache, and the memory of 500 streams. LiteLLM is installed into
.build/litellm the first time (some 300 MB); without it only ours is measured.
"""

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tools
from processes import free_port

ROOT = Path(__file__).resolve().parent.parent
LITELLM = ROOT / ".build/litellm"
PACKAGE = "litellm[proxy]"
PATH = "/v1/chat/completions"
BODY = {"model": "fake", "messages": [{"role": "user", "content": "Hello, how are you today?"}]}
CONNECTIONS, STREAMS = 32, 500

LOAD = """
wrk.method = 'POST'
wrk.body = [[%s]]
wrk.headers['Content-Type'] = 'application/json'
wrk.headers['X-Client-ID'] = 'bench'
wrk.headers['Authorization'] = 'Bearer sk-bench'
%s
done = function(summary, latency)
    io.write(string.format('\\n@%%d %%d %%d %%d\\n', summary.requests, summary.duration, latency:percentile(50),
        summary.errors.status))
end
"""


def fields(**more):
    return {"Content-Type": "application/json", "X-Client-ID": "bench", "Authorization": "Bearer sk-bench", **more}


def wait(port, path):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit(f"nothing answers on port {port}")


def ours(binary, folder, model):
    (folder / "wrangler.toml").write_text(f"""
[[edge.llm.providers]]
name = "fake"
base_url = "http://127.0.0.1:{model}/v1"
models = ["fake"]
""")
    port = free_port()
    process = subprocess.Popen(
        [binary, "serve", "--config", folder / "wrangler.toml", "--data", folder / "data", "--listen",
         f"127.0.0.1:{port}", "--admin", f"127.0.0.1:{free_port()}", "--bots", str(free_port())],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait(port, "/healthz")
    return process, port


def litellm(folder, model):
    if not (LITELLM / "bin/litellm").exists():
        print(f"installing {PACKAGE} into {LITELLM}")
        subprocess.run([sys.executable, "-m", "venv", LITELLM], check=True)
        subprocess.run([LITELLM / "bin/pip", "install", "--quiet", PACKAGE], check=True)
    (folder / "litellm.yaml").write_text(f"""
model_list:
  - model_name: fake
    litellm_params: {{model: openai/fake, api_base: "http://127.0.0.1:{model}/v1", api_key: none}}
general_settings: {{}}
""")
    port = free_port()
    process = subprocess.Popen(
        [LITELLM / "bin/litellm", "--config", folder / "litellm.yaml", "--port", str(port), "--host", "127.0.0.1",
         "--num_workers", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"})
    wait(port, "/health/liveliness")
    return process, port


def latency(port, count, **more):
    """The median time of a call in microseconds, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    body, times = json.dumps(BODY), []
    for _ in range(count):
        start = time.perf_counter_ns()
        connection.request("POST", PATH, body, fields(**more))
        response = connection.getresponse()
        text = response.read()
        times.append(time.perf_counter_ns() - start)
        if response.status != 200:
            raise SystemExit(f"{response.status} {text[:300]!r}")
    return statistics.median(times) / 1000


def passing(port, count):
    """The medians of how much later the first piece and all others arrive than they were sent, in microseconds."""
    first, rest = [], []
    body = json.dumps({**BODY, "stream": True, "pieces": 8, "pause_ms": 5})
    for _ in range(count):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", PATH, body, fields())
        response, seen = connection.getresponse(), 0
        while line := response.readline():
            now = time.monotonic_ns()
            if match := re.search(rb'"content":\s*" (\d+)"', line):
                (rest if seen else first).append(now - int(match[1]))
                seen += 1
    return statistics.median(first) / 1000, statistics.median(rest) / 1000


def load(wrk, folder, port, seconds, more=""):
    """Calls a second over many connections, and their median time in microseconds."""
    script = folder / "load.lua"
    script.write_text(LOAD % (json.dumps(BODY), more))
    answer = subprocess.run(
        [wrk.wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}{PATH}"],
        env=wrk.environment, capture_output=True, text=True, check=True).stdout
    count, duration, median, failed = map(int, re.search(r"@(\d+) (\d+) (\d+) (\d+)", answer).groups())
    if failed:
        raise SystemExit(f"{failed} of {count} calls failed")
    return count / duration * 1e6, median


def memory(process):
    """Resident memory of a process and its children in bytes."""
    pids, total = [process.pid], 0
    while pids:
        pid = pids.pop()
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
            pids += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
    return total


def streams(process, port):
    """What so many streams at once take of memory, in bytes each."""
    before = memory(process)
    body = json.dumps({**BODY, "stream": True, "pieces": 300, "pause_ms": 20}).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in fields().items())
    request = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    connections = []
    for _ in range(STREAMS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(request)
        connections.append(connection)
    for connection in connections:
        connection.settimeout(60)
        if b" 200 " not in connection.recv(4096)[:20]:
            raise SystemExit("a stream was refused")
    most = memory(process)
    for connection in connections:
        connection.close()
    return (most - before) / STREAMS


def measure(name, process, port, wrk, folder, chosen, direct):
    latency(port, 50)
    figures = {"added_p50_us": latency(port, chosen.calls) - direct}
    figures["first_piece_us"], figures["piece_us"] = passing(port, chosen.calls // 20)
    figures["calls_per_s"], figures["loaded_p50_us"] = load(wrk, folder, port, chosen.seconds)
    if name == "edge-router":
        figures["hit_p50_us"] = latency(port, chosen.calls, **{"cf-aig-cache-ttl": "600"})
        figures["hits_per_s"], _ = load(
            wrk, folder, port, chosen.seconds, "wrk.headers['cf-aig-cache-ttl'] = '600'")
    figures["stream_kib"] = streams(process, port) / 1024
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000, help="calls of which the median is taken (1000)")
    parser.add_argument("--seconds", type=int, default=5, help="seconds of a load (5)")
    parser.add_argument("--alone", action="store_true", help="without LiteLLM")
    chosen = parser.parse_args()
    binary = os.environ.get("EDGE_ROUTER_BINARY", str(ROOT / ".build/release/edge-router"))
    wrk, running = tools.fetch(), []
    with tempfile.TemporaryDirectory(prefix="edge-bench-") as name:
        folder = Path(name)
        model = subprocess.Popen([sys.executable, Path(__file__).parent / "model.py"], stdout=subprocess.PIPE)
        running.append(model)
        try:
            port = int(model.stdout.readline())
            latency(port, 50)
            direct = latency(port, chosen.calls)
            first, rest = passing(port, chosen.calls // 20)
            calls, _ = load(wrk, folder, port, chosen.seconds)
            print(f"the model itself: p50 {direct:.0f} us, pieces {first:.0f}/{rest:.0f} us, {calls:.0f} calls/s")
            results = {}
            starts = {"edge-router": lambda: ours(binary, folder, port)}
            if not chosen.alone:
                starts["LiteLLM"] = lambda: litellm(folder, port)
            for name, start in starts.items():
                process, own = start()
                running.append(process)
                results[name] = measure(name, process, own, wrk, folder, chosen, direct)
                print(name + ": " + ", ".join(f"{key} {value:.1f}" for key, value in results[name].items()), flush=True)
                process.terminate()
                process.wait(timeout=30)
            if len(results) == 2:
                mine, other = results["edge-router"], results["LiteLLM"]
                print(f"throughput {mine['calls_per_s'] / other['calls_per_s']:.1f} of LiteLLM's, "
                      f"added latency {mine['added_p50_us'] / other['added_p50_us']:.3f} of it")
        finally:
            for process in running:
                process.kill()


main()
