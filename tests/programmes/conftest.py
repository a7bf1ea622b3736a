"""NTT's places, and programme years on top of them."""

from __future__ import annotations

import pytest

from payung.governance.actions.audit import record
from payung.places.actions import load_places


@pytest.fixture
def ntt(operator, now):  # type: ignore[no-untyped-def]
    """The operator of an installation with NTT's places."""
    load_places(province="53", by=operator, at=now, record=record)
    return operator
