"""Keys and what they do: sealed envelopes, keyed digests, the audit signature, file encryption.

Keys live in one file of the data folder and never in the database, a dump or a backup. An envelope is
key id (4 bytes) + nonce (12) + AES-256-GCM ciphertext, bound to its table and row id as associated data, so that an
envelope moved to another row does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from payung.core.refusals import Refusal, gettext_noop

KEY_BYTES = 32
NONCE_BYTES = 12
FILE_CHUNK = 1 << 20
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # `json.dumps` makes a new encoder for every row


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation. `sealing` maps key id -> key; envelopes are sealed with `current`."""

    sealing: Mapping[int, bytes]
    current: int
    hashing: bytes
    signing: bytes
    _ciphers: dict[int, AESGCM] = field(default_factory=dict, compare=False, repr=False)
    _hashes: dict[str, hashlib.blake2b] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def new(cls) -> Keyring:
        """Fresh keys from the system's random source."""
        return cls({1: os.urandom(KEY_BYTES)}, 1, os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))

    def renewed(self) -> Keyring:
        """The same ring with a new sealing key in front; older envelopes still open."""
        new_id = max(self.sealing) + 1
        return replace(self, sealing={**self.sealing, new_id: os.urandom(KEY_BYTES)}, current=new_id, _ciphers={})

    def _cipher(self, key_id: int) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            if key_id not in self.sealing:
                raise Refusal(
                    "key-missing",
                    gettext_noop("This record was sealed with key %(key)s, which is not here. Import the exported keys."),
                    key=key_id,
                )
            cipher = self._ciphers[key_id] = AESGCM(self.sealing[key_id])
        return cipher

    def seal(self, table: str, row_id: int, payload: Mapping[str, Any]) -> bytes:
        """The envelope of `payload` (JSON values) for the row `row_id` of `table`."""
        plain = _to_json(payload).encode()
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(self.current).encrypt(nonce, plain, f"{table}:{row_id}".encode())
        return self.current.to_bytes(4, "big") + nonce + sealed

    def open(self, table: str, row_id: int, envelope: bytes) -> dict[str, Any]:
        """The payload of an envelope. Raises `Refusal` envelope-broken when it was altered or moved, key-missing without its key."""
        cipher = self._cipher(int.from_bytes(envelope[:4], "big"))
        try:
            plain = cipher.decrypt(bytes(envelope[4:16]), bytes(envelope[16:]), f"{table}:{row_id}".encode())
        except InvalidTag:
            raise Refusal(
                "envelope-broken",
                gettext_noop("A sealed record of %(table)s does not open: it was altered or moved. Restore it from the backup."),
                table=table,
            ) from None
        opened: dict[str, Any] = json.loads(plain.decode())
        return opened

    def digest(self, purpose: str, data: bytes) -> bytes:
        """Keyed digest (HMAC-SHA-256, 32 bytes): equal data give equal digests, and nobody without the key can try values."""
        return hmac.digest(self.hashing, purpose.encode() + b"\0" + data, "sha256")

    def hash64(self, purpose: str, text: str) -> int:
        """Keyed hash as a signed 64-bit number, for look-up tables."""
        begun = self._hashes.get(purpose)
        if begun is None:
            begun = self._hashes[purpose] = hashlib.blake2b(key=self.hashing, digest_size=8, person=purpose.encode()[:16])
        keyed = begun.copy()
        keyed.update(text.encode())
        return int.from_bytes(keyed.digest(), "big", signed=True)

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature (64 bytes)."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(message)

    @property
    def public_key(self) -> bytes:
        """The public half of the signing key (32 bytes): may be handed to an auditor."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def signature_holds(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is ours over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(bytes(signature), message)
        except InvalidSignature:
            return False
        return True

    def encrypt_file(self, digest: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Encrypt a file of content `digest` chunk by chunk: header, then per chunk length and ciphertext bound to its place."""
        yield b"PYF1" + self.current.to_bytes(4, "big")
        index = 0
        for chunk in chunks:
            nonce = os.urandom(NONCE_BYTES)
            sealed = self._cipher(self.current).encrypt(nonce, chunk, f"file:{digest}:{index}".encode())
            yield len(sealed).to_bytes(4, "big") + nonce + sealed
            index += 1
        end = os.urandom(NONCE_BYTES)
        yield (0).to_bytes(4, "big") + end + self._cipher(self.current).encrypt(end, b"", f"file:{digest}:{index}:end".encode())

    def decrypt_file(self, digest: str, data: bytes) -> bytes:
        """The content of an encrypted file. Raises `Refusal` file-broken when it was altered, cut short or belongs to another digest."""
        broken = Refusal(
            "file-broken", gettext_noop("A stored file does not open: it was altered or cut short. Restore it from the backup.")
        )
        if data[:4] != b"PYF1":
            raise broken
        cipher = self._cipher(int.from_bytes(data[4:8], "big"))
        out: list[bytes] = []
        at, index = 8, 0
        try:
            while True:
                length = int.from_bytes(data[at : at + 4], "big")
                nonce = data[at + 4 : at + 16]
                if length == 0:
                    cipher.decrypt(nonce, data[at + 16 :], f"file:{digest}:{index}:end".encode())
                    return b"".join(out)
                out.append(cipher.decrypt(nonce, data[at + 16 : at + 16 + length], f"file:{digest}:{index}".encode()))
                at, index = at + 16 + length, index + 1
        except (InvalidTag, ValueError):
            raise broken from None

    def to_json(self) -> str:
        """The ring as text for the key file."""
        return json.dumps(
            {
                "sealing": {str(key_id): _b64(key) for key_id, key in self.sealing.items()},
                "current": self.current,
                "hashing": _b64(self.hashing),
                "signing": _b64(self.signing),
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Keyring:
        """Read a key file. Raises `Refusal` keys-unreadable."""
        try:
            held = json.loads(text)
            sealing = {int(key_id): base64.b64decode(key) for key_id, key in held["sealing"].items()}
            return cls(sealing, int(held["current"]), base64.b64decode(held["hashing"]), base64.b64decode(held["signing"]))
        except (ValueError, KeyError, TypeError):
            raise Refusal("keys-unreadable", gettext_noop("The key file cannot be read. Import the exported keys.")) from None


def wrap(keyring: Keyring, passphrase: str) -> str:
    """The ring under a passphrase (scrypt, AES-256-GCM), for safekeeping outside the machine."""
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    sealed = AESGCM(_from_passphrase(passphrase, salt)).encrypt(nonce, keyring.to_json().encode(), b"payung-keys-1")
    return json.dumps({"payung-keys": 1, "salt": _b64(salt), "nonce": _b64(nonce), "sealed": _b64(sealed)}, indent=1) + "\n"


def unwrap(text: str, passphrase: str) -> Keyring:
    """Open an exported ring. Raises `Refusal` passphrase-wrong or keys-unreadable."""
    try:
        held = json.loads(text)
        salt, nonce, sealed = (base64.b64decode(held[name]) for name in ("salt", "nonce", "sealed"))
    except (ValueError, KeyError, TypeError):
        raise Refusal("keys-unreadable", gettext_noop("This is not a file made by 'payung keys export'.")) from None
    try:
        plain = AESGCM(_from_passphrase(passphrase, salt)).decrypt(nonce, sealed, b"payung-keys-1")
    except InvalidTag:
        raise Refusal(
            "passphrase-wrong", gettext_noop("The passphrase does not open these keys. Try again with the one used for the export.")
        ) from None
    return Keyring.from_json(plain.decode())


def _from_passphrase(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, **_SCRYPT).derive(passphrase.encode())


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
