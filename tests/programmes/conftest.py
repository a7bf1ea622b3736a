"""NTT's places, and programme years on top of them."""

from __future__ import annotations

import pytest


@pytest.fixture
def ntt(operator, now):  # type: ignore[no-untyped-def]
    """The operator of an installation with NTT's places."""
    from payung.governance.actions.audit import record  # noqa: PLC0415 - tables exist only after set-up
    from payung.places.actions import load_places  # noqa: PLC0415

    load_places(province="53", by=operator, at=now, record=record)
    return operator
