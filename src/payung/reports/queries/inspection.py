"""The inspector's question: was anything changed after it was written down or decided?"""

from __future__ import annotations

from dataclasses import replace

from payung.governance.queries.audit import Fault, Verdict, verify_trail
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.selection.queries import altered_list


def verify_everything(*, by: Actor) -> Verdict:
    """The whole trail, then the digests of submitted, approved and decreed lists against their entries as they are now."""
    check_may(by, "audit.verify")
    verdict = verify_trail()
    if verdict.first_bad is not None:
        return verdict
    altered = altered_list()
    if altered is None:
        return verdict
    return replace(verdict, first_bad=Fault(verdict.sealed, "digest", f"list:{altered}"))
