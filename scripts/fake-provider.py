# SPDX-License-Identifier: Apache-2.0
"""A language model provider that does what its tests ask for: OpenAI's and Anthropic's wire formats, and their ways to
fail. What it does is named by the model of a request. Prints its port; ends with its standard input or by a signal.

GET /seen tells how often each model was asked, how many streams were left by the router, and the last request.
"""

import json
import sys
import ssl
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
seen = {"counts": {}, "left": 0, "open": 0, "last": None, "key": None}
USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
WORDS = ["Hello", ", ", "wörld", " ", "😀"]


def chunk(delta, finish=None, **more):
    return {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more,
    }


def completion(message, finish="stop"):
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "fake", "service_tier": "default",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}], "usage": USAGE,
    }


PLAN = {
    "title": "Rye bread at home: a guide", "keyphrase": "rye bread",
    "description": "Rye bread at home: what you need, how the dough is made, how long it bakes, and what to do with it "
    "when it is three days old.",
    "sections": [{"heading": "What you need"}, {"heading": "How it is baked"}],
}


def article_part(request, name):
    """What a model would write: a plan, a section, a revision, by what it is asked for."""
    asked = request["messages"][0]["content"]
    subject = request["messages"][-1]["content"]
    if asked.startswith("You plan") or asked.startswith("You repair"):
        if name == "writer-broken" and asked.startswith("You plan"):
            return 'Here is the plan: {"title": "Rye bread at home", "sections": ['
        return json.dumps(PLAN)
    if asked.startswith("You write"):
        number = "one" if "Write section 1" in subject else "two"
        return f"Rye bread takes time, part {number}. <script>alert(1)</script> " + " ".join(
            f"Step {number} {index} of rye bread is short." for index in range(30))
    text = " ".join(f"Revised {index} for rye bread, and {len(subject)} more." for index in range(60))
    return f"TITLE: Rye bread, revised: a guide\nDESCRIPTION: {PLAN['description']}\n\n## Only part\n\n{text}"


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value, **fields):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in fields.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def fail(self, status, message, kind="server_error", code=None, **fields):
        self.answer(status, {"error": {"message": message, "type": kind, "param": None, "code": code}}, **fields)

    def do_GET(self):
        with lock:
            self.answer(200, seen)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        model = request["model"]
        with lock:
            seen["last"] = request
            seen["key"] = self.headers.get("Authorization") or self.headers.get("x-api-key")
            seen["counts"][model] = count = seen["counts"].get(model, 0) + 1
        if self.path == "/v1/messages":
            return self.anthropic(request)
        name = model.removesuffix("-always")
        if name == "fail-429":
            return self.fail(429, "slow down", "requests", "rate_limit_exceeded")
        if name == "fail-429-after":
            return self.fail(429, "slow down", "requests", "rate_limit_exceeded", Retry_After="1")
        if name == "flaky" and count <= 2:
            return self.fail(500, "an accident")
        if name in ("fail-500", "fail-503", "fail-529", "fail-400", "fail-401", "fail-404"):
            return self.fail(int(name[5:]), "it says no")
        if name == "quota":
            return self.fail(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota")
        if name == "redirect":
            return self.answer(302, {}, Location="http://127.0.0.1:1/v1/chat/completions")
        if name == "hang":
            time.sleep(30)
            return None
        if name == "huge":
            return self.answer(200, b'{"choices":[],"x":"' + b"a" * (17 * 1024 * 1024) + b'"}')
        if name == "nonsense":
            return self.answer(200, b"<html>hello</html>")
        if request.get("stream"):
            return self.stream(request, name)
        if name == "slow":
            time.sleep(0.5)
        if name == "echo":
            return self.answer(200, completion({"role": "assistant", "content": body.decode()}))
        if request.get("tools"):
            call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Bern"}'}}
            return self.answer(
                200, completion({"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"))
        if request.get("response_format", {}).get("type") == "json_schema":
            return self.answer(200, completion({"role": "assistant", "content": '{"city":"Bern"}'}))
        return self.answer(200, completion({"role": "assistant", "content": "".join(WORDS)}))

    def events(self, values, pause=0.0, size=0):
        for value in values:
            data = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            self.pieces(f"data: {data}\n\n".encode(), pause, size)

    def pieces(self, data, pause, size):
        for start in range(0, len(data), size or len(data)):
            piece = data[start:start + (size or len(data))]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.flush()
            if pause:
                time.sleep(pause)

    def stream(self, request, name):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with lock:
            seen["open"] += 1
        try:
            self.told(request, name)
        except (BrokenPipeError, ConnectionResetError):
            with lock:
                seen["left"] += 1
            self.close_connection = True
        finally:
            with lock:
                seen["open"] -= 1

    def told(self, request, name):
        role = chunk({"role": "assistant", "content": ""})
        words = [chunk({"content": word}) for word in WORDS]
        if name == "slow":
            time.sleep(0.3)
        if name == "early-error":
            self.events([role, {"error": {"message": "overloaded", "type": "overloaded_error"}}])
        elif name == "late-error":
            self.events([role, *words[:2], {"error": {"message": "an accident", "type": "server_error"}}])
        elif name == "cut":
            self.events([role, *words[:3]])
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()
            return
        elif name == "broken-json":
            self.events([role, words[0], '{"choices":[{'])
        elif name == "endless":
            self.events([role])
            while True:
                self.events(words, pause=0.02)
        elif name == "silent":
            self.events([role, words[0]])
            time.sleep(30)
        elif request.get("tools"):
            call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ""}}
            parts = [{"index": 0, "function": {"arguments": text}} for text in ('{"city":', '"Bern"}')]
            self.events([chunk({"role": "assistant", "tool_calls": [call]})])
            self.events([chunk({"tool_calls": [part]}) for part in parts])
            self.events([chunk({}, "tool_calls")])
        elif name.startswith("writer"):
            text = article_part(request, name)
            parts = [text[start:start + 40] for start in range(0, len(text), 40)]
            pause = 0.05 if name == "writer-slow" else 0
            self.events([role, *[chunk({"content": part}) for part in parts]], pause=pause)
            if name == "writer-cut" and text.startswith("Rye bread takes"):
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()
                return
            self.events([chunk({}, "stop")])
        else:
            self.events([role, *words, chunk({}, "stop")], size=3 if name == "bytes" else 0)
        if name != "no-usage" and request.get("stream_options", {}).get("include_usage"):
            self.events([{**chunk({}), "choices": [], "usage": USAGE}])
        if name != "no-done":
            self.events(["[DONE]"])
        self.wfile.write(b"0\r\n\r\n")

    def anthropic(self, request):
        usage = {"input_tokens": 7, "output_tokens": 5}
        if request["model"] == "claude-overloaded":
            return self.answer(
                529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
        if not request.get("stream"):
            return self.answer(200, {
                "id": "msg_1", "type": "message", "role": "assistant", "model": request["model"],
                "content": [{"type": "text", "text": "".join(WORDS)}], "stop_reason": "end_turn", "usage": usage,
            })
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        start = {"type": "message_start", "message": {
            "id": "msg_1", "model": request["model"], "usage": {"input_tokens": 7, "output_tokens": 1}}}
        deltas = [
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
            for word in WORDS
        ]
        end = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}}
        self.events([start, {"type": "ping"}, *deltas, end, {"type": "message_stop"}])
        self.wfile.write(b"0\r\n\r\n")
        return None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


def with_certificate(server):
    """Speaks TLS with a certificate that nobody has signed."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
             "-keyout", f"{folder}/key", "-out", f"{folder}/certificate"], check=True, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/certificate", f"{folder}/key")
    server.socket = context.wrap_socket(server.socket, server_side=True)


server = Server(("127.0.0.1", 0), Provider)
if "--tls" in sys.argv:
    with_certificate(server)
print(server.server_address[1], flush=True)
server.serve_forever()
