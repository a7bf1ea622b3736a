"""A PostgreSQL that somebody else runs, named by URL."""

from __future__ import annotations

import psycopg

from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.binaries import OLDEST

PATIENCE = 10
"""Seconds that a server may take to answer."""


def server_major(url: str) -> int:
    """The major version of the server at `url`.

    Raises Refusal `database-unreachable`, `database-url` (not a connection string) or `database-too-old`.
    """
    try:
        with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise Refusal(
            "database-unreachable",
            gettext_noop("The database named by PAYUNG_DATABASE_URL does not answer: %(reason)s. Start it, or correct the URL."),
            reason=" ".join(str(error).split()),
        ) from error
    except psycopg.ProgrammingError as error:
        raise Refusal(
            "database-url",
            gettext_noop(
                "PAYUNG_DATABASE_URL is no address of a PostgreSQL database. It looks like postgresql://LOGIN@HOST:5432/DATABASE."
            ),
        ) from error
    check_major(major)
    return major


def check_major(major: int) -> None:
    """Raise Refusal `database-too-old` for a server older than Payung's SQL."""
    if major < OLDEST:
        raise Refusal(
            "database-too-old",
            gettext_noop("The database server is PostgreSQL %(major)d. Payung needs %(oldest)d or newer: upgrade it, or name another."),
            major=major,
            oldest=OLDEST,
        )
