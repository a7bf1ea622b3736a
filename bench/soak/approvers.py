"""Makers and approvers at once, again and again: quota, money and maker apart from checker must hold every time.

    .venv/bin/python bench/soak/approvers.py --times 20

Runs the suite's tests of parallel approvers (threads on a real PostgreSQL) so many times and counts what did not hold.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = (
    "tests/selection/test_many_approvers.py",
    "tests/enrolment/test_backfill.py::test_six_approvers_and_six_makers_at_once_move_the_money_once",
)


def main(times: int) -> int:
    """How many rounds failed."""
    failed = 0
    for turn in range(1, times + 1):
        told = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS], cwd=ROOT, capture_output=True, text=True, check=False
        )
        failed += told.returncode != 0
        print(f"{turn} of {times}: {'held' if told.returncode == 0 else told.stdout[-2000:]}", flush=True)
    print(f"{failed} of {times} did not hold")
    return min(failed, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    sys.exit(main(parser.parse_args().times))
