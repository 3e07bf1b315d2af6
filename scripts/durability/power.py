# SPDX-License-Identifier: Apache-2.0
"""A disk whose machine can lose power: an ext4 in a file, of which only what reached the file is kept.

Killing a process loses nothing that it has written, synced or not: the kernel still has it. Here the file behind the
file system is copied while the program is stopped, the program is killed, and it goes on with the copy: what the kernel
had not been told to bring to the disk is gone, and ext4 mends itself from its journal as after a cut.
"""

import os
import shutil
import subprocess
from pathlib import Path

# Bytes of the file system: every key at its largest, and the log.
SIZE = 192 * 1024 * 1024
CHUNK = 1024 * 1024
# Copies until two in a row are the same; the program is stopped, so that the kernel has little left to write.
COPIES = 100


class NoDisk(Exception):
    """Such a disk cannot be had here; the text says why."""


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        raise NoDisk((done.stderr.strip().splitlines() or [f"{words[0]} failed"])[-1])


class PoweredDisk:
    """An ext4 mounted at `mounted`, in this process's own mount namespace."""

    def __init__(self, folder):
        self.image = Path(folder) / "image"
        self.copy = Path(folder) / "copy"
        self.mounted = Path(folder) / "disk"
        self.mounted.mkdir()
        with open(self.image, "wb") as file:
            file.truncate(SIZE)
        for tool in ("mkfs.ext4", "mount", "umount"):
            if not shutil.which(tool):
                raise NoDisk(f"there is no {tool}")
        run("mkfs.ext4", "-q", "-m", "0", self.image)
        self.mount()

    def mount(self):
        run("mount", "-o", "loop", self.image, self.mounted)

    def unmount(self):
        run("umount", self.mounted)

    def remove(self):
        """Unmounts it, whatever state it is in."""
        subprocess.run(["umount", "--lazy", str(self.mounted)], capture_output=True)

    def lose_power(self, stop, kill):
        """Stops the program, keeps what is on the disk, kills the program and goes on with what was kept."""
        stop()
        for _ in range(COPIES):
            shutil.copyfile(self.image, self.copy)
            # Two copies that agree are the disk as it was at one moment.
            if self._is_as_copied():
                break
        else:
            raise NoDisk("the disk does not come to rest though the program is stopped")
        kill()
        self.unmount()
        os.replace(self.copy, self.image)
        self.mount()

    def _is_as_copied(self):
        with open(self.image, "rb") as image, open(self.copy, "rb") as copy:
            while part := image.read(CHUNK):
                if part != copy.read(CHUNK):
                    return False
        return True
