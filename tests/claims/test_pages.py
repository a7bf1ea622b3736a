"""The pages of claims: two journeys through the browser's forms, the gap list, the agency's list; in both languages."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from tests.claims.test_agency_list import line
from tests.claims.test_claims import SCAN, claim, opened
from tests.claims.test_gap import told

from payung.claims.actions.gaps import report_death
from payung.claims.models import Claim, GapFinding, Heir
from payung.governance.models import Document

pytestmark = pytest.mark.django_db
KEYS = (f"claims-{number}" for number in count())
ON = date(2026, 11, 25)


@pytest.fixture
def enter(covered):  # type: ignore[no-untyped-def]
    """A client signed in as one of the four: officer, head, branch or agent."""

    def sign_in(who: str, language: str = "id") -> Client:
        client = Client(headers={"accept-language": language})
        client.cookies["django_language"] = language
        client.force_login(get_user_model().objects.get(pk=getattr(covered, who).user_id))
        return client

    return sign_in


def post(client: Client, route: str, *args: Any, **values: Any) -> Any:
    return client.post(reverse(route, args=args), {"key": next(KEYS), **values})


def scan(name: str = "foto.jpg") -> BytesIO:
    file = BytesIO(SCAN)
    file.name = name
    return file


def gathered(covered, enter) -> int:  # type: ignore[no-untyped-def]
    """A claim opened by the agent for a widow by custom, with everything gathered through the pages, complete and filed."""
    agent, officer, head = enter("agent"), enter("officer"), enter("head")
    found = post(agent, "claims-find", q="Petrus Kopong Doni")
    assert f"worker={covered.workers[1]}" in found.content.decode()
    new = {
        "worker": covered.workers[1], "kind": "jkm", "cause": "unknown", "event_on": "2025-06-02", "heard_on": "2025-06-04", "heard_from": "village",
        "informant": "Kepala dusun", "situation": ["custom-marriage", "spouse-claims", "no-death-certificate"],
    }  # fmt: skip
    assert post(agent, "claims-open", **new | {"event_on": ""}).status_code == 422
    assert post(agent, "claims-open", **new).status_code == 303
    number = Claim.objects.get().pk
    for each in claim(number, on=ON).papers:
        assert post(agent, "claims-evidence", number, item=each.item.code, file=scan()).status_code == 303
    assert post(agent, "claims-evidence", number, item="kk").status_code == 422
    assert post(agent, "claims-heir", number, name="Theresia Lamak", relation="spouse", nik="5307014101800002").status_code == 303
    heir = Heir.objects.get().pk
    assert post(officer, "claims-account", number, heir_id=heir, state="ready", bank="Bank NTT", account="0012345").status_code == 303
    assert post(officer, "claims-complete", number).status_code == 422
    assert post(officer, "claims-judge", number, kind="jkm", cause="natural", words="Surat desa.").status_code == 303
    assert post(officer, "claims-confirm", number).status_code == 422
    assert post(head, "claims-confirm", number).status_code == 303
    assert post(officer, "claims-complete", number).status_code == 303
    assert post(officer, "claims-filing", number, on="2025-06-20", receipt="KUP/9", to="Loket").status_code == 303
    return number


def test_a_widow_by_custom_from_village_report_to_paid(covered, enter) -> None:  # type: ignore[no-untyped-def]
    number = gathered(covered, enter)
    branch, officer = enter("branch"), enter("officer")
    said = {"state": "paid", "on": "2025-06-27", "told_by": "Bela", "channel": "slip", "amount_idr": "42000000", "file": scan("slip.jpg")}
    assert post(branch, "claims-hear", number, **said | {"amount_idr": ""}).status_code == 422
    said["file"] = scan("slip.jpg")
    assert post(branch, "claims-hear", number, **said).status_code == 303
    for language, amount in (("id", "42.000.000"), ("en", "42,000,000")):
        page = enter("officer", language).get(reverse("claims-show", args=[number])).content.decode()
        assert amount in page
        assert "Theresia Lamak" in page
        assert "0012345" not in page, "an account stands on no page"
        assert "5307014101800002" not in page
    file = next(each.file for each in claim(number, on=ON).papers if each.file)
    assert officer.get(reverse("claims-file", args=[number, file])).content == SCAN
    assert branch.get(reverse("claims-file", args=[number, file])).status_code == 403


def test_a_refused_claim_goes_to_appeal(covered, enter) -> None:  # type: ignore[no-untyped-def]
    number = gathered(covered, enter)
    branch, officer = enter("branch"), enter("officer")
    said = {"state": "refused", "on": "2025-06-27", "told_by": "Bela", "channel": "letter", "reason": "Tidak bekerja"}
    assert post(branch, "claims-hear", number, **said).status_code == 303
    assert "Tidak bekerja" in officer.get(reverse("claims-show", args=[number])).content.decode()
    assert post(officer, "claims-appeal", number, on="2025-07-01", grounds="Surat kerja terlampir.").status_code == 303
    assert "Surat kerja terlampir." in officer.get(reverse("claims-show", args=[number])).content.decode()
    assert Claim.objects.get(pk=number).status == "appealed"
    assert post(officer, "claims-paper", number, kind="claim-work-statement").status_code == 303
    assert Document.objects.filter(kind="claim-work-statement", object_id=number).exists()


def test_deaths_without_a_claim_are_found_told_and_become_claims(covered, enter) -> None:  # type: ignore[no-untyped-def]
    officer = enter("officer")
    report_death(given=told(1), by=covered.agent, at=covered.now)
    given = {
        "source": "obituary",
        "name": "Agustinus Boli Tokan",
        "died_on": "2025-05-20",
        "village_code": "53.07.01.2001",
        "birth_date": "1972-01-03",
        "sex": "L",
    }
    assert post(officer, "claims-gap-tell", **given).status_code == 303
    assert post(officer, "claims-gap-tell", **given | {"name": ""}).status_code == 422
    assert post(officer, "claims-gap-search").status_code == 303
    page = officer.get(reverse("claims-gap")).content.decode()
    assert "Petrus Kopong Doni" in page
    finding = GapFinding.objects.get(worker=covered.workers[1])
    assert enter("agent").get(f"{reverse('claims-new')}?finding={finding.pk}").status_code == 200
    new = {
        "worker": covered.workers[1],
        "finding": finding.pk,
        "kind": "jkm",
        "cause": "unknown",
        "event_on": "2025-05-20",
        "heard_on": "2025-06-04",
        "heard_from": "parish",
    }
    assert post(officer, "claims-open", **new).status_code == 303
    for other in GapFinding.objects.filter(status="open"):
        assert post(officer, "claims-gap-dismiss", finding=other.pk, reason="").status_code == 422
        assert post(officer, "claims-gap-dismiss", finding=other.pk, reason="Orang lain").status_code == 303
    assert not GapFinding.objects.filter(status="open").exists()
    for language in ("id", "en"):
        assert enter("officer", language).get(f"{reverse('claims-gap')}?status=claimed").status_code == 200


def test_the_branch_hands_its_list_in_and_sees_what_became_of_each_row(covered, enter) -> None:  # type: ignore[no-untyped-def]
    opened(covered)
    branch = enter("branch")
    path = covered.write("klaim.csv", [line(1), line(2, state="entah")])
    assert branch.get(reverse("claims-list")).status_code == 200
    with path.open("rb") as file:
        page = post(branch, "claims-list-take", file=file, source="Cabang Maumere", on="2025-06-10")
    assert page.status_code == 200
    assert "state-unknown" in page.content.decode()
    assert post(branch, "claims-list-take", source="Cabang", on="2025-06-10").status_code == 422
    assert post(enter("agent"), "claims-list-take", source="x", on="2025-06-10").status_code == 403


def test_the_work_list_says_what_is_late_and_for_whom_it_waits(covered, enter) -> None:  # type: ignore[no-untyped-def]
    opened(covered)
    for query in ("", "?late=1", "?waits=family&status=", "?status=nonsense&kind=jkm"):
        for language in ("id", "en"):
            assert "Petrus Kopong Doni" in enter("officer", language).get(f"{reverse('claims')}{query}").content.decode(), query
    assert "Petrus Kopong Doni" not in enter("officer").get(f"{reverse('claims')}?waits=agency").content.decode()
    assert enter("officer").get(reverse("claims-new")).status_code == 200
