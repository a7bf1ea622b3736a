"""Each form acts once: a second press answers with what the first one led to."""

from __future__ import annotations

from datetime import datetime, timedelta

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import DoneOnce
from payung.governance.rules.actors import Actor

KEPT = timedelta(days=2)


def first_answer(*, key: str, address: str, by: Actor, at: datetime) -> str | None:
    """Take the key in the transaction of the act: None when the act is to be done now, else where its first answer led.

    A second request with the same key waits here until the first one has committed, and does the act itself when that one
    was refused. Raises `Refusal` key-missing, or key-elsewhere when the key was used at another address.
    """
    if not 8 <= len(key) <= 64 or not key.isascii():
        raise Refusal("key-missing", gettext_noop("This form is not complete. Open its page again and send it from there."))
    held, new = DoneOnce.objects.get_or_create(user_id=by.user_id, key=key, defaults={"address": address, "done_at": at})
    if new:
        return None
    if held.address != address:
        raise Refusal("key-elsewhere", gettext_noop("This form was already used for something else. Open its page again."))
    return held.led_to


def keep_answer(*, key: str, led_to: str, by: Actor, at: datetime) -> None:
    """Where the act led, for whoever presses again."""
    DoneOnce.objects.filter(user_id=by.user_id, key=key).update(led_to=led_to, done_at=at)


def forget_answers(*, at: datetime) -> int:
    """Drop keys older than two days: no form is sent twice after that. How many."""
    return DoneOnce.objects.filter(done_at__lt=at - KEPT).delete()[0]
