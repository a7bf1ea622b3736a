"""Run by the build of the wheel: words are compiled and what the pages wear is bundled, so that both are in it."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Built(BuildHookInterface):  # type: ignore[type-arg]
    """Makes a .mo of every .po, and the bundle; an editable install leaves the bundle to script/setup."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the files are gathered."""
        locale = Path(self.root) / "src" / "payung" / "locale"
        subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-D", "django", "-d", str(locale)], check=True)
        if version != "editable":
            runpy.run_path(str(Path(self.root) / "script/assets.py"))["build"]()
