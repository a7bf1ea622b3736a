"""Who may decide: never a maker, each person one stage, in the order of the chain; and what a decision taken on paper must show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import access

MOST_STAGES = 8
LEAST_OF_DIGEST = 16
"""Characters of the digest that a page must show to be known again."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a chain: the roles that may decide it (none: whoever the owning room lets), in which office (its code; empty: any),
    from how many rupiah on, and within how many days."""

    roles: tuple[str, ...] = ()
    office: str = ""
    least_idr: int | None = None
    days: int | None = None

    def due_on(self, starts_on: date) -> date | None:
        """The last day for the decision when the stage begins on a day."""
        return starts_on + timedelta(days=self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision taken on paper: by which official, when signed, the stored scan of the signed page, and the digest that stands on it."""

    decider: int
    signed_at: datetime
    page: int
    digest_on_page: str


def stages_for(chain: Sequence[Stage], amount_idr: int | None) -> tuple[Stage, ...]:
    """The stages that an object of `amount_idr` passes (None: no money, every stage); the last one in any case."""
    kept = tuple(stage for stage in chain if stage.least_idr is None or amount_idr is None or amount_idr >= stage.least_idr)
    return kept or tuple(chain[-1:])


def check_chain(chain: Sequence[Stage]) -> None:
    """Raises `Refusal` chain-length, unknown-role, chain-roles, or chain-cannot-decide for a chain that could never be passed."""
    if not 1 <= len(chain) <= MOST_STAGES:
        raise Refusal("chain-length", gettext_noop("A chain has 1 to %(most)s stages."), most=MOST_STAGES)
    for stage in chain:
        if not stage.roles:
            raise Refusal("chain-roles", gettext_noop("Name at least one role for every stage."))
        for role in stage.roles:
            if role not in access().roles:
                raise Refusal("unknown-role", gettext_noop("There is no role %(role)s."), role=role)


def default_chain(kind: str) -> tuple[Stage, ...]:
    """The chain that a kind has unless the office set its own; none for a kind without one."""
    return tuple(Stage(roles) for roles in access().chains.get(kind, ()))


def may_decide(decider: int, makers: Collection[int], earlier: Collection[int]) -> bool:
    """Whether the user `decider` may decide an object made by `makers`, after the stages decided by `earlier`."""
    return decider not in makers and decider not in earlier


def check_decide(decider: int, makers: Collection[int], earlier: Collection[int]) -> None:
    """Raises `Refusal` maker-is-checker or already-decided."""
    if decider in makers:
        raise Refusal(
            "maker-is-checker",
            gettext_noop("You made or changed this yourself, so you cannot decide it. Ask a colleague who did not work on it."),
        )
    if decider in earlier:
        raise Refusal("already-decided", gettext_noop("You have decided an earlier stage of this. Each stage needs another person."))


def is_stage_of(stage: Stage, postings: Iterable[tuple[str, str]]) -> bool:
    """Whether one of the postings, each (role, office), may decide the stage."""
    return any((not stage.roles or role in stage.roles) and stage.office in ("", office) for role, office in postings)


def check_stage(stage: Stage, postings: Iterable[tuple[str, str]]) -> None:
    """Raises `Refusal` not-your-stage when no posting, each (role, office), may decide the stage."""
    if not is_stage_of(stage, postings):
        raise Refusal(
            "not-your-stage",
            gettext_noop("This stage is decided by %(roles)s. Wait until it is your turn, or switch your posting."),
            roles=", ".join(stage.roles) + (f" ({stage.office})" if stage.office else ""),
        )


def check_digest(submitted: bytes, present: bytes) -> None:
    """Raises `Refusal` changed-since when what is decided is not what was submitted."""
    if submitted != present:
        raise Refusal("changed-since", gettext_noop("This is no longer what was submitted. Return it, and let it be submitted again."))


def check_paper(paper: Paper, *, recorder: int, makers: Collection[int], submitted: bytes, submitted_at: datetime, at: datetime) -> None:
    """Raises `Refusal` recorder-is-maker, recorder-is-decider, page-digest-short, page-of-another or signed-when."""
    if recorder in makers:
        raise Refusal(
            "recorder-is-maker", gettext_noop("You made or changed this yourself, so you cannot record its decision. Ask a colleague to.")
        )
    if recorder == paper.decider:
        raise Refusal("recorder-is-decider", gettext_noop("You cannot record your own signature. Decide it here yourself."))
    shown = "".join(paper.digest_on_page.split()).lower()
    if len(shown) < LEAST_OF_DIGEST:
        raise Refusal(
            "page-digest-short",
            gettext_noop("Type at least %(least)s characters of the digest at the foot of the signed page."),
            least=LEAST_OF_DIGEST,
        )
    if not submitted.hex().startswith(shown):
        raise Refusal(
            "page-of-another",
            gettext_noop("The digest on the signed page is not that of what was submitted. The page belongs to another or an older list."),
        )
    if not submitted_at.date() <= paper.signed_at.date() <= at.date():
        raise Refusal("signed-when", gettext_noop("The page was signed between the day it was submitted and today. Check the date."))
