"""CPU and memory of a command and of the database server of its data folder."""

from __future__ import annotations

import threading
from typing import Any

import psutil


class Watch:
    """Looks at a process tree and its server four times a second, and whenever it is asked."""

    def __init__(self) -> None:
        self.peak_pss = 0
        self._peak_of_part = 0
        self._cpu: dict[int, float] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()

    def follow(self, pid: int, data: str) -> None:
        """Begin to look."""
        self._root, self._data = psutil.Process(pid), data
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End looking."""
        self._over.set()
        self._thread.join()

    def cpu_seconds(self) -> float:
        """User and system seconds of every process seen."""
        return sum(self._cpu.values())

    def part(self) -> tuple[float, int]:
        """CPU seconds so far, and the most memory (PSS, bytes) since the last call."""
        self._look()
        peak, self._peak_of_part = self._peak_of_part, 0
        return self.cpu_seconds(), peak

    def _look_on(self) -> None:
        while not self._over.wait(0.25):
            self._look()

    def _look(self) -> None:
        with self._lock:
            pss = 0
            for process in self._processes():
                try:
                    times = process.cpu_times()
                    self._cpu[process.pid] = times.user + times.system
                    pss += process.memory_full_info().pss
                except psutil.Error:
                    continue  # it ended between being listed and being asked
            self.peak_pss = max(self.peak_pss, pss)
            self._peak_of_part = max(self._peak_of_part, pss)

    def _processes(self) -> list[psutil.Process]:
        try:
            tree = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return []
        for server in psutil.process_iter(["name", "cmdline"]):
            if server.info["name"] == "postgres" and any(self._data in part for part in server.info["cmdline"] or []):
                tree += [server, *_children(server)]
        return list({each.pid: each for each in tree}.values())


def _children(process: psutil.Process) -> list[Any]:
    try:
        return process.children()
    except psutil.Error:
        return []
