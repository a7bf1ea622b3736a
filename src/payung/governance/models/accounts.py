"""Accounts, postings and the installation itself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from payung.core.areas import MOST_RANGES, AreaRange
from payung.governance.models.fields import CodeField


class UserManager(BaseUserManager):
    """Finds users by login; making one is an action."""


class User(AbstractBaseUser):
    """A person who signs in under `login`, an official who signs on paper only, or the operator of the command line.

    `woken_at`: when somebody last made, reset or woke the account, so that a long sleep is counted from there.
    """

    login = CodeField(max_length=60, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="id")
    created_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()


class Posting(models.Model):
    """One role of one user over 1 to 8 ranges of areas, for a time, in an office (its code) or none. A session acts in exactly one."""

    user = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    role = CodeField()
    range_lo = ArrayField(CodeField(max_length=11))
    range_hi = ArrayField(CodeField(max_length=11))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    office = CodeField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "range_lo", "starts_on"], name="posting_once_a_start"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")), name="posting_half_open"
            ),
            models.CheckConstraint(
                condition=models.Q(range_lo__len=models.F("range_hi__len"), range_lo__len__gte=1, range_lo__len__lte=MOST_RANGES),
                name="posting_has_1_to_8_ranges",
            ),
        ]

    @property
    def ranges(self) -> tuple[AreaRange, ...]:
        """The areas of the posting."""
        return tuple(AreaRange(lo, hi) for lo, hi in zip(self.range_lo, self.range_hi, strict=True))


class FirstUse(models.Model):
    """The password of a new or reset account until its owner has changed it: sealed, printed on a slip, good for a while."""

    user = models.OneToOneField("governance.User", on_delete=models.PROTECT, related_name="+", primary_key=True)
    envelope = models.BinaryField()
    made_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class Installation(models.Model):
    """The one row that says what this installation is."""

    province = CodeField(max_length=2)
    practice = models.BooleanField(default=True)
    prepared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="installation_once")]


class SignIn(models.Model):
    """A session of a user that has begun: whence, and with what. It is open as long as the session itself is there."""

    user = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    session_key = CodeField(unique=True)
    began_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "began_at"], name="signin_user_began")]
