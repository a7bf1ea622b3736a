"""The annexes of a decree for 100,000 names, one PDF a regency, beside their bar: wall, CPU, peak memory, sizes.

    .venv/bin/python bench/annexes.py [NAMES]

An installation gets a list of so many made-up people, spread over the regencies as NTT's people are; then `payung document make
annex-full` is measured whole: reading, opening every NIK, freezing the data, setting each PDF in a process of its own, handing it out.
CPU and memory (PSS) are those of all processes, the database server included. Written to bench/results/annexes.json.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from machine import machine, write_result
from watching import Watch

from payung.cli.console import Console
from payung.cli.server import Needs, serving

PAYUNG = [sys.executable, "-m", "payung.cli.main"]
ON = date(2025, 7, 1)


def main(names: int) -> None:
    """Measure, compare with the bar, keep the result."""
    known = machine()
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        environment = os.environ | {"PAYUNG_DATA": f"{folder}/data", "PYTHONPATH": str(Path(__file__).parent)}
        subprocess.run([*PAYUNG, "document", "list"], env=environment, check=True, capture_output=True)
        made = subprocess.run(
            [sys.executable, __file__, "--fill", str(names)], env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        out = Path(folder, "out")
        command = [
            *PAYUNG,
            "document",
            "make",
            "annex-full",
            "--for",
            made.stdout.split()[-1],
            "--on",
            str(ON),
            "--out",
            str(out),
            "--json",
        ]
        told, measured = watched(command, environment)
        sizes = sorted(path.stat().st_size for path in out.iterdir())
    documents = told["documents"]
    largest = max(each["people"] for each in documents)
    holds = measured["wall_seconds"] <= 60 and measured["peak_pss_mb"] <= 1000 and sizes[-1] <= 15 * 2**20
    result = {
        **known,
        "names": sum(each["people"] for each in documents),
        "files": len(sizes),
        "largest_names": largest,
        "largest_mb": round(sizes[-1] / 2**20, 2),
        "bar": "<= 60 s together, <= 1,000 MB, <= 15 MB a file",
        "measured": measured,
        "holds": holds,
    }
    print(json.dumps(result, indent=1))
    write_result("annexes", result)


def watched(command: list[str], environment: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run the command: its answer; and wall, CPU and memory of all of it."""
    watch, begun = Watch(), time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    watch.follow(process.pid, environment["PAYUNG_DATA"])
    answer, _ = process.communicate()
    wall = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(f"exit {process.returncode}")
    watch.part()
    watch.stop()
    measured = {"wall_seconds": round(wall, 1), "cpu_seconds": round(watch.cpu_seconds(), 1), "peak_pss_mb": watch.peak_pss >> 20}
    return json.loads(answer), measured


def fill(names: int) -> int:
    """A submitted list of so many chosen people in the installation of this process; its number."""
    with serving(Needs.DATABASE, Console(as_json=True)):
        return int(importlib.import_module("a_long_list").fill(names))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        print(fill(int(sys.argv[2])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
