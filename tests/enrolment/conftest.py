"""What the tests of enrolment share: a decreed list of 40 people that was handed over, and the branch that answers."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def handed_over(operator, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A list of 40, decreed and handed over; a reserve of four in each of its quota areas."""
    from tests.enrolment.office import handed_over_list  # noqa: PLC0415 - tables exist only after set-up

    return handed_over_list(operator, now, tmp_path)
