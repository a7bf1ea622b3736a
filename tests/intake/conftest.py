"""What the tests of intake share: a programme to send lists for."""

from __future__ import annotations

from datetime import datetime

import pytest

from payung.governance.actions.audit import record
from payung.governance.rules.actors import Actor
from payung.places.actions import load_places
from payung.programmes.actions import load_programme


@pytest.fixture
def programme(operator: Actor, now: datetime) -> str:
    """The code of a loaded programme year."""
    load_places(province="53", by=operator, at=now, record=record)
    load_programme(source="ntt-2025", by=operator, at=now)
    return "ntt-2025"
