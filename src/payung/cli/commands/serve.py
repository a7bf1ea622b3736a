"""Serve the office in the browser.

Starts the web server and one background worker, and prints the address once both answer. Stop with Ctrl+C.
In production put a TLS proxy in front and give the web its own database login (docs/how-to/production.md).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from types import FrameType

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.core.refusals import Refusal, gettext_noop

_READY_WITHIN_S = 60
_LOOK_EVERY_S = 0.2


def add_arguments(parser: ArgumentParser) -> None:
    """--host, --port, --workers."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free port")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="web processes")
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Serve until stopped."""
    return serve(console, host=options.host, port=options.port, workers=options.workers)


def serve(console: Console, *, host: str, port: int, workers: int = 1) -> int:
    """Web and worker as children of this process; a child that dies is started again. Returns when told to stop."""
    port = _free_port(host, port)
    commands = {"web": _web(host, port, workers), "worker": [sys.executable, "-m", "payung.cli.worker"]}
    environments = {
        "web": os.environ | {"PAYUNG_ROLE": "payung_app", "PAYUNG_POOL": "1"},
        "worker": os.environ | {"PAYUNG_ROLE": "payung_batch"},
    }
    children = {name: subprocess.Popen(command, env=environments[name], stdout=sys.stderr) for name, command in commands.items()}
    signal.signal(signal.SIGTERM, _stop)
    try:
        _await_ready(host, port, children)
        print(f"http://{host}:{port}/", flush=True)
        while True:
            time.sleep(1)
            for name, child in children.items():
                if child.poll() is not None:
                    console.note(f"The {name} process ended ({child.returncode}); it is started again.")
                    children[name] = subprocess.Popen(commands[name], env=environments[name], stdout=sys.stderr)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            child.wait(timeout=30)


def _web(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", "payung.config.wiring:application",
    ]  # fmt: skip


def _await_ready(host: str, port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        if _healthy(host, port):
            return
        if children["web"].poll() is not None:
            break
        time.sleep(_LOOK_EVERY_S)
    raise Refusal(
        "not-serving",
        gettext_noop("The office did not start on port %(port)s. Choose another with --port, or read the lines above."),
        port=port,
    )


def _healthy(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port(host: str, port: int) -> int:
    """`port` itself, or any free one for 0. Raises `Refusal` port-taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refusal(
                "port-taken", gettext_noop("Port %(port)s is in use. Choose another with --port, or --port 0 for any."), port=port
            ) from None
        taken: int = probe.getsockname()[1]
    return taken


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
