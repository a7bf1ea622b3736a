"""What the tests of grievances share: a run that hangs on the notice boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest


@dataclass(frozen=True)
class Hung:
    """An office, a run of 40 places, and who takes objections in."""

    office: object
    run: int
    clerk: object


@pytest.fixture
def hung(operator, now, tmp_path):  # type: ignore[no-untyped-def]
    """A provisional list from 20 June, objections until 27 June 2025; officials may decide on 10 % of the places."""
    import yaml  # noqa: PLC0415
    from tests.enrolment.office import SOUND, with_niks  # noqa: PLC0415 - tables exist only after set-up
    from tests.selection.office import officer, opened_office, registered  # noqa: PLC0415
    from tests.selection.test_many_approvers import SHIPPED  # noqa: PLC0415

    from payung.programmes.actions import load_programme  # noqa: PLC0415
    from payung.selection.actions import publish_provisional  # noqa: PLC0415

    office = opened_office(operator, now)
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    content["decisions_pct"] = 10
    content["tranches"][0]["people"] = 40
    path = tmp_path / "programme.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    load_programme(source=path, by=operator, at=now)
    with_niks(registered(120, **SOUND))
    run = office.select().run
    publish_provisional(run=run, on=date(2025, 6, 20), objections_until=date(2025, 6, 27), by=office.data, at=now)
    return Hung(office, run, officer(operator, "clerk", "kecamatan_officer", now, "530701"))
