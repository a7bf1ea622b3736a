"""Run by the build of the wheel: the words are compiled, so that they are in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledWords(BuildHookInterface):  # type: ignore[type-arg]
    """Makes a .mo of every .po."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the files are gathered."""
        locale = Path(self.root) / "src" / "payung" / "locale"
        subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-D", "django", "-d", str(locale)], check=True)
