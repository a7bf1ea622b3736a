"""What may be done here."""

from payung.grievances.actions.objections import (
    Objection,
    answer_objection,
    decide_objection,
    prepare_answer,
    receive_objection,
    withdraw_objection,
)

__all__ = ["Objection", "answer_objection", "decide_objection", "prepare_answer", "receive_objection", "withdraw_objection"]
