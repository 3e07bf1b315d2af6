# SPDX-License-Identifier: Apache-2.0
"""The peers and the load generator, from Debian, unpacked beside the bench and not installed.

Nothing of theirs is run but the binaries: no maintainer script, no service, no user is made.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / ".tools"
PACKAGES = ["nginx", "haproxy", "wrk", "redis-server", "redis-tools"]


@dataclass
class Tools:
    nginx: str
    haproxy: str
    wrk: str
    redis: str
    redis_benchmark: str
    environment: dict

    def versions(self):
        def first_line(*command):
            done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=10)
            lines = (done.stdout + done.stderr).strip().splitlines()
            return lines[0] if lines else "unknown"

        return {
            "nginx": first_line(self.nginx, "-v"),
            "haproxy": first_line(self.haproxy, "-v"),
            "wrk": first_line(self.wrk, "-v"),
            "redis": first_line(self.redis, "--version"),
        }


def fetch():
    """Unpacks what is not there yet and returns where it is."""
    root = FOLDER / "root"
    complete = FOLDER / "complete"
    # Named in it, so that a folder of before a package was added does not count.
    if not complete.exists() or complete.read_text().split() != PACKAGES:
        shutil.rmtree(FOLDER, ignore_errors=True)
        archives = FOLDER / "archives"
        archives.mkdir(parents=True)
        names = PACKAGES + [name for name in _missing_dependencies() if name not in PACKAGES]
        print(f"fetching, to unpack beside the bench: {' '.join(names)}", flush=True)
        subprocess.run(["apt-get", "download", *names], cwd=archives, check=True, timeout=600,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for archive in sorted(archives.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", archive, root], check=True, timeout=60)
        complete.write_text(" ".join(PACKAGES))
    libraries = {str(path.parent) for folder in ("lib", "usr/lib") for path in (root / folder).rglob("*.so*")}
    environment = dict(os.environ, LC_ALL="C", LD_LIBRARY_PATH=":".join(sorted(libraries)))
    names = ("nginx", "haproxy", "wrk", "redis-server", "redis-benchmark")
    return Tools(*(_find(root, name) for name in names), environment)


def _missing_dependencies():
    """What apt would install along with the tools on this machine, which is what they lack to run here."""
    def simulate():
        return subprocess.run(["apt-get", "install", "--simulate", "--no-install-recommends", *PACKAGES],
                              capture_output=True, text=True, timeout=120)

    answer = simulate()
    if answer.returncode != 0:
        # A fresh image has no package lists.
        update = ["apt-get", "update", "-qq"]
        subprocess.run(update if os.geteuid() == 0 else ["sudo", *update], check=True, timeout=600)
        answer = simulate()
    if answer.returncode != 0:
        raise SystemExit(f"apt does not know {', '.join(PACKAGES)}:\n{answer.stderr}")
    return re.findall(r"^Inst (\S+)", answer.stdout, re.MULTILINE)


def _find(root, name):
    for folder in ("usr/sbin", "usr/bin"):
        if (root / folder / name).exists():
            return str(root / folder / name)
    raise SystemExit(f"{name} is not in its package; remove {FOLDER} and try again")
