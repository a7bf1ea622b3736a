"""Reasons in words: why, or why not, and what would change it. Doors translate; a programme may word its own reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from payung.core.refusals import gettext_noop
from payung.selection.rules.answers import NO_ANSWER, SAYS
from payung.selection.rules.choice import (
    ADDED,
    HOUSEHOLD_FULL,
    IN_RESERVE,
    NO_QUOTA_AREA,
    PASSED_FOR_DECISION,
    PASSED_OVER,
    PLACES_TAKEN,
    SET_ASIDE,
    WITHIN_QUOTA,
)
from payung.selection.rules.criteria import ALREADY_LISTED, REMOVED


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code, what it says, and what would change it (empty: nothing needs to, or nothing can)."""

    code: str
    says: str
    remedy: str = ""


_WORDS = {
    each.code: each
    for each in (
        Reason(
            "dead", gettext_noop("A death list names this person."), gettext_noop("If that is wrong, bring a statement of the village.")
        ),
        Reason(
            "under-review",
            gettext_noop("Another record may be the same person, and nobody has decided yet."),
            gettext_noop("A clerk decides the pair. The identity card helps."),
        ),
        Reason(
            "village-unknown",
            gettext_noop("The village is not known."),
            gettext_noop("Send the row again with the village's name and district."),
        ),
        Reason(
            "not-in-province",
            gettext_noop("The village lies outside the province."),
            gettext_noop("If he has moved here, send the new village."),
        ),
        Reason(
            "nik-not-usable",
            gettext_noop("The NIK is missing, damaged or impossible."),
            gettext_noop("Copy it from the identity or family card as text. Without one, the civil registry's service helps."),
        ),
        Reason("birth-date-unknown", gettext_noop("The date of birth is not known."), gettext_noop("Send it as on the identity card.")),
        Reason(
            "over-age",
            gettext_noop("The age limit of the insurance is reached on the day cover starts."),
            gettext_noop("Nothing but a wrong date of birth would change it: the limit is the law's."),
        ),
        Reason(
            "under-age",
            gettext_noop("The programme's lowest age is not reached on the day cover starts."),
            gettext_noop("He can be proposed for a later list."),
        ),
        Reason(
            "covered-elsewhere",
            gettext_noop("Somebody else pays his cover in these months already."),
            gettext_noop("When that cover ends, he can be proposed for the next list."),
        ),
        Reason(
            "civil-servant",
            gettext_noop("A list of civil servants names this person."),
            gettext_noop("If it is somebody else, or he has left the service, bring a statement of the office that made the list."),
        ),
        Reason(
            "army-or-police",
            gettext_noop("A list of army and police names this person."),
            gettext_noop("If it is somebody else, or he has left the service, bring a statement of the office that made the list."),
        ),
        Reason(
            "pensioner",
            gettext_noop("A list of pensioners names this person."),
            gettext_noop("If it is somebody else, bring a statement of the office that made the list."),
        ),
        Reason(
            "village-official",
            gettext_noop("A list of village officials names this person: the village insures them."),
            gettext_noop("When the office ends, he can be proposed for the next list."),
        ),
        Reason(
            "other-payer",
            gettext_noop("Another payer has him on a decreed list for some of these months."),
            gettext_noop("When that cover ends, he can be proposed for the next list."),
        ),
        Reason(
            "works-elsewhere",
            gettext_noop("A list of migrants names this person: he works outside the province."),
            gettext_noop("When he is back, the village can propose him again."),
        ),
        Reason(
            REMOVED,
            gettext_noop("An official removed him by decision; the decision names the reason."),
            gettext_noop("Only another decision would change it."),
        ),
        Reason(ADDED, gettext_noop("An official gave him one of the places of his area by decision; the decision names the reason.")),
        Reason(PASSED_FOR_DECISION, gettext_noop("A place that his order would give him went to somebody by an official's decision.")),
        Reason(
            NO_ANSWER,
            gettext_noop("A round that the programme demands has no answer about him yet."),
            gettext_noop("Whoever was asked answers, on the sheet or form that went out."),
        ),
        Reason(
            SAYS,
            gettext_noop("The answer to a round that the programme demands speaks against him."),
            gettext_noop("If it is wrong, whoever answered sends a newer answer."),
        ),
        Reason(ALREADY_LISTED, gettext_noop("He is on an approved list for these months already.")),
        Reason(WITHIN_QUOTA, gettext_noop("His place in the order lies within the places of his area.")),
        Reason(SET_ASIDE, gettext_noop("He has one of the places that the programme sets aside for his group.")),
        Reason(
            IN_RESERVE,
            gettext_noop("All places of his area went to people before him in the order; he is in the reserve."),
            gettext_noop("He moves up when somebody of his area falls out."),
        ),
        Reason(
            PLACES_TAKEN,
            gettext_noop("All places of his area went to people before him in the order."),
            gettext_noop("More money for his area would change it, or a record that is not up to date."),
        ),
        Reason(
            HOUSEHOLD_FULL,
            gettext_noop("Others of his household have the most places that the programme gives one household."),
            gettext_noop("If the family card is not up to date, send the new number."),
        ),
        Reason(
            PASSED_OVER, gettext_noop("A place that his order would give him went to a group for which the programme sets places aside.")
        ),
        Reason(
            NO_QUOTA_AREA,
            gettext_noop("No area with places holds his village."),
            gettext_noop("Send the row again with the village's name and district."),
        ),
    )
}


def reason(code: str, own_words: Mapping[str, str]) -> Reason:
    """The reason in words; `own_words` are the programme's by code. A code nobody has words for speaks for itself."""
    family = next((each for each in (SET_ASIDE, NO_ANSWER) if code.startswith(each)), SAYS if SAYS in code else code)
    known = _WORDS.get(family, Reason(code, code))
    return Reason(code, own_words.get(code, known.says), known.remedy)
