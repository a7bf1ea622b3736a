"""The background process beside the web: takes queued jobs and seals the audit trail. Started by `payung serve`."""

from __future__ import annotations

import logging
import sys
import threading
from typing import Any

import django
from django.db import DatabaseError, connection

logger = logging.getLogger("payung.worker")


def main() -> int:
    """Work until told to stop (SIGTERM, SIGINT)."""
    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 - tables and tasks exist only after set-up

    from payung.governance.jobs import SEAL_EVERY_S, seal_now  # noqa: PLC0415

    stop = threading.Event()

    def seal_again_and_again() -> None:
        while not stop.wait(SEAL_EVERY_S):
            try:
                seal_now()
            except DatabaseError:
                logger.exception("the database did not answer the sealer; it tries again")
                connection.close()

    sealer = threading.Thread(target=seal_again_and_again, name="sealer", daemon=True)
    sealer.start()
    connector: Any = app.connector  # of Django's kind; its type says only that it is a connector
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(queues=["payung"], concurrency=1, delete_jobs="successful")
    stop.set()
    sealer.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
