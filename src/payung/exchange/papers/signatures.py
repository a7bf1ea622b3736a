"""Signatures inside a PDF: who signed, when, whether the file is still what was signed, and whether the signer's chain is known here.

Nothing is fetched: certificates that are trusted are those the office keeps.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.guards import MOST_PACKED

MOST_SIGNATURES = 20
SCAN, SIGNED_PDF = "scan", "signed-pdf"
_HEADS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is told by the answer; its words could name a signer
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Signature:
    """One signature. `intact`: what was signed is unaltered; `whole`: it covers the file to its end; `trusted`: its chain ends at a kept root."""

    signer: str
    organisation: str
    issuer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool

    @property
    def holds(self) -> bool:
        """Nothing was changed after it."""
        return self.intact and self.whole


@dataclass(frozen=True)
class SignedCopy:
    """A copy that came back: `scan` (a picture, or a PDF without a signature inside) or `signed-pdf` with its signatures; pages where known."""

    form: str
    ending: str
    pages: int | None
    signatures: tuple[Signature, ...]


def read_signed_copy(content: bytes, roots: Path | None = None) -> SignedCopy:
    """What a signed copy is: PDF, JPEG or PNG. `roots`: folder of certificates (.pem, .crt, .cer) at which a trusted chain ends.

    Raises `Refusal` empty, too-large, wrong-type, encrypted or unreadable. Whether signatures hold is told, not judged.
    """
    if not content:
        raise Refusal("empty", gettext_noop("The file holds nothing. Ask the sender to send it again."))
    if len(content) > MOST_PACKED:
        message = gettext_noop("The signed copy is too large (at most %(megabytes)s MB). Scan it again at 150 to 200 dots an inch.")
        raise Refusal("too-large", message, megabytes=MOST_PACKED // 2**20)
    ending = next((kind for head, kind in _HEADS if content[:1024].lstrip().startswith(head)), None)
    if ending is None:
        raise Refusal("wrong-type", gettext_noop("A signed copy is a PDF, a JPEG or a PNG. Scan the paper, or hand in the signed PDF."))
    if ending != "pdf":
        return SignedCopy(SCAN, ending, 1, ())
    try:
        pages, signatures = _read_pdf(content, _trusted(roots))
    except Refusal:
        raise
    except Exception as fault:  # a broken or hostile PDF may break its reader in any way
        raise Refusal("unreadable", gettext_noop("The PDF cannot be read. Open it, save it again and hand it in once more.")) from fault
    return SignedCopy(SIGNED_PDF if signatures else SCAN, "pdf", pages, signatures)


def page_count(content: bytes) -> int:
    """The pages of a PDF."""
    return int(PdfFileReader(BytesIO(content)).root["/Pages"]["/Count"])


def _read_pdf(content: bytes, roots: Sequence[Any]) -> tuple[int, tuple[Signature, ...]]:
    reader = PdfFileReader(BytesIO(content), strict=False)
    if reader.encrypted:
        raise Refusal("encrypted", gettext_noop("The PDF is locked with a password. Hand in a copy without one."))
    held = reader.embedded_regular_signatures[:MOST_SIGNATURES]
    return int(reader.root["/Pages"]["/Count"]), tuple(_signature(each, roots) for each in held)


def _signature(embedded, roots: Sequence[Any]) -> Signature:  # type: ignore[no-untyped-def]
    certificate = embedded.signer_cert
    subject, issuer = certificate.subject.native, certificate.issuer.native
    status = _status(embedded, roots)
    return Signature(
        signer=str(subject.get("common_name", "")),
        organisation=str(subject.get("organization_name", "")),
        issuer=str(issuer.get("common_name", issuer.get("organization_name", ""))),
        signed_at=status.signer_reported_dt if status else None,
        intact=bool(status and status.intact and status.valid),
        whole=status is not None and _covers(status),
        trusted=bool(status and roots and status.trusted),
    )


def _status(embedded, roots: Sequence[Any]) -> PdfSignatureStatus | None:  # type: ignore[no-untyped-def]
    """The status, None when the signature cannot even be read."""
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, revocation_mode="soft-fail")
    try:
        return validate_pdf_signature(embedded, context)
    except (SigningError, PdfError, ValueError):
        return None


def _covers(status: PdfSignatureStatus) -> bool:
    return bool(
        status.docmdp_ok is not False
        and status.modification_level is not None
        and status.modification_level.name in {"NONE", "LTA_UPDATES", "FORM_FILLING"}
    )


def _trusted(roots: Path | None) -> list[Any]:
    """The certificates of a folder."""
    found: list[Any] = []
    if roots is None or not roots.is_dir():
        return found
    for path in sorted(each for each in roots.iterdir() if each.suffix in {".pem", ".crt", ".cer"}):
        found += load_certs_from_pemder_data(path.read_bytes())
    return found
