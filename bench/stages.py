"""Every stage at 100,000 rows beside its bar: wall, CPU seconds and peak memory.

    .venv/bin/python bench/stages.py [ROWS]

First `payung intake add` alone, in a process of its own on a prepared installation; then the whole `payung demo`, each
stage by itself. CPU and memory (PSS) are those of all processes, the database server included. A bar in seconds is
about two quiet cores: where others work on them, the CPU seconds tell more. The CPU of the first stage holds the start of
command and server. Written to bench/results/stages.json.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import machine, write_result
from watching import Watch

PAYUNG = [sys.executable, "-m", "payung.cli.main"]
_STAGE_ENDED = re.compile(r"\(\d+\.\d s\)$")
_MESS = "import sys; from payung.synthetic import make_province, write_mess; from pathlib import Path; write_mess(make_province(int(sys.argv[1]), 1), Path(sys.argv[2]), 1)"


def main(rows: int) -> None:
    """Measure, compare with the bars, keep the result."""
    known = machine()
    intake = intake_alone(rows)
    stages, whole = demo(rows)
    bars = [
        bar("intake with findings, sealing and audit", "<= 15 s, <= 600 MB", intake, seconds=15, megabytes=600),
        bar("selection, assessed with reasons, stored", "<= 3 s", stages["select"], seconds=3),
        bar("all stages from workbooks to reports", "<= 45 s, <= 2,500 MB", whole, seconds=45, megabytes=2500),
    ]
    for name, told in stages.items():
        print(f"{name:<14}{told['wall_seconds']:8.1f} s wall {told['cpu_seconds']:8.1f} s CPU {told['peak_pss_mb']:6,} MB")
    for each in bars:
        print(f"{'holds' if each['holds'] else 'MISSED':<8}{each['what']}: {each['measured']} (bar {each['bar']})")
    write_result("stages", {**known, "rows": rows, "bars": bars, "stages": stages, "whole": whole})


def bar(what: str, bar: str, measured: dict[str, Any], *, seconds: float, megabytes: float | None = None) -> dict[str, Any]:
    """One line of the table of bars."""
    fits = measured["wall_seconds"] <= seconds and (megabytes is None or measured["peak_pss_mb"] <= megabytes)
    told = f"{measured['wall_seconds']:.1f} s wall, {measured['cpu_seconds']:.1f} s CPU, {measured['peak_pss_mb']:,} MB"
    return {"what": what, "bar": bar, "measured": told, "holds": fits}


def intake_alone(rows: int) -> dict[str, Any]:
    """`payung intake add` of a whole mess, with the command's own start."""
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        environment = os.environ | {"PAYUNG_DATA": f"{folder}/data"}
        subprocess.run([sys.executable, "-c", _MESS, str(rows), f"{folder}/mess"], check=True)
        subprocess.run([*PAYUNG, "review", "list"], env=environment, check=True, capture_output=True)
        words = ["--programme", "ntt-2025", "--source", "Villages", "--door", "village", "--json"]
        return watched([*PAYUNG, "intake", "add", f"{folder}/mess/workbooks", *words], environment)[1]


def demo(rows: int) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The stages of a demo by name, and all that come after the making of its province together.

    The start of command and server is in neither; a province with workbooks of its own makes none.
    """
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        parts, _ = watched(
            [*PAYUNG, "demo", "--workers", str(rows), "--out", f"{folder}/out"], os.environ | {"PAYUNG_DATA": f"{folder}/data"}
        )
        told = json.loads(Path(folder, "out", "summary.json").read_text())["stages"]
        stages = {stage["name"]: part | {"wall_seconds": stage["seconds"]} for stage, part in zip(told, parts, strict=True)}
    own = [each for name, each in stages.items() if name != "synthetic"]
    whole = {
        "wall_seconds": round(sum(each["wall_seconds"] for each in own), 2),
        "cpu_seconds": round(sum(each["cpu_seconds"] for each in own), 2),
        "peak_pss_mb": max(each["peak_pss_mb"] for each in own),
    }
    return stages, whole


def watched(command: list[str], environment: dict[str, str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run a command: CPU and memory of each of its stages (those whose end it prints), and of all of it."""
    watch, parts = Watch(), []
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch.follow(process.pid, environment["PAYUNG_DATA"])
    assert process.stdout and process.stderr
    before = 0.0
    for line in process.stdout:
        if _STAGE_ENDED.search(line.rstrip()):
            cpu, peak = watch.part()
            parts.append({"cpu_seconds": round(cpu - before, 2), "peak_pss_mb": peak >> 20})
            before = cpu
    words = process.stderr.read()
    if process.wait():
        raise SystemExit(f"exit {process.returncode}: {words[-3000:]}")
    wall = time.perf_counter() - begun
    watch.stop()
    return parts, {
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(watch.cpu_seconds(), 2),
        "peak_pss_mb": watch.peak_pss >> 20,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
