"""On which machine and day something was measured, and where results are kept."""

from __future__ import annotations

import json
import os
import platform
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def machine() -> dict[str, Any]:
    """Date, cores, memory, system and load as measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "date": date.today().isoformat(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def write_result(name: str, result: dict[str, Any]) -> None:
    """Keep a result in bench/results, and say how it compares with the one it replaces."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    if path.exists():
        before = json.loads(path.read_text())
        print(f"before ({before.get('date')}): {json.dumps(before.get('runs', before))[:400]}")
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(f"written to {path}")
