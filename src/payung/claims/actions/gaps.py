"""The gap finder: a death typed in, a search for deaths without a claim, and what is decided of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from payung.claims.actions._steps import REPORTS_TABLE, check_not_ahead, check_said
from payung.claims.models import DeathReport, GapFinding
from payung.claims.queries.gaps import deaths_without_claim, estimates
from payung.claims.rules.statuses import FINDINGS, FindingStatus, Source
from payung.core.areas import area_code
from payung.core.nik import parse_nik
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import take_ids
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.registry.queries.people import lines_of

_MOST = 1_000_000


@dataclass(frozen=True)
class ToldDeath:
    """A death as somebody told it. `where_told`: which paper, which parish."""

    source: str
    name: str
    died_on: date
    village_code: str
    where_told: str = ""
    sex: str = ""
    birth_date: date | None = None
    nik: str = ""


@dataclass(frozen=True, slots=True)
class GapReport:
    """What a search found: people with no claim, how many of them new, how many need a human's eye first, how many open ones fell away."""

    found: int
    new: int
    uncertain: int
    gone: int


@transaction.atomic
def report_death(*, given: ToldDeath, by: Actor, at: datetime) -> int:
    """Write a death down as it was told; the next search compares it. Raises `Refusal` not-allowed, outside-area, words-missing, day-ahead or nik-impossible."""
    check_may(by, "claims.open")
    village = area_code(given.village_code)
    check_area(by, village)
    check_said(given.name, "words-missing", gettext_noop("Write the name as it was told."))
    check_not_ahead(given.died_on, at)
    nik = "".join(given.nik.split())
    if nik and parse_nik(nik) is None:
        raise Refusal("nik-impossible", gettext_noop("This is no possible NIK. Read it again from the identity card, or leave it empty."))
    (number,) = take_ids(REPORTS_TABLE, 1)
    DeathReport.objects.create(
        pk=number, area=village, source=Source(given.source), where_told=given.where_told.strip(), name=given.name.strip(), sex=given.sex,
        birth_date=given.birth_date, village_code=village, died_on=given.died_on, envelope=keyring().seal(REPORTS_TABLE, number, {"nik": nik}) if nik else None,
        reported_by_id=by.user_id, reported_at=at,
    )  # fmt: skip
    record(
        by=by, at=at, action="report_death", kind="death-report", subjects=[number], change={"source": given.source, "on": given.died_on}
    )
    return number


@transaction.atomic
def find_gaps(*, on: date, by: Actor, at: datetime) -> GapReport:
    """Look for people of the present scope who were covered on the day they died and have no claim; what was dismissed stays so.

    Open findings that no longer hold (claimed, no cover any more, another day) fall away or are told anew. Raises `Refusal` not-allowed.
    """
    check_may(by, "claims.find")
    found = deaths_without_claim(on)
    areas = {each.worker: each.area for each in lines_of(found["worker"].to_list(), on, _MOST)}
    found = found.filter(pl.col("worker").is_in(list(areas)))
    owed = estimates(list(found.select("worker", "died_on").iter_rows()))
    standing = {each.worker_id: each for each in GapFinding.objects.select_for_update()}
    new, fresh = [], set()
    for row in found.iter_rows(named=True):
        held = standing.get(row["worker"])
        if held is not None and held.status != FindingStatus.OPEN:
            continue
        fresh.add(row["worker"])
        estimate = owed.get(row["worker"])
        facts = {
            "died_on": row["died_on"], "sources": row["sources"], "sure": row["sure"], "weight_millibits": round(row["weight"] * 1000),
            "covered_since": row["covered_since"], "lowest_idr": estimate.lowest_idr if estimate else None,
            "highest_idr": estimate.highest_idr if estimate else None, "notes": list(estimate.conditions) if estimate else [],
        }  # fmt: skip
        if held is None:
            new.append(GapFinding(area=areas[row["worker"]], worker_id=row["worker"], status=FindingStatus.OPEN, found_at=at, **facts))
        else:
            for name, value in facts.items():
                setattr(held, name, value)
    changed = [each for each in standing.values() if each.worker_id in fresh]
    names = ["died_on", "sources", "sure", "weight_millibits", "covered_since", "lowest_idr", "highest_idr", "notes"]
    GapFinding.objects.bulk_update(changed, names, batch_size=1000)
    GapFinding.objects.bulk_create(new, batch_size=1000)
    gone = [each.pk for each in standing.values() if each.status == FindingStatus.OPEN and each.worker_id not in fresh]
    GapFinding.objects.filter(pk__in=gone).delete()
    report = GapReport(len(fresh), len(new), found.filter(~pl.col("sure")).height, len(gone))
    record(by=by, at=at, action="find_gaps", kind="gap", subjects=[], change={"on": on, "found": report.found, "new": report.new})
    return report


@transaction.atomic
def dismiss_finding(*, finding_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Say why a finding is none: another person, alive, claimed elsewhere. Raises `Refusal` not-allowed, no-such-object, wrong-status or words-missing."""
    check_may(by, "claims.find")
    check_said(reason, "words-missing", gettext_noop("Say why: another person, alive, or claimed elsewhere."))
    _decide(finding_id, "dismiss", reason, by, at)


@transaction.atomic
def reopen_finding(*, finding_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a dismissed finding up again. Raises `Refusal` not-allowed, no-such-object, wrong-status or words-missing."""
    check_may(by, "claims.find")
    check_said(reason, "words-missing", gettext_noop("Say why it is taken up again."))
    _decide(finding_id, "reopen", reason, by, at)


def _decide(finding_id: int, act: str, reason: str, by: Actor, at: datetime) -> None:
    held = GapFinding.objects.select_for_update().filter(pk=finding_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such finding, or it lies outside your area."))
    check_area(by, held.area)
    held.status, held.reason = FINDINGS.check(act, held.status), reason.strip()
    held.decided_by_id, held.decided_at = by.user_id, at
    held.save()
    record(by=by, at=at, action=f"{act}_finding", kind="gap", subjects=[finding_id], change={"reason": held.reason})
