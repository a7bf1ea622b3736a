"""What happened at each stage: told in plain words as it happens, and kept for the summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from payung.cli.console import Console, Report


@dataclass
class Stage:
    """One stage of the stream: how many went in, came out and were refused. `words` is what a person reads."""

    name: str
    seconds: float = 0.0
    taken: int = 0
    given: int = 0
    refused: int = 0
    words: str = ""

    def told(self, *, taken: int, given: int, refused: int, words: str) -> None:
        """Say what came of the stage."""
        self.taken, self.given, self.refused, self.words = taken, given, refused, words


@dataclass
class Stages:
    """The stages of one run of the stream."""

    console: Console
    done: list[Stage] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, title: str) -> Iterator[tuple[Stage, Report]]:
        """One stage: a bar while it works, a sentence when it is done."""
        stage = Stage(name)
        begun = time.perf_counter()
        with self.console.progress(title) as report:
            yield stage, report
        stage.seconds = round(time.perf_counter() - begun, 3)
        self.done.append(stage)
        self.console.say(f"{title} ({stage.seconds:.1f} s)\n    {stage.words}")

    def as_json(self) -> list[dict[str, object]]:
        """The stages in the form of summary.json."""
        names = {"taken": "in", "given": "out"}
        return [{names.get(key, key): value for key, value in asdict(each).items() if key != "words"} for each in self.done]
