# SPDX-License-Identifier: Apache-2.0
"""The library that lets chosen system calls fail (fault-shim/fault_shim.c): building it, and telling it what to do."""

import functools
import os
import shutil
import struct
import subprocess
from pathlib import Path

from .router import ROOT

SOURCE = ROOT / "scripts/fault-shim/fault_shim.c"
LIBRARY = ROOT / ".build/fault-shim.so"
KINDS = ["write", "sync", "truncate", "allocate", "open", "rename", "read"]


def compiler():
    """A C compiler, or None."""
    return next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)


@functools.cache
def build():
    """Compiles the library if it is missing or old, once. Returns its path."""
    if not LIBRARY.exists() or LIBRARY.stat().st_mtime < SOURCE.stat().st_mtime:
        LIBRARY.parent.mkdir(exist_ok=True)
        # Built aside and moved, so that another run at the same time never loads half of it.
        fresh = LIBRARY.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler(), "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", fresh, SOURCE],
                       check=True)
        fresh.rename(LIBRARY)
    return LIBRARY


class Shim:
    """What one process is told, and what it reports."""

    def __init__(self, folder, **settings):
        """`settings`: kinds, at, mode, errno, control, quota, match, short, as in fault_shim.c."""
        self.report = Path(folder) / "report"
        self.report.unlink(missing_ok=True)
        self.environment = {
            "LD_PRELOAD": str(build()),
            "FAULT_DIR": str(Path(folder) / "data"),
            "FAULT_REPORT": str(self.report),
            **{f"FAULT_{name.upper()}": str(value) for name, value in settings.items() if value is not None},
        }

    def counts(self):
        """Calls of each kind so far, and how many were made to fail."""
        numbers = struct.unpack("8Q", self.report.read_bytes())
        return dict(zip(KINDS, numbers)), numbers[7]
