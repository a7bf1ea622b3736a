"""Why somebody is on a list of people who must not or need not be chosen."""

from __future__ import annotations

from enum import StrEnum


class ExclusionKind(StrEnum):
    """What a list of exclusions says of its people."""

    ASN = "asn"  # civil servants and contract staff of the state
    MILITARY = "military"  # army and police
    PENSIONER = "pensioner"
    VILLAGE_OFFICIAL = "village-official"  # village officials and members of the BPD, insured through their village
    MIGRANT = "migrant"  # works outside the province or abroad
    OTHER_SCHEME = "other-scheme"  # on the decreed list of another payer
