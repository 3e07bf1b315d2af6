# SPDX-License-Identifier: Apache-2.0
"""Medians and ratios, as a table and as JSON."""

import json
import os
import platform
import time
from pathlib import Path
from statistics import median

FOLDER = Path(__file__).resolve().parent / "results"

# Per figure: heading, what it is multiplied by to be shown, decimals, and whether less is better.
FIGURES = {
    "requests_per_s": ("requests/s", 1, 0, False),
    "p50_us": ("p50 µs", 1, 0, True),
    "p99_us": ("p99 µs", 1, 0, True),
    "added_p50_us": ("added p50 µs", 1, 0, True),
    "cpu_us": ("CPU µs/request", 1, 2, True),
    "cpu_user_us": ("of it user", 1, 2, True),
    "cold_cpu_us": ("CPU µs, cold", 1, 2, True),
    "list_p50_ms": ("p50 ms", 1, 2, True),
    "list_p99_ms": ("p99 ms", 1, 2, True),
    "gets_cached_per_s": ("gets/s, cached", 1, 0, False),
    "gets_stored_per_s": ("gets/s, not cached", 1, 0, False),
    "list_ms": ("ms/list of 1,000", 1, 2, True),
    "puts_per_s": ("puts/s, by 64", 1, 0, False),
    "pages_per_put": ("pages/put, by 64", 1, 2, True),
    "single_puts_per_s": ("puts/s, one by one", 1, 0, False),
    "pages_per_single_put": ("pages/put alone", 1, 2, True),
    "cached_key_bytes": ("bytes/cached key", 1, 0, True),
    "cached_key_estimate": ("as it estimates", 1, 0, True),
    "dripped_requests_per_s": ("req./s, dripped on", 1, 0, False),
    "dripped_p50_us": ("p50 µs, dripped on", 1, 0, True),
    "dripped_p99_us": ("p99 µs, dripped on", 1, 0, True),
    "p50_growth": ("p50 grows by", 1, 2, True),
    "p99_growth": ("p99 grows by", 1, 2, True),
    "settle_s": ("s until at rest", 1, 1, True),
    "reading_none": ("answers not read", 1, 0, False),
    "first_answer_ms": ("ms to first answer", 1, 2, True),
    "rss_per_connection": ("RSS bytes/conn.", 1, 0, True),
    "private_per_connection": ("private bytes/conn.", 1, 0, True),
    "private_before": ("private MB before", 1e-6, 1, True),
    "private_in_all": ("private MB in all", 1e-6, 1, True),
    "first_start_ms": ("ms, with network", 1, 1, True),
    "slow_start_ms": ("ms, slow program", 1, 1, True),
    "start_ms": ("median ms", 1, 1, True),
    "wake_ms": ("ms, stopped", 1, 1, True),
    "wake_p99_ms": ("p99 ms", 1, 1, True),
    "thaw_ms": ("ms, frozen", 1, 1, True),
    "all_started_ms": ("ms to the last", 1, 0, True),
    "private_growth": ("private MB more", 1e-6, 1, True),
    "mb_per_s": ("MB/s", 1, 0, False),
    "cpu_s_per_gib": ("CPU s/GiB", 1, 2, True),
}


def summarize(rounds):
    """Medians by server, and for each other the median, least and greatest of first/other over the rounds.

    A ratio is taken within a round, where both met the same machine, of the figures that both have.
    """
    first, *others = rounds
    ours = rounds[first]
    medians = {name: {figure: median(run[figure] for run in runs) for figure in runs[0]}
               for name, runs in rounds.items()}
    ratios = {}
    for name in others:
        runs = rounds[name]
        ratios[name] = {}
        for figure in (figure for figure in ours[0] if figure in runs[0]):
            each = [mine[figure] / theirs[figure] for mine, theirs in zip(ours, runs) if theirs[figure] > 0]
            if each:
                ratios[name][figure] = {"median": median(each), "least": min(each), "greatest": max(each)}
    return {"medians": medians, "ratios": ratios, "rounds": rounds}


def show(case, about, summary):
    first = next(iter(summary["medians"]))
    figures = [figure for figure in FIGURES if figure in summary["medians"][first]]
    print(f"\n{case}: {about}")
    print(_row("", [FIGURES[figure][0] for figure in figures]))
    for name, values in summary["medians"].items():
        cells = [f"{values[figure] * FIGURES[figure][1]:,.{FIGURES[figure][2]}f}" if figure in values else "-"
                 for figure in figures]
        print(_row(name, cells))
    for name, values in summary["ratios"].items():
        cells = [f"{values[figure]['median']:.2f} {_mark(figure, values[figure])}" if figure in values else "-"
                 for figure in figures]
        print(_row(f"{first} / {name}", cells))
    for name, values in summary["ratios"].items():
        main = next((figure for figure in ("cpu_us", "cpu_s_per_gib", *figures) if figure in values), None)
        if main:
            print(f"  {FIGURES[main][0]}, {first} / {name}: {values[main]['median']:.2f} "
                  f"({values[main]['least']:.2f} to {values[main]['greatest']:.2f} over the rounds)")


def _row(name, cells):
    return f"  {name:<24}" + "".join(f"{cell:>21}" for cell in cells)


def _mark(figure, ratio):
    """+ better than the peer in every round, - worse in every round, = neither."""
    worse, better = ratio["least"] > 1, ratio["greatest"] < 1
    if not FIGURES[figure][3]:
        worse, better = better, worse
    return "-" if worse else "+" if better else "="


def save(settings, versions, summaries):
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.json"
    path.write_text(json.dumps({
        "settings": settings,
        "versions": versions,
        "machine": {"cores": os.cpu_count(), "kernel": platform.release(), "architecture": platform.machine()},
        "cases": summaries,
    }, indent=2))
    return path
