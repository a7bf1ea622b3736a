"""The setting child: a described paper in as JSON, its PDF out. Started by `payung.exchange.papers.sheets` for one paper."""

from __future__ import annotations

import json
import sys

from payung.exchange.papers.sheets import typeset

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Set the one paper."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of memory would hold people's rows
    sys.stdout.buffer.write(typeset(json.loads(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
