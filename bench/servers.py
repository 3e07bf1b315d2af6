# SPDX-License-Identifier: Apache-2.0
"""How each server is configured. The peers get what ours has: two workers, kept connections, one listener a worker.

What favours a peer is on (no access log, open files cached); what would make it do other work is off (bodies
buffered to disk).
"""

import os
from pathlib import Path

from processes import BenchError, Command, free_port

WORKERS = 2
KIB = 1024
BODY_BYTES = 100 * KIB * KIB
KEY_HEADERS = {"X-Client-ID": "bench"}
FORWARD_HEADERS = {"X-Client-ID": "client-a"}
UPLOAD_HEADERS = {"X-Client-ID": "client-b"}
# Clients with limits: one that is never reached, and one of so many requests a second.
UNREACHED_HEADERS = {"X-Client-ID": "unreached"}
LIMITED_HEADERS = {"X-Client-ID": "limited"}
LIMITED_RATE = 500


class Site:
    """The folder of one run, and the configuration of every server in it."""

    def __init__(self, folder, disk, tools, binary, connections):
        self.folder = Path(folder)
        # On a disk, where `folder` may be in memory: for what is measured to be durable.
        self.disk = Path(disk)
        self.tools = tools
        self.binary = binary
        self.connections = connections
        self.upstream_port = free_port()
        self.sink_port = free_port()
        files = self.folder / "files"
        files.mkdir()
        (files / "kib").write_bytes(b"x" * KIB)
        with open(files / "large", "wb") as large:
            os.posix_fallocate(large.fileno(), 0, BODY_BYTES)

    @property
    def large_file(self):
        return self.folder / "files" / "large"

    # Ours

    def ours(self, data=None):
        """EdgeRouter as it ships, on a data directory; its access log goes to /dev/null like all it writes."""
        if self.binary is None:
            return self._stand_in()
        configuration = self.folder / "wrangler.toml"
        configuration.write_text(f"""
name = "bench"

[edge.limits]
body_bytes = "1GiB"

[edge.clients.unreached.limits]
requests_per_s = 1000000
concurrent = 1000

[edge.clients.limited.limits]
requests_per_s = {LIMITED_RATE}

[edge.bots.CLIENT_A_BOT]
address = "127.0.0.1:{self.upstream_port}"

[edge.bots.CLIENT_B_BOT]
address = "127.0.0.1:{self.sink_port}"
""")
        port = free_port()
        arguments = [
            self.binary, "serve", "--config", str(configuration), "--data", str(data or self.folder / "data"),
            "--listen", f"127.0.0.1:{port}", "--admin", f"127.0.0.1:{free_port()}", "--bots", str(free_port()),
        ]
        return Command("edge-router", arguments, port, dict(os.environ), probe="/healthz")

    def tokens(self, data):
        """The same in token mode, with a namespace that all clients may read; and its admin port."""
        if self.binary is None:
            raise BenchError("nothing stands in for a server with clients and tokens")
        configuration = self.folder / "tokens.toml"
        configuration.write_text("""
name = "bench"

[edge.auth]
mode = "token"

[[kv_namespaces]]
binding = "SHARED"

[[edge.routes]]
pattern = "/shared/*"
to = "kv:SHARED"
""")
        port, admin = free_port(), free_port()
        arguments = [
            self.binary, "serve", "--config", str(configuration), "--data", str(data),
            "--listen", f"127.0.0.1:{port}", "--admin", f"127.0.0.1:{admin}", "--bots", str(free_port()),
        ]
        return Command("edge-router", arguments, port, dict(os.environ), probe="/healthz"), admin

    def _stand_in(self):
        """nginx in our place: every ratio should then be about one, which is how the harness itself is checked."""
        locations = f"""
            location = /healthz {{ return 200 "{'x' * 15}"; }}
            location = /kv/bench {{ if ($request_method = PUT) {{ return 201; }} return 200 "{'x' * KIB}"; }}
            location = /kv/large {{ if ($request_method = PUT) {{ return 201; }} alias {self.large_file}; }}
            location /bot/upload {{ proxy_pass http://sink/; }}
            location /bot/ {{ proxy_pass http://upstream/; }}
        """
        return self._nginx("edge-router", locations, probe="/healthz")

    # Peers

    def nginx(self, constant_bytes):
        locations = f"""
            location = /constant {{ return 200 "{'x' * constant_bytes}"; }}
            location = /return {{ return 200 "{'x' * KIB}"; }}
            location = /kib {{ root {self.folder}/files; }}
            location = /unread {{ alias {self.large_file}; }}
            location /upload {{ proxy_pass http://sink/; }}
            location / {{ proxy_pass http://upstream; }}
        """
        return self._nginx("nginx", locations, probe="/constant")

    def upstream(self):
        """What everyone forwards to."""
        locations = f"""
            location = /large {{ root {self.folder}/files; }}
            location / {{ return 200 "{'x' * KIB}"; }}
        """
        return self._nginx("upstream", locations, probe="/", port=self.upstream_port)

    def haproxy(self):
        port = free_port()
        configuration = self.folder / "haproxy.cfg"
        configuration.write_text(f"""
global
    nbthread {WORKERS}
    maxconn 1000
defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
    timeout http-keep-alive 1h
frontend front
    bind 127.0.0.1:{port}
    use_backend sink if {{ path_beg /upload }}
    default_backend upstream
backend upstream
    http-reuse always
    server upstream 127.0.0.1:{self.upstream_port}
backend sink
    http-reuse always
    server sink 127.0.0.1:{self.sink_port}
""")
        return Command("haproxy", [self.tools.haproxy, "-W", "-db", "-q", "-f", str(configuration)], port,
                       self.tools.environment)

    def redis(self, folder):
        """Redis that acknowledges what is on disk, as ours does; with its defaults for rewriting its log."""
        port = free_port()
        arguments = [
            self.tools.redis, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--daemonize", "no",
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ]
        return Command("redis", arguments, port, self.tools.environment, probe=None)

    def _nginx(self, name, locations, probe, port=None):
        port = port or free_port()
        prefix = self.folder / name
        prefix.mkdir(exist_ok=True)
        configuration = prefix / "nginx.conf"
        # Started by root it would become another user, who may not read this folder.
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = "".join(f"{kind}_temp_path {prefix}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration.write_text(f"""
daemon off;
{user}
pid {prefix}/pid;
worker_processes {WORKERS};
worker_rlimit_nofile {self.connections};
error_log {prefix}/error.log crit;
events {{ worker_connections {self.connections}; }}
http {{
    {temporary}
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=16 inactive=1h;
    keepalive_timeout 1h;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    upstream upstream {{ server 127.0.0.1:{self.upstream_port}; keepalive 128; keepalive_requests 1000000000; }}
    upstream sink {{ server 127.0.0.1:{self.sink_port}; keepalive 8; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port} reuseport backlog=4096;
        {locations}
    }}
}}
""")
        arguments = [self.tools.nginx, "-e", str(prefix / "error.log"), "-p", str(prefix), "-c", str(configuration)]
        return Command(name, arguments, port, self.tools.environment, probe=probe)
