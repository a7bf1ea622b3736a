"""A small province taken through every stage, once for all tests that look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from django.contrib.auth import get_user_model

from payung.enrolment.actions import export_batches
from payung.governance.actions.accounts import create_user, found_installation
from payung.governance.actions.audit import record
from payung.governance.actions.keys import init_keys
from payung.governance.queries.keys import keyring_path
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import READY_PASSWORD
from payung.intake.actions import add_upload
from payung.places.actions import load_places
from payung.programmes.actions import load_programme, set_instrument_state
from payung.programmes.queries import programme
from payung.registry.actions.linking import link
from payung.registry.actions.outside import add_deaths, add_participants
from payung.selection.actions import approve_list, decree_list, select, submit_list
from payung.selection.queries import RunReport
from payung.synthetic import make_province, write_mess

AT = datetime(2025, 6, 20, 1, 0, tzinfo=UTC)
ON = date(2025, 6, 20)
PROGRAMME = "ntt-2025"
WORKERS = 400
PLACES = 60
REGENCIES = ("5302", "5307", "5371")
PEOPLE = {
    "yustina": ("data_officer", "53"),
    "markus": ("head_of_office", "53"),
    "theresia": ("legal_bureau", "53"),
    "dominikus": ("regency_verifier", "5307"),
    "dorkas": ("regency_verifier", "5302"),
    "imelda": ("inspector", "53"),
    "agus": ("administrator", "53"),
}


@dataclass
class Stream:
    """The office after the stream, its officers by login, and the list on its way."""

    operator: Actor
    officers: dict[str, Actor]
    run: RunReport
    list_id: int
    folder: Path

    def user(self, login: str):  # type: ignore[no-untyped-def]
        """The account of an officer."""
        return get_user_model().objects.get(login=login)

    def approve(self) -> None:
        """The second person approves."""
        approve_list(list_id=self.list_id, by=self.officers["markus"], at=AT)

    def decree(self) -> None:
        """The legal bureau records the decree; every instrument is in force before."""
        for each in programme(PROGRAMME).instruments:
            set_instrument_state(code=each.code, status="in-force", number=each.number or "1/2025", on=ON, by=self.operator, at=AT)
        signed = self.folder / "signed.txt"
        signed.write_text("LATIHAN")
        decree_list(list_id=self.list_id, number="LATIHAN/1/2025", on=ON, file=signed, by=self.officers["theresia"], at=AT)

    def export(self) -> None:
        """The batches for BPJS."""
        export_batches(
            list_id=self.list_id, layout_code="bpu", out=self.folder / "batches", on=date(2025, 7, 1), by=self.officers["yustina"], at=AT
        )


def open_office() -> tuple[Actor, dict[str, Actor]]:
    """An installation with keys, places, both programmes and one officer for each role."""
    operator = found_installation(province="53", at=AT, on=ON)
    if not keyring_path().exists():
        init_keys(by=operator, at=AT)
    load_places(province="53", by=operator, at=AT, record=record)
    load_programme(source=PROGRAMME, by=operator, at=AT, scale=Fraction(PLACES, 100_000))
    load_programme(source="ntt-2026", by=operator, at=AT, scale=Fraction(PLACES, 100_000))
    officers = {
        login: create_user(
            login=login,
            full_name=login.title(),
            password=READY_PASSWORD,
            role=role,
            areas=[area],
            ends_on=date(2030, 1, 1) if role == "inspector" else None,
            by=operator,
            at=AT,
            on=ON,
        )
        for login, (role, area) in PEOPLE.items()
    }
    return operator, officers


def run_stream(folder: Path) -> Stream:
    """Everything up to a list that waits for approval."""
    operator, officers = open_office()
    data = officers["yustina"]
    mess = write_mess(make_province(WORKERS, 1, REGENCIES), folder, 1)
    (mess.workbooks / "foto.xlsx").write_bytes(b"\xff\xd8\xff\xe0 a photograph")
    add_upload(paths=[mess.workbooks], programme=PROGRAMME, source="Desa & Kecamatan", door="village", by=data, at=AT)
    add_participants(path=folder / "members.csv", source="BPJS", on=date(2025, 6, 1), by=data, at=AT)
    add_deaths(path=folder / "deaths.csv", source="Dukcapil", on=date(2025, 6, 1), by=data, at=AT)
    link(seed=1, on=ON, by=data, at=AT)
    run = select(programme=PROGRAMME, seed=1, on=ON, by=data, at=AT)
    return Stream(operator, officers, run, submit_list(run=run.run, by=data, at=AT), folder)
