"""Why BPJS refused somebody: what each reason says, what can be done, and whether somebody else should take the place."""

from __future__ import annotations

from dataclasses import dataclass

from payung.core.refusals import gettext_noop


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason. `mends`: better data may still bring him in; `covered`: he is a member already."""

    code: str
    says: str
    remedy: str
    mends: bool = False
    covered: bool = False


REASONS = {
    each.code: each
    for each in (
        Refused(
            "already-active",
            gettext_noop("He is an active member already; somebody else pays."),
            gettext_noop("Nothing to do: his cover is on record now."),
            covered=True,
        ),
        Refused(
            "over-age",
            gettext_noop("He is past the age limit of the insurance."),
            gettext_noop("Nothing but a wrong date of birth would change it: look at the identity card."),
        ),
        Refused(
            "died", gettext_noop("The register says that he has died."), gettext_noop("Ask the village, and record its answer in a round.")
        ),
        Refused(
            "not-found",
            gettext_noop("The civil registry does not find his NIK."),
            gettext_noop("Copy the NIK from the identity card, or let the civil registry look."),
            mends=True,
        ),
        Refused(
            "data-differ",
            gettext_noop("Name or date of birth differ from the civil registry."),
            gettext_noop("Compare with the identity card and send him again."),
            mends=True,
        ),
        Refused(
            "numbers-swapped",
            gettext_noop("NIK and member number are taken for each other."),
            gettext_noop("Ask the branch to correct it."),
            mends=True,
        ),
        Refused(
            "field-missing",
            gettext_noop("A field that the branch needs is empty."),
            gettext_noop("Ask the village for it and send him again."),
            mends=True,
        ),
        Refused("repeated", gettext_noop("He stands in the file twice."), gettext_noop("Look whether two of the list are one person.")),
        Refused("other", gettext_noop("For a reason of the branch's own words."), gettext_noop("Read the words, and ask the branch.")),
    )
}
