"""The audit trail of a million events: sealed, checked whole, and each kind of tampering found and named, beside the bar.

    .venv/bin/python bench/audit.py [EVENTS]

`payung audit verify --json` is measured whole, with the start of command and server. Then one row in the middle is altered, removed and
put in another's place by the database's owner, with the guards taken off, and each time the command must name it. Written to
bench/results/audit.json.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from annexes import PAYUNG, watched
from machine import machine, write_result

from payung.cli.console import Console
from payung.cli.server import Needs, serving

VERIFY = [*PAYUNG, "audit", "verify", "--json"]
TAMPERINGS = ("altered", "removed", "reordered")


def main(events: int) -> None:
    """Measure, compare with the bar, tamper, keep the result."""
    known = machine()
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        here = Path(__file__).parent
        environment = os.environ | {"PAYUNG_DATA": f"{folder}/data", "PYTHONPATH": f"{here}:{here.parent}"}
        subprocess.run([*PAYUNG, "audit", "verify"], env=environment, check=True, capture_output=True)
        subprocess.run([sys.executable, __file__, "--step", "fill", str(events)], env=environment, check=True)
        told, measured = watched(VERIFY, environment)
        found = {kind: _tampered(kind, environment) for kind in TAMPERINGS}
    named = all(each["code"] == 1 and each["first_bad"] for each in found.values())
    holds = told["ok"] and measured["wall_seconds"] <= 60 and named
    result = {
        **known,
        "events": told["sealed"],
        "verify": measured,
        "tampering": found,
        "bar": "<= 60 s, the first one named",
        "holds": holds,
    }
    print(json.dumps(result, indent=1))
    write_result("audit", result)


def _tampered(kind: str, environment: dict[str, str]) -> dict[str, Any]:
    """What the command says after one tampering; it is undone afterwards by the copy made before."""
    subprocess.run([sys.executable, __file__, "--step", "tamper", kind], env=environment, check=True)
    answer = subprocess.run(VERIFY, env=environment, check=False, stdout=subprocess.PIPE, text=True)
    subprocess.run([sys.executable, __file__, "--step", "undo"], env=environment, check=True)
    return {"code": answer.returncode, "first_bad": json.loads(answer.stdout)["first_bad"]}


def step(name: str, *given: str) -> None:
    """One step of `a_long_trail` inside the installation of this process."""
    with serving(Needs.OFFICE, Console(as_json=True)):
        getattr(importlib.import_module("a_long_trail"), name)(*given)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
