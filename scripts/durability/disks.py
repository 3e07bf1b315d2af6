# SPDX-License-Identifier: Apache-2.0
"""Small real file systems, each in a mount namespace of its own: it ends with the process that made it, so that nothing
stays mounted however a test ends."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Bytes of such a file system.
SIZE = 16 * 1024 * 1024
# What the mounted directory and, for ext4, the file behind it are called.
MOUNTED, IMAGE = "disk", "image"


def mount_command(kind, folder):
    """Shell words that make and mount a file system in a folder."""
    if kind == "tmpfs":
        return f"mount -t tmpfs -o size={SIZE},mode=0700 none {folder}/{MOUNTED}"
    image = f"{folder}/{IMAGE}"
    return (f"truncate -s {SIZE} {image} && mkfs.ext4 -q -m 0 -O ^has_journal {image}"
            f" && mount -o loop {image} {folder}/{MOUNTED}")


def run_on(kind, folder, script, arguments):
    """Runs a script with `--disk folder` where such a disk is mounted in the folder. Returns its exit status and what
    it printed, or None and the reason why such a disk cannot be had here."""
    (Path(folder) / MOUNTED).mkdir()
    unshare = shutil.which("unshare")
    if not unshare:
        return None, "there is no unshare"
    namespace = [unshare, "--mount"] + ([] if os.geteuid() == 0 else ["--user", "--map-root-user"])
    trial = subprocess.run([*namespace, "sh", "-c", mount_command(kind, folder)], capture_output=True, text=True)
    if trial.returncode != 0:
        return None, (trial.stderr.strip().splitlines() or ["no reason given"])[-1]
    words = [sys.executable, "-B", str(script), "--disk", str(folder), *arguments]
    run = subprocess.run([*namespace, "sh", "-c", mount_command(kind, folder) + ' && exec "$@"', "sh", *words],
                         capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr
