"""People whom BPJS accepted with a number, counted."""

from __future__ import annotations

from django.db.models import Count
from django.db.models.functions import Left

from payung.core.areas import Level
from payung.enrolment.models import Enrolment
from payung.enrolment.rules.statuses import EnrolmentStatus


def accepted_counts(level: Level) -> dict[str, int]:
    """Accepted people by area. Their contributions are not paid as long as no payment is recorded."""
    held = Enrolment.objects.filter(status=EnrolmentStatus.ACCEPTED).annotate(place=Left("area", int(level)))
    return dict(held.values_list("place").annotate(people=Count("pk")).order_by("place"))
