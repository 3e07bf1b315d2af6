#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lets edge-router meet what disks do: calls that fail, no room, damaged and foreign files.

sweep   the n-th write, sync, truncate, allocate, open, rename or read of the data directory fails (EIO, ENOSPC), once
        or from then on, for n up to the end of a scripted life: no crash, failed writes answered 503 or 507 with a
        problem, nothing acknowledged lost after a clean restart
full    no room: 507 to PUT, GET and DELETE go on, writes resume by themselves; by quota, on a small tmpfs and ext4
broken  no write succeeds: the log, /readyz and the exit status tell
values  files of large values fail: 503, and the log and /readyz tell
sectors a disk that can no longer be read: 503, and no signal
damage  damaged files are moved aside whole and reported, foreign ones refused and left alone
"""

import argparse
import errno
import random
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from durability import broken, damage, disks, fulldisk, sectors, shim, valuefiles
from durability.router import DidNotStart, binary
from durability.sweep import Fault, Sweep

PARTS = ["sweep", "full", "broken", "values", "sectors", "damage"]
LIVES = ["from nothing", "after a crash"]
# Numbers tried of each kind and life where there are more, unless --all: neighbours in one large value are alike.
SAMPLE = 120
# Failures of one sort that are shown.
SHOWN = 5


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="PART,…", help="of " + ", ".join(PARTS))
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"numbers of each kind in the sweep ({SAMPLE})")
    parser.add_argument("--all", action="store_true", help="every number")
    parser.add_argument("--case", help="in damage, only cases whose name contains this")
    parser.add_argument("--workers", type=int, default=4, help="lives at a time (4)")
    parser.add_argument("--seed", type=int, help="of the numbers chosen")
    parser.add_argument("--binary", help="the program (EDGE_ROUTER_BINARY, else the release build)")
    parser.add_argument("--directory", help="where the temporary folder is made (the system's)")
    parser.add_argument("--disk", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",") if chosen.only else PARTS
    if unknown := [part for part in chosen.only if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return chosen


class Report:
    def __init__(self):
        self.checks = 0
        self.problems = []
        self.skipped = []

    def note(self, name, problem, detail=""):
        """One check, and what was wrong with it."""
        self.checks += 1
        problem = problem and " | ".join(line.strip() for line in problem.splitlines())
        if problem:
            self.problems.append(name)
            print(f"FAILED {name}: {problem}", flush=True)
        elif detail is not None:
            print(f"ok     {name}{detail and ': ' + detail}", flush=True)

    def skip(self, name, reason):
        self.skipped.append(name)
        print(f"SKIPPED {name}: {reason}", flush=True)


def numbers(count, options, chooser):
    """Which calls are made to fail: all, or as many as wanted, the first and the last among them."""
    if options.all or count <= options.sample:
        return range(1, count + 1)
    edges = {1, count} if options.sample > 1 else set()
    return sorted(edges | set(chooser.sample(range(1, count + 1), options.sample - len(edges))))


def run_sweep(program, options, folder, report):
    chooser = random.Random(options.seed)
    sweep = Sweep(program, folder, options.workers)
    for life in LIVES:
        counts = sweep.counts(life)
        print(f"calls of a life {life}: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()), flush=True)
        for kind, count in counts.items():
            chosen = numbers(count, options, chooser)
            faults = [Fault(life, kind, n, code, mode, short)
                      for n in chosen for code in (errno.EIO, errno.ENOSPC)
                      for mode, short in (("once", 0), ("on", 0)) + ((("on", 1),) if kind == "write" else ())
                      if kind != "read" or code == errno.EIO]
            sums, shown = Counter(), 0
            for fault, (problem, started, fired, ledger) in sweep.run(faults):
                sums["did not start, and said why"] += not started
                sums["calls failed"] += fired
                sums["writes acknowledged"] += ledger.acknowledged
                sums["writes refused"] += len(ledger.failed)
                sums["values read that a refused write had left"] += ledger.came_through
                sums["bad"] += problem is not None
                shown += problem is not None
                report.note(str(fault), problem if shown <= SHOWN else problem and "the like", None)
            print(f"{'FAILED' if sums['bad'] else 'ok'} {life}, {kind}: {len(faults)} lives, "
                  + ", ".join(f"{n} {what}" for what, n in sums.items() if n), flush=True)


def run_full(program, options, folder, report):
    home = folder / "quota"
    home.mkdir()
    fulldisk.check(program, fulldisk.quota(home), lambda name, problem: report.note(f"quota: {name}", problem))
    fulldisk.other_limits(program, home, report.note)
    for kind in ("tmpfs", "ext4"):
        run_on_disk("full", kind, program, folder, report)


def run_broken(program, options, folder, report):
    broken.check(program, folder, report.note)


def run_values(program, options, folder, report):
    valuefiles.check(program, folder, report.note)


def run_sectors(program, options, folder, report):
    run_on_disk("sectors", "ext4", program, folder, report)


def run_on_disk(part, kind, program, folder, report):
    """Runs a part again where a small file system is mounted, and takes over what it reports."""
    home = folder / kind
    home.mkdir()
    status, said = disks.run_on(kind, home, Path(__file__).resolve(), ["--only", part, "--binary", program])
    if status is None:
        return report.skip(f"{part} on {kind}", f"it cannot be mounted here: {said}")
    lines = [line for line in said.splitlines() if line.startswith(("ok ", "FAILED "))]
    for line in lines:
        verdict, _, rest = line.partition(" ")
        name, _, problem = rest.strip().partition(": ")
        report.note(f"{kind}: {name}", problem if verdict == "FAILED" else None)
    if status not in (0, 1) or not lines:
        report.note(f"{kind}: the run on it", said)


def run_damage(program, options, folder, report):
    damaged = damage.Damage(program, folder)
    for number, case in enumerate(damage.CASES):
        if options.case and options.case not in case.name:
            continue
        problem = came = None
        try:
            came = damaged.check(case, folder / f"case-{number}")
        except (damage.Broken, fulldisk.Disconnected, TimeoutError) as error:
            problem = str(error)
        report.note(f"{case.name} ({case.outcome})", problem, str(came))
    name = "a page in the middle of a large store (found while idle)"
    if not options.case or options.case in name:
        problem = came = None
        try:
            came = damage.large(program, folder / "large")
        except (damage.Broken, DidNotStart, fulldisk.Disconnected, TimeoutError) as error:
            problem = str(error)
        report.note(name, problem, str(came))


def main():
    options = arguments()
    program = binary(options.binary)
    report = Report()
    if options.disk:
        if options.only == ["full"]:
            fulldisk.check(program, fulldisk.mounted(Path(options.disk)), report.note)
        else:
            sectors.check(program, Path(options.disk), report.note)
        return 1 if report.problems else 0
    if options.seed is None:
        options.seed = random.SystemRandom().getrandbits(32)
    print(f"seed {options.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="edge-router-fault-", dir=options.directory)).resolve()
    try:
        if not shim.compiler() and {"sweep", "full", "broken", "values"} & set(options.only):
            report.skip("sweep, full, broken and values", "there is no C compiler")
            options.only = [part for part in options.only if part == "damage"]
        for part, run in (("sweep", run_sweep), ("full", run_full), ("broken", run_broken), ("values", run_values),
                          ("sectors", run_sectors), ("damage", run_damage)):
            if part in options.only:
                (folder / part).mkdir()
                run(program, options, folder / part, report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{report.checks} checks, {len(report.problems)} failed, {len(report.skipped)} skipped, seed {options.seed}")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
