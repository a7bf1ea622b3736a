"""A really signed PDF, made with a certificate thrown away afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers


@cache
def signed_pdf(signer: str) -> tuple[bytes, bytes]:
    """A PDF of one page signed by `signer`, and the certificate (PEM) at which his chain ends: his own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Contoh")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, True, False, False, False)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(100))
    certificate = built.add_extension(x509.BasicConstraints(True, None), True).add_extension(usage, True).sign(key, hashes.SHA256())
    packed = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, serialization.NoEncryption())
    out = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(typst.compile(b"Surat"))),
        signers.PdfSignatureMetadata(field_name="Signature"),
        signer=signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[]),
        output=out,
    )
    return out.getvalue(), certificate.public_bytes(serialization.Encoding.PEM)
