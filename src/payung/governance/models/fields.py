"""Column types that the rooms share."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Func

BYTEWISE = "C"


class CodeField(models.CharField):
    """A code compared byte by byte (collation "C"), so that ranges of place codes use their index."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs["db_collation"] = BYTEWISE
        super().__init__(*args, **kwargs)


class AreaField(CodeField):
    """The place of the fact when it was recorded: a place code without dots, never rewritten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs.setdefault("db_index", False)  # each table indexes it in the order its questions need
        super().__init__(*args, **kwargs)


class CurrentTransaction(Func):
    """The number of the transaction that writes."""

    function = "pg_current_xact_id"
    arity = 0


class TransactionField(models.Field):
    """The 64-bit number of the writing transaction (xid8), set by the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_default"] = CurrentTransaction()
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations: the default is part of the type."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_default", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """PostgreSQL's xid8."""
        return "xid8"
