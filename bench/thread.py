"""How long the thread takes, and how it grows: `payung demo` at several sizes, each on a fresh data folder.

    .venv/bin/python bench/thread.py 2000 20000

Wall seconds, CPU seconds of all its processes (the database server included) and peak memory (PSS of the process tree)
are written to bench/results/thread.json beside date and machine; growth is CPU per row against the first size.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import machine, write_result
from watching import Watch

HERE = Path(__file__).resolve().parent
BAR = "20,000 workers through the whole thread in at most 60 s on 2 cores, growth from 2,000 about linear"


def main(sizes: list[int]) -> None:
    """Measure each size once and write the result."""
    measured = [measure(size) for size in sizes]
    first = measured[0]
    for each in measured:
        each["cpu_ms_per_row"] = round(1000 * each["cpu_seconds"] / each["workers"], 3)
        each["growth_in_cpu"] = round(each["cpu_seconds"] / first["cpu_seconds"], 2)
        print(
            f"{each['workers']:>9,} rows: {each['wall_seconds']:7.1f} s wall, {each['cpu_seconds']:7.1f} s CPU, {each['peak_pss_mb']:6,} MB, growth x{each['growth_in_cpu']}"
        )
    write_result("thread", {"bar": BAR, **machine(), "runs": measured})


def measure(workers: int) -> dict[str, Any]:
    """One demo of `workers` rows on a fresh data folder."""
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        environment = os.environ | {"PAYUNG_DATA": f"{folder}/data"}
        command = [sys.executable, "-m", "payung.cli.main", "demo", "--workers", str(workers), "--out", f"{folder}/out", "--json"]
        watch = Watch()
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        watch.follow(process.pid, f"{folder}/data")
        _, words = process.communicate()
        wall = time.perf_counter() - begun
        watch.stop()
        if process.returncode:
            raise SystemExit(f"exit {process.returncode}: {words.decode()[-3000:]}")
        summary = json.loads(Path(folder, "out", "summary.json").read_text())
        return {
            "workers": workers,
            "wall_seconds": round(wall, 2),
            "cpu_seconds": round(watch.cpu_seconds(), 2),
            "peak_pss_mb": watch.peak_pss >> 20,
            "stages": {stage["name"]: stage["seconds"] for stage in summary["stages"]},
            "list": summary["list"],
        }


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [2_000, 20_000])
