#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the gateway, conversations and articles against a real model: SmolLM2-135M-Instruct, in llama.cpp's server.

What such a small model writes is seldom good. What is held here is the router's part: that each call is answered,
streamed, counted, kept and told as the contract says, whatever the model writes.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".build/llm/bin/python3"
BINARY = os.environ.get("EDGE_ROUTER_BINARY", str(ROOT / ".build/release/edge-router"))
CONFIGURATION = """
[edge.llm]
context_tokens = 2048
budget_tokens = 1000000

[[edge.llm.providers]]
name = "local"
base_url = "{base}/v1"
models = ["smollm2"]
prices = {{ smollm2 = {{ input = 1.0, output = 2.0 }} }}
"""


class Failure(Exception):
    pass


def expect(condition, text):
    if not condition:
        raise Failure(text)


class Router:
    def __init__(self, folder, base):
        (folder / "wrangler.toml").write_text(CONFIGURATION.format(base=base))
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", folder / "data",
             "--config", folder / "wrangler.toml"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        ports = []
        while len(ports) < 2:
            line = self.process.stderr.readline()
            expect(line, "edge-router did not start")
            ports = re.findall(r"http://127\.0\.0\.1:(\d+)", line)
        self.port, self.admin = ports[:2]

    def ask(self, method, path, value=None, admin=False, **fields):
        """One request of the client acme: its status, fields and body."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.admin if admin else self.port}{path}", method=method,
            data=None if value is None else json.dumps(value).encode(),
            headers={"X-Client-ID": "acme", "Content-Type": "application/json",
                     **{name.replace("_", "-"): text for name, text in fields.items()}})
        try:
            with urllib.request.urlopen(request, timeout=600) as response:
                return response.status, response.headers, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def chat_request(text, **members):
    return {"model": "smollm2", "messages": [{"role": "user", "content": text}], "max_tokens": 24, **members}


def events(text):
    """The events of a stream, as pairs of name and data."""
    pairs = []
    for block in filter(None, text.split("\n\n")):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        pairs.append((lines.get("event", ""), lines["data"]))
    return pairs


def gateway(router):
    status, fields, body = router.ask("POST", "/v1/chat/completions", chat_request("Say hello."))
    expect(status == 200, f"a completion: {status} {body}")
    whole = json.loads(body)
    expect(whole["choices"][0]["message"]["content"], "a completion without text")
    expect(whole["usage"]["completion_tokens"] > 0, "a completion without usage")
    expect(fields["cf-aig-step"] == "0", "no cf-aig-step")

    status, fields, body = router.ask("POST", "/v1/chat/completions", chat_request(
        "Say hello.", stream=True, stream_options={"include_usage": True}))
    expect(fields["Content-Type"] == "text/event-stream", "a stream of another type")
    data = [data for _, data in events(body)]
    expect(data[-1] == "[DONE]", "a stream without its end")
    chunks = [json.loads(text) for text in data[:-1]]
    expect(chunks[-1]["usage"]["total_tokens"] > 0, "a stream without usage")
    expect(any(chunk["choices"] and chunk["choices"][0]["delta"].get("content") for chunk in chunks), "no deltas")

    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
              "additionalProperties": False}
    status, _, body = router.ask("POST", "/v1/chat/completions", chat_request(
        "Name a city.", max_tokens=60,
        response_format={"type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": schema}}))
    expect(status == 200, f"structured output: {status} {body}")
    expect("city" in json.loads(json.loads(body)["choices"][0]["message"]["content"]), "no structured output")

    status, _, body = router.ask("POST", "/v1/chat/completions", chat_request("x", temperature="hot"))
    expect(status == 400 and "message" in json.loads(body)["error"], f"a provider's refusal: {status} {body}")

    # What is kept is written behind the answer.
    deadline, found = time.monotonic() + 60, []
    while "HIT" not in found:
        expect(time.monotonic() < deadline, f"the cache: {found}")
        _, fields, body = router.ask(
            "POST", "/v1/chat/completions", chat_request("Say hello.", seed=1), cf_aig_cache_ttl="60")
        found.append(fields["cf-aig-cache-status"])
    expect(found[0] == "MISS", f"the cache: {found}")


def chat(router):
    status, _, body = router.ask("POST", "/chat", {"session": "s", "message": "My name is Ada."})
    expect(status == 200, f"a message: {status} {body}")
    expect(json.loads(body)["message"]["content"], "an answer without text")
    _, _, body = router.ask(
        "POST", "/chat", {"session": "s", "message": "What is my name?"}, Accept="text/event-stream")
    names = [name for name, _ in events(body)]
    expect(names.count("delta") > 1 and names[-1] == "message", f"the events of a chat: {names}")
    # Enough of it that the oldest turns no longer fit.
    long = "Tell me about the sea. " * 50
    for _ in range(3):
        status, _, body = router.ask("POST", "/chat", {"session": "s", "message": long})
        expect(status == 200, f"a long message: {status} {body}")
    status, _, body = router.ask("GET", "/chat/s")
    conversation = json.loads(body)
    expect(len(conversation["messages"]) == 10, "not all that was said is there")
    expect(conversation.get("summary"), "the oldest turns have no summary")
    expect(router.ask("DELETE", "/chat/s")[0] == 204, "a conversation cannot be deleted")


def articles(router):
    status, _, body = router.ask(
        "POST", "/articles", {"topic": "Rye bread", "words": 120, "language": "en", "engine": "llm"},
        Accept="text/event-stream")
    pairs = events(body)
    expect(pairs[-1][0] == "article", f"an article: {pairs[-1]}")
    article = json.loads(pairs[-1][1])
    expect(article["state"] == "complete" and article["provider"] == "local", f"an article: {article}")
    expect(article["usage"]["completion_tokens"] > 0 and article["usd_micros"] > 0, "an article without usage")
    expect(article["seo"]["words"] > 0 and article["html"].startswith("<h1>"), "an article without text")
    expect("delta" in [name for name, _ in pairs], "an article without progress")
    status, fields, body = router.ask(
        "POST", "/articles", {"topic": "Wheat", "words": 60, "engine": "llm"}, Prefer="respond-async")
    expect(status == 202, f"an article that is not waited for: {status} {body}")
    deadline = time.monotonic() + 600
    while json.loads(router.ask("GET", fields["Location"])[2])["state"] == "running":
        expect(time.monotonic() < deadline, "an article is never complete")
        time.sleep(0.5)
    expect(json.loads(router.ask("GET", fields["Location"])[2])["state"] == "complete", "an article was interrupted")
    expect(len(json.loads(router.ask("GET", "/articles")[2])["articles"]) == 2, "articles are missing")


def ledger(router):
    deadline = time.monotonic() + 30
    while True:
        rows = json.loads(router.ask("GET", "/admin/usage?client=acme", admin=True)[2])["usage"]
        row = (rows[0] if rows else {}).get("llm", {})
        if row.get("cache_hits") == 1 and row.get("usd_micros", 0) > 0:
            return
        expect(time.monotonic() < deadline, f"the ledger: {row}")
        time.sleep(0.2)


def main():
    if not PYTHON.exists():
        sys.exit("The model is not there: run scripts/install-dependencies.sh llm first.")
    server = subprocess.Popen(
        [PYTHON, "-B", ROOT / "scripts/llm-server.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    base = server.stdout.readline().strip()
    expect(base.startswith("http://"), "the model's server did not start")
    with tempfile.TemporaryDirectory() as folder:
        router = Router(Path(folder), base)
        try:
            for part in (gateway, chat, articles, ledger):
                start = time.monotonic()
                part(router)
                print(f"{part.__name__}: {time.monotonic() - start:.1f} s", flush=True)
            expect(router.end() == 0, "edge-router did not end well")
        finally:
            router.process.kill()
            server.kill()
    print("a real model: all is well")


try:
    main()
except Failure as failure:
    sys.exit(f"FAILED: {failure}")
