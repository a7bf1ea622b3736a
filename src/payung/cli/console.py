"""What a command says: answers on stdout, progress and notes on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console as Screen
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from payung.core.refusals import Refusal

Report = Callable[[int, int, str], None]


class Console:
    """The two streams of a command. With `as_json` stdout carries exactly one JSON object."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._screen = Screen(stderr=True, highlight=False, soft_wrap=True)

    def note(self, text: str) -> None:
        """A line for people only."""
        self._screen.print(text, markup=False)

    def say(self, text: str) -> None:
        """A line of a text answer; with --json a note."""
        if self.as_json:
            self.note(text)
        else:
            print(text, flush=True)

    def answer(self, payload: Mapping[str, Any], text: str) -> None:
        """The answer: the object with --json, else the text."""
        print(json.dumps(payload, ensure_ascii=False, default=str) if self.as_json else text, flush=True)

    def refuse(self, refusal: Refusal) -> None:
        """A refusal: what is wrong and what to do next; with --json the object of commands that were refused."""
        if self.as_json:
            told = {"code": refusal.code, "message": str(refusal), "data": refusal.data}
            print(json.dumps({"refusal": told}, ensure_ascii=False, default=str), flush=True)
        self.note(f"Not done ({refusal.code}): {refusal}")

    @contextmanager
    def progress(self, title: str) -> Iterator[Report]:
        """A bar on stderr for work that takes longer than a moment; told (done, total, step)."""
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._screen, transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task(title, total=None)

            def report(done: int, total: int, step: str) -> None:
                bar.update(task, completed=done, total=total or None, description=f"{title}: {step}" if step else title)

            yield report
