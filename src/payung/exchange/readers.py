"""Reading many files that strangers sent: in a child process, so that a parser that dies takes nothing with it."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import IO

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.workbooks import Workbook, unpack_workbook

SECONDS_PER_FILE = 180
_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMPDIR", "LANG", "LC_ALL")

Read = Workbook | Refusal


def read_many(paths: Iterable[Path], *, seconds_per_file: float = SECONDS_PER_FILE) -> Generator[tuple[Path, Read], None, None]:
    """Every path in its order with its workbook, or with the refusal of that file; the others go on.

    One child (1.5 GB, 60 CPU seconds a file) reads many files, the next one while the caller works on the last. It is
    a process of its own program: starting it from a process with threads is safe, and it holds no database, key or
    open file of the caller. `seconds_per_file` is the limit by the clock, also where the system knows no others.
    """
    child = _Child(seconds_per_file)
    try:
        ahead: Path | None = None
        for path in paths:
            child.ask(path)
            if ahead is not None:
                yield ahead, child.answer(ahead, path)
            ahead = path
        if ahead is not None:
            yield ahead, child.answer(ahead, None)
    finally:
        child.end()


class _Child:
    """A reading child that is started when first asked and again after it died. At most two paths are under way."""

    def __init__(self, seconds_per_file: float) -> None:
        self._seconds = seconds_per_file
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, path: Path) -> None:
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it died on the path before: `answer` finds that out and asks again

    def answer(self, path: Path, asked_after: Path | None) -> Read:
        """The answer for `path`, the older of the paths under way; a dead child is replaced and asked the other again."""
        process = self._process
        assert process is not None and process.stdout is not None
        overtime = Timer(self._seconds, process.kill)
        overtime.start()
        try:
            return _received(process.stdout)
        except EOFError:
            self.end()
            if asked_after is not None:
                self.ask(asked_after)
            message = gettext_noop("Reading this file broke the reader. Open it, save it as .xlsx under a new name and send that one.")
            return Refusal("parser-died", message)
        finally:
            overtime.cancel()

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):  # a path that it did not live to be asked still waits in the pipe
                        pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # No passphrase or database address of the caller's environment; no standard error, where a parser's last words
        # may quote people.
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        command = [sys.executable, "-m", "payung.exchange.child"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        return self._process


def _received(pipe: IO[bytes]) -> Read:
    head = _exactly(pipe, 9)
    (length,) = struct.unpack("<Q", head[1:])
    body = _exactly(pipe, length)
    if head[:1] == b"w":
        return unpack_workbook(body)
    code, message, data = json.loads(body)
    return Refusal(code, message, **data)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content
