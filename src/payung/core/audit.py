"""What an action below governance is handed so that it leaves its audit event all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class AuditRecorder(Protocol):
    """The signature of `governance.actions.audit.record`: one event in the caller's transaction.

    `by` is governance's Actor; rooms below it pass it on without looking inside.
    """

    def __call__(
        self,
        *,
        by: Any,
        at: datetime,
        action: str,
        kind: str,
        subjects: Sequence[int] = (),
        change: Mapping[str, Any] | bytes | None = None,
        run: int | None = None,
    ) -> None:
        """Leave the event."""
