"""The reading child: paths in, workbooks out, inside limits. Started by `payung.exchange.readers`, one for many files.

Protocol: a line of JSON (the path) on standard input; on standard output a byte (`w` workbook, `r` refusal), eight
bytes of length, and that many bytes of JSON. It ends when its input ends.
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

from payung.core.refusals import Refusal
from payung.exchange.guards import too_large, unreadable
from payung.exchange.spreadsheets import read_workbook
from payung.exchange.workbooks import pack_workbook

MEMORY = 1_536 * 2**20
CPU_SECONDS = 60
MOST_ANSWERED = 256 * 2**20  # bytes: what the asking process takes into its own, unlimited memory

try:
    import resource
except ImportError:  # Windows has no such limits: there the asking process ends a child that takes too long
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Answer every path until the input ends."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of memory would hold people's rows
    for line in sys.stdin.buffer:
        _allow_cpu()
        kind, answer = _answer(Path(json.loads(line)))
        sys.stdout.buffer.write(kind + struct.pack("<Q", len(answer)))
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _allow_cpu() -> None:
    """Give this file its seconds: the limit counts all that the process has used since it started."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))


def _answer(path: Path) -> tuple[bytes, bytes]:
    try:
        packed = pack_workbook(read_workbook(path))
        return (b"w", packed) if len(packed) <= MOST_ANSWERED else (b"r", _packed(too_large()))
    except Refusal as refusal:
        return b"r", _packed(refusal)
    except MemoryError:
        return b"r", _packed(too_large())
    except OSError:
        return b"r", _packed(unreadable())


def _packed(refusal: Refusal) -> bytes:
    return json.dumps([refusal.code, refusal.message, refusal.data]).encode()


if __name__ == "__main__":
    main()
