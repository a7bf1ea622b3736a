"""What is sealed opens with its key, in its place, unaltered, and in no other way."""

from __future__ import annotations

import pytest

from payung.core.refusals import Refusal
from payung.governance.rules.keyring import FILE_CHUNK, Keyring, unwrap, wrap

PERSON = {"nik": "5307010101800001", "mother": "Maria Goreti", "phone": None}


@pytest.fixture
def ring() -> Keyring:
    return Keyring.new()


def test_an_envelope_opens_to_what_was_sealed(ring: Keyring) -> None:
    envelope = ring.seal("registry_worker", 7, PERSON)
    assert b"5307010101800001" not in envelope
    assert ring.open("registry_worker", 7, envelope) == PERSON


@pytest.mark.parametrize(("table", "row"), [("registry_worker", 8), ("intake_intakerow", 7)])
def test_an_envelope_moved_to_another_row_or_table_does_not_open(ring: Keyring, table: str, row: int) -> None:
    with pytest.raises(Refusal) as refusal:
        ring.open(table, row, ring.seal("registry_worker", 7, PERSON))
    assert refusal.value.code == "envelope-broken"


def test_a_flipped_bit_does_not_open(ring: Keyring) -> None:
    envelope = bytearray(ring.seal("registry_worker", 7, PERSON))
    envelope[-1] ^= 1
    with pytest.raises(Refusal, match="does not open"):
        ring.open("registry_worker", 7, bytes(envelope))


def test_a_renewed_ring_opens_old_envelopes_and_seals_with_the_new_key(ring: Keyring) -> None:
    old = ring.seal("registry_worker", 7, PERSON)
    renewed = ring.renewed()
    assert renewed.open("registry_worker", 7, old) == PERSON
    new = renewed.seal("registry_worker", 7, PERSON)
    with pytest.raises(Refusal) as refusal:
        ring.open("registry_worker", 7, new)
    assert refusal.value.code == "key-missing"


def test_keyed_digests_are_equal_for_equal_data_and_differ_by_purpose_and_key(ring: Keyring) -> None:
    assert ring.digest("nik", b"5307") == ring.digest("nik", b"5307")
    assert ring.digest("nik", b"5307") != ring.digest("kk", b"5307")
    assert ring.digest("nik", b"5307") != Keyring.new().digest("nik", b"5307")
    assert -(2**63) <= ring.hash64("name", "maria") < 2**63
    assert ring.hash64("name", "maria") != ring.hash64("phone", "maria")


def test_exported_keys_open_with_their_passphrase_only(ring: Keyring) -> None:
    text = wrap(ring, "a long passphrase")
    assert unwrap(text, "a long passphrase") == ring
    with pytest.raises(Refusal) as refusal:
        unwrap(text, "another passphrase")
    assert refusal.value.code == "passphrase-wrong"
    assert ring.sealing[1].hex() not in text


@pytest.mark.parametrize("size", [0, 1, FILE_CHUNK - 1, FILE_CHUNK, FILE_CHUNK + 1, 3 * FILE_CHUNK])
def test_a_file_of_any_size_comes_back_whole(ring: Keyring, size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    chunks = (content[start : start + FILE_CHUNK] for start in range(0, size, FILE_CHUNK))
    assert ring.decrypt_file("d1", b"".join(ring.encrypt_file("d1", chunks))) == content


@pytest.mark.parametrize("harm", ["cut", "swapped", "other file", "not ours"])
def test_a_harmed_file_is_refused(ring: Keyring, harm: str) -> None:
    stored = b"".join(ring.encrypt_file("d1", iter([b"a" * 100, b"b" * 100])))
    block = 4 + 12 + 100 + 16
    harmed = {
        "cut": stored[:-30],
        "swapped": stored[:8] + stored[8 + block : 8 + 2 * block] + stored[8 : 8 + block] + stored[8 + 2 * block :],
        "other file": stored,
        "not ours": b"PK\x03\x04" + stored,
    }[harm]
    with pytest.raises(Refusal) as refusal:
        ring.decrypt_file("d2" if harm == "other file" else "d1", harmed)
    assert refusal.value.code == "file-broken"
