"""No code of a room is without words, in either language, and none of the words stands for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.urls import reverse
from django.utils.translation import override

import payung.places
import payung.programmes
import payung.selection.rules
from payung.governance.actions.jobs import JOB_KINDS
from payung.governance.rules.access import access, access_table
from payung.intake.rules.findings import FINDINGS, Severity
from payung.intake.rules.statuses import Outcome
from payung.registry.rules.rounds import kinds as round_kinds
from payung.reports.queries import home, thread
from payung.reports.rules import words
from payung.selection.rules.statuses import EntryState, ListStatus, Verdict
from payung.web.tasks import INBOX, TASKS, words_of
from payung.web.words import ROLES, entry_status, finding_words, list_status, outcome_status, reason_words, role_words, severity_status

LANGUAGES = ("id", "en")
PROGRAMMES = sorted((Path(payung.programmes.__file__).parent / "data").glob("*.yaml"))
FACTS = yaml.safe_load((Path(payung.places.__file__).parent / "data/ntt.yaml").read_text())
RULES = "".join(path.read_text() for path in Path(payung.selection.rules.__file__).parent.glob("*.py"))
OWN_REASONS = set(re.findall(r'^[A-Z_]+ = "([a-z]+(?:-[a-z]+)+)"$', RULES, flags=re.MULTILINE))


def test_every_status_has_a_mark_and_a_word() -> None:
    assert set(words.LIST_STATUS) == {str(status) for status in ListStatus}
    assert set(words.OUTCOMES) == {str(outcome) for outcome in Outcome}
    assert set(words.VERDICTS) == {str(each) for each in (*Verdict, *EntryState)}
    assert all(list_status(status).words for status in ListStatus)
    assert all(outcome_status(outcome).words for outcome in Outcome)
    assert all(entry_status(state).words for state in EntryState)
    assert all(severity_status(severity).words for severity in Severity)


def test_every_reason_of_the_rules_and_of_the_shipped_programmes_has_words() -> None:
    shipped = {each["reason"] for path in PROGRAMMES for each in yaml.safe_load(path.read_text())["criteria"] if "says" not in each}
    assert len(OWN_REASONS) >= 7
    assert shipped | OWN_REASONS == set(words.REASONS)
    assert reason_words(["set-aside-women"], {}) == reason_words(["set-aside-men"], {}) != "set-aside-women"
    assert reason_words(["of-our-own"], {"of-our-own": "punya kartu sendiri"}) == "punya kartu sendiri"


def test_every_way_to_refuse_a_file_has_words() -> None:
    codes = {"too-large", "bomb", "encrypted", "truncated", "wrong-type", "empty", "too-wide", "macro", "parser-died", "unreadable"}
    assert set(words.FILE_FAULTS) == codes


def test_every_kind_of_job_and_every_role_has_words() -> None:
    assert set(words.JOBS) == set(JOB_KINDS)
    assert set(ROLES) == set(access_table())


def test_everything_that_can_wait_has_words_and_nothing_else_has() -> None:
    sources = "".join(Path(module.__file__).read_text() for module in (thread, home))
    kinds = {f"round-{kind}" for kind in round_kinds()}
    assert {code for code in TASKS if f'"{code}"' not in sources} - kinds == set()
    made = set(re.findall(r'(?:Waiting|DateFact)\(\s*"([a-z-]+)"', sources)) - {"approve-list"}
    assert made - set(TASKS) == set()
    assert kinds <= set(TASKS)


def test_every_kind_of_approval_is_in_the_inbox_and_nothing_else() -> None:
    named = {
        value
        for path in (Path(thread.__file__).parents[2]).glob("*/actions/*.py")
        for value in re.findall(r'^(?:KIND|LIST|AMENDMENT) = "([a-z_]+)"', path.read_text(), flags=re.MULTILINE)
        if "approvals import" in path.read_text()
    }
    assert set(INBOX) == named | set(access().chains)


def test_whatever_waits_leads_to_a_page_that_exists() -> None:
    for code in [*TASKS, *(f"approve-{kind}" for kind in INBOX)]:
        words = words_of(code)
        assert reverse(words.route, args=[1] if words.one else [])
        assert reverse(words.room)


def test_every_denominator_and_every_basis_of_a_quota_has_words() -> None:
    denominators = {each["code"] for each in FACTS["figures"] if each["kind"] == "denominator"}
    bases = {
        part["of"]
        for path in PROGRAMMES
        for step in yaml.safe_load(path.read_text())["quota"]
        for part in step["basis"]
        if part["of"] not in ("equal", "eligible")
    }
    assert denominators | bases | {"registered"} <= set(words.FIGURES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_says_what_is_wrong_and_most_say_what_to_do(language: str) -> None:
    with override(language):
        said = [finding_words(finding) for finding in FINDINGS.values()]
    assert all(cause and not cause.endswith(".") for cause, _ in said)
    assert sum(bool(advice) for _, advice in said) > len(said) / 2


def test_the_words_follow_the_language_of_the_page() -> None:
    told = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = (list_status("decreed").words, role_words("inspector"), reason_words(["dead", "over-age"], {}))
    assert told == {
        "id": ("Ditetapkan", "Pemeriksa", "sudah meninggal; terlalu tua saat perlindungan mulai"),
        "en": ("Decreed", "Inspector", "has died; too old when cover starts"),
    }


def test_a_regency_keeps_the_word_that_tells_it_from_a_city() -> None:
    assert words.short_name("Kabupaten Kupang") == "Kupang"
    assert words.short_name("Kota Kupang") == "Kota Kupang"
