"""Files: content-addressed and encrypted in the data folder; here their facts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from payung.governance.models.fields import AreaField, CodeField


class StoredFile(models.Model):
    """One file as it was handed in or made. Equal content is stored once in the folder, and once here per area and name."""

    area = AreaField()
    digest = CodeField(max_length=64)
    name = models.CharField(max_length=400)
    size_bytes = models.BigIntegerField()
    file_class = CodeField(max_length=20)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey("governance.User", on_delete=models.PROTECT, related_name="+")
    retain_until = models.DateField(null=True)

    privacy: ClassVar = {
        "id": "public", "area": "public", "digest": "public", "name": "scoped", "size_bytes": "public", "file_class": "public",
        "stored_at": "public", "stored_by": "public", "retain_until": "public",
    }  # fmt: skip
    scrub: ClassVar = "delete the content from the data folder and the name; keep digest, size and class"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area"], name="storedfile_area"),
            models.Index(fields=["digest"], name="storedfile_digest"),
        ]
