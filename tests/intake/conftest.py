"""What the tests of intake share: a programme to send lists for."""

from __future__ import annotations

from datetime import datetime

import pytest


@pytest.fixture
def programme(operator, now: datetime) -> str:  # type: ignore[no-untyped-def]
    """The code of a loaded programme year."""
    from payung.governance.actions.audit import record  # noqa: PLC0415 - tables exist only after set-up
    from payung.places.actions import load_places  # noqa: PLC0415
    from payung.programmes.actions import load_programme  # noqa: PLC0415

    load_places(province="53", by=operator, at=now, record=record)
    load_programme(source="ntt-2025", by=operator, at=now)
    return "ntt-2025"
