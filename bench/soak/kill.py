"""Worker and server killed at random moments of intake, linkage and selection, seed after seed: exact counts, same digest.

    .venv/bin/python bench/soak/kill.py --seeds 20 [--first 101]

What tests/thread/test_kill.py does with two seeds. Each seed's kills, seconds and outcome go to
bench/results/kill.json as they come, so that a run that is stopped early still tells what it saw.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from machine import machine, write_result  # noqa: E402 - found only now
from tests.thread.killing import SIZE, Killer, Outcome, thread  # noqa: E402
from tests.thread.processes import Installation  # noqa: E402

from payung.synthetic import make_province, write_mess  # noqa: E402


def main(seeds: int, first: int) -> int:
    """Run the seeds; 0 when nothing ever differed."""
    known = machine()
    with tempfile.TemporaryDirectory(prefix="payung-soak-", ignore_cleanup_errors=True) as name:  # the last server may still be ending
        folder = Path(name)
        folder.chmod(0o711)
        write_mess(make_province(SIZE, 3), folder / "mess", 3)
        undisturbed = thread(Installation(made(folder / "undisturbed")), folder / "mess")
        runs: list[dict[str, Any]] = []
        for seed in range(first, first + seeds):
            runs.append(one(seed, folder, undisturbed))
            write_result("kill", {**known, "rows": SIZE, "asked": seeds, "same": sum(run["same"] for run in runs), "runs": runs})
    return 0 if all(run["same"] for run in runs) else 1


def one(seed: int, folder: Path, undisturbed: Outcome) -> dict[str, Any]:
    """One seed on a fresh installation."""
    killer = Killer(seed, server_too=True)
    begun = time.perf_counter()
    try:
        outcome: Outcome | None = thread(Installation(made(folder / str(seed))), folder / "mess", killer)
        fault = ""
    except AssertionError as error:
        outcome, fault = None, str(error)[-1500:]
    told = {
        "seed": seed,
        "kills": killer.kills,
        "seconds": round(time.perf_counter() - begun),
        "same": outcome == undisturbed,
        "fault": fault,
    }
    print(f"seed {seed}: {told['kills']} kills in {told['seconds']} s, {'the same' if told['same'] else 'OTHERWISE ' + fault}", flush=True)
    return told


def made(folder: Path) -> Path:
    """The data folder of an installation in `folder`, which the server's user may pass through."""
    folder.mkdir()
    folder.chmod(0o711)
    return folder / "data"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=101)
    options = parser.parse_args()
    sys.exit(main(options.seeds, options.first))
