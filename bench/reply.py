"""A reply of 20,000 lines recorded and the freed places offered to the reserve, beside the bar; then ten replays.

    .venv/bin/python bench/reply.py [LINES]

`payung enrol reply` and `payung enrol backfill` are measured whole, with the start of command and server: reading the file, finding
every person, sealing every row, numbers and NIKs of the accepted, the proposal for every freed place. Written to bench/results/reply.json.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from annexes import PAYUNG, watched
from machine import machine, write_result

from payung.cli.console import Console
from payung.cli.server import Needs, serving

REPLAYS = 10


def main(lines: int) -> None:
    """Measure, compare with the bar, keep the result."""
    known = machine()
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        here = Path(__file__).parent
        environment = os.environ | {"PAYUNG_DATA": f"{folder}/data", "PYTHONPATH": f"{here}:{here.parent}"}
        subprocess.run([*PAYUNG, "document", "list"], env=environment, check=True, capture_output=True)
        made = subprocess.run(
            [sys.executable, __file__, "--fill", str(lines), folder], env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        listed, file = made.stdout.split()[-1], f"{folder}/balasan.csv"
        told, reply = watched([*PAYUNG, "enrol", "reply", listed, file, "--on", "2025-07-10", "--json"], environment)
        offered, backfill = watched([*PAYUNG, "enrol", "backfill", listed, "--on", "2025-07-10", "--json"], environment)
        again = [watched([*PAYUNG, "enrol", "reply", listed, file, "--json"], environment)[0] for _ in range(REPLAYS)]
    seconds = reply["wall_seconds"] + backfill["wall_seconds"]
    unchanged = all(each["status"] == told["status"] and each["files"][0]["outcome"] == "already-here" for each in again)
    result = {
        **known,
        "lines": told["files"][0]["rows"],
        "accepted": told["status"]["accepted"],
        "refused": told["status"]["refused"],
        "free": offered["free"],
        "filled": offered["filled"],
        "reply": reply,
        "backfill": backfill,
        "seconds_together": round(seconds, 1),
        "bar": "<= 10 s together; 10 replays change nothing",
        "replays_change_nothing": unchanged,
        "holds": seconds <= 10 and unchanged,
    }
    print(json.dumps(result, indent=1))
    write_result("reply", result)


def fill(lines: int, folder: Path) -> int:
    """A decreed list of so many people, handed over, in the installation of this process; its number."""
    with serving(Needs.OFFICE, Console(as_json=True)):
        return int(importlib.import_module("a_decreed_list").fill(lines, folder))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        print(fill(int(sys.argv[2]), Path(sys.argv[3])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
