"""What the doors and the rooms above may do."""

from payung.programmes.actions.agreements import confirm_deletion, rest_on, set_terms
from payung.programmes.actions.instruments import attach_signed_copy, edit_instrument, register_instrument, set_instrument_state
from payung.programmes.actions.law import (
    approve_amendment,
    edit_amendment,
    prepare_amendment,
    return_amendment,
    submit_amendment,
    withdraw_amendment,
)
from payung.programmes.actions.meetings import Decided, add_decision, close_decision, record_meeting
from payung.programmes.actions.money import commit_money, release_money
from payung.programmes.actions.years import edit_programme, load_programme

__all__ = [
    "Decided",
    "add_decision",
    "approve_amendment",
    "attach_signed_copy",
    "close_decision",
    "commit_money",
    "confirm_deletion",
    "edit_amendment",
    "edit_instrument",
    "edit_programme",
    "load_programme",
    "prepare_amendment",
    "record_meeting",
    "register_instrument",
    "release_money",
    "rest_on",
    "return_amendment",
    "set_instrument_state",
    "set_terms",
    "submit_amendment",
    "withdraw_amendment",
]
