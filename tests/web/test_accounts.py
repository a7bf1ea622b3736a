"""Accounts and governance in the browser: made, slipped, posted, ended; what each page shows to whom."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payung.governance.actions.accounts import create_user
from payung.governance.actions.reveals import reveal
from payung.governance.models import FirstUse, Installation, Posting, User
from payung.governance.queries.accounts import first_password
from payung.governance.rules.practice import READY_PASSWORD

PAGES = ("governance", "accounts", "access", "chains", "audit", "left", "places")


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> None:
    cache.clear()


def body(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_an_administrator_reads_every_page_of_governance(enter, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = enter("agus").get(reverse(name))
    assert answer.status_code == 200
    assert "<h1>" in body(answer)
